"""A marker stands in every text that anybody can write. Each page that each role can reach shows it as text."""

from __future__ import annotations

import csv
import re
from io import StringIO

import pytest
from django.db import models
from django.test import Client
from django.urls import reverse

from luister.action.enums import EntryKind
from luister.action.models import Case, CaseEntry, CaseRule
from luister.coaching.models import MorningMeeting, Obstacle
from luister.common.clock import now
from luister.core.form import standard_questionnaire
from luister.customers.models import Attribute, Customer
from luister.feedback.models import Comment, ImportBatch, Response, Tag
from luister.organisation.enums import Role
from luister.organisation.models import ApiKey, Event, Organisation, Unit, User
from luister.outreach.models import Campaign, Invitation
from luister.programme.models import Touchpoint
from luister.surveys.models import Question, Survey
from tests import factories
from tests.security.pages import read_page
from tests.web.addresses import World, make_world

MARK = "<qzx onload=1>\"'&"
LIVE = re.compile(r"<\s*qzx|=\s*[\"'][^\"'<>]*qzx onload=1>[\"']", re.IGNORECASE)
FORMULAS = [
    f"{start}cmd|' /C calc'!A0" for start in ("=", "+", "-", "@", "\t=", "\r=", " =", "\uff1d", "\uff0b", "\uff20", "\u00a0=", "\ufeff=")
]
STARTS = tuple("=+-@\uff1d\uff0b\uff0d\uff20\t\r\n")
MOST_PAGES = 400

WRITTEN: dict[type[models.Model], tuple[str, ...]] = {
    Organisation: ("name",),
    Unit: ("name",),
    User: ("name",),
    Touchpoint: ("name",),
    Attribute: ("name",),
    Customer: ("key", "name", "phone"),
    Survey: ("name", "purpose"),
    Question: ("text",),
    Campaign: ("name",),
    Comment: ("prompt", "text", "masked"),
    Response: ("contact_name", "contact_phone"),
    Tag: ("name",),
    CaseRule: ("name",),
    Case: ("lesson",),
    CaseEntry: ("text",),
    Obstacle: ("text",),
    ImportBatch: ("file_name", "mapping_name", "created_by_label"),
    ApiKey: ("name",),
    Event: ("actor_label", "subject_label"),
}


def write_everywhere(mark: str) -> None:
    for model, fields in WRITTEN.items():
        for row in model._default_manager.all():
            unique = dict.fromkeys(fields, f"{mark}{row.pk}")
            model._default_manager.filter(pk=row.pk).update(**unique)
    Response.objects.update(attributes={"contract": mark}, contact_allowed=True)
    Customer.objects.update(attributes={"contract": mark}, email="jan@example.org")
    Invitation.objects.update(attributes={"contract": mark})
    error = {"row": 2, "column": mark, "template": "'%(given)s' is no score.", "params": {"given": mark}}
    ImportBatch.objects.update(
        report={"errors": [error], "error_count": 1, "created": {"units": [mark], "touchpoints": [mark]}, "facts": {mark: mark}}
    )
    for survey in Survey.objects.all():
        version = survey.versions.get()
        version.definition = standard_questionnaire("nps").to_data()
        for question in version.definition.get("questions", []):
            question["prompt"] = {"en": mark}
        version.save()


@pytest.fixture
def world(krakow: Unit, admin: User) -> World:
    made = make_world(krakow)
    made.response.tags.add(Tag.objects.create(key="t", name="t"))
    CaseEntry.objects.create(case=made.case, kind=EntryKind.values[0], text="x", by=made.person, at=now())
    MorningMeeting.objects.create(unit=krakow, day=now().date(), story=made.response, teller=made.person)
    factories.make_case(owner=made.person, response=factories.make_response(comment="x", unit=krakow, customer=made.customer))
    Event.objects.create(actor_label="x", action="case.closed", subject_type="case", subject_id="1", subject_label="x", at=now())
    return made


def reach(client: Client, starts: list[str]) -> dict[str, str]:
    """Return every HTML page that can be reached by links, with its address."""
    found: dict[str, str] = {}
    waiting, seen = list(starts), set(starts)
    kinds: dict[str, int] = {}
    while waiting and len(found) < MOST_PAGES:
        address = waiting.pop(0)
        kind = re.sub(r"\d+", "0", address.partition("?")[0])
        kinds[kind] = kinds.get(kind, 0) + 1
        if kinds[kind] > 6 or "logout" in address or address.startswith("/static/"):
            continue
        response = client.get(address)
        assert response.status_code < 500, address
        if response.status_code != 200 or "html" not in response.headers["Content-Type"]:
            continue
        found[address] = response.content.decode()
        _forms, links = read_page(found[address], address)
        waiting += sorted(links - seen)
        seen |= links
    return found


@pytest.mark.parametrize("role", list(Role))
def test_what_anybody_wrote_is_text_on_every_page(role: Role, world: World, root: Unit):
    write_everywhere(MARK)
    person = factories.make_person(role=role, unit=root)
    client = Client()
    client.force_login(person)
    campaign, unit = Campaign.objects.get(), world.unit.key
    starts = [
        "/",
        reverse("meeting-unit", args=[unit]),
        reverse("answer", args=[campaign.token]),
        reverse("answer", args=[world.invitation.token]),
    ]
    starts += [
        reverse("answer-privacy", args=[campaign.token]),
        reverse("import", args=[world.batch.pk]),
        reverse("voice", args=[world.response.pk]),
    ]

    pages = reach(client, starts)

    assert len(pages) > 10
    assert sum("qzx onload" in html for html in pages.values()) > 5, "The marker is hardly anywhere: this test tests nothing."
    for address, html in pages.items():
        assert not LIVE.search(html), f"{address}: {html[max(0, LIVE.search(html).start() - 200) :][:400]}"  # type: ignore[union-attr]


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_of_a_download_is_a_formula(formula: str, world: World, root: Unit, admin: User):
    write_everywhere(formula)
    client = Client()
    client.force_login(admin)
    downloads = [
        client.post(reverse("voices-download")),
        client.get(reverse("import-errors", args=[world.batch.pk])),
        client.get(reverse("survey-link-download", args=[world.campaign.pk])),
    ]
    tables = [response for response in downloads if "csv" in response.headers.get("Content-Type", "")]

    assert len(tables) == 3
    told = 0
    for response in tables:
        body = b"".join(response.streaming_content) if response.streaming else response.content
        for row in csv.reader(StringIO(body.decode("utf-8-sig"))):
            for cell in row:
                told += "cmd|" in cell
                assert not cell.lstrip(" \u00a0\ufeff").startswith(STARTS), repr(cell)
        assert "no-store" in response.headers["Cache-Control"]
        assert response.headers["Content-Disposition"].startswith("attachment")
    assert told > 3
