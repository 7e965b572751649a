"""Pages of surveys and links."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from luister.common.clock import now
from luister.organisation.enums import Role
from luister.outreach.models import Campaign, Invitation
from luister.outreach.services import create_campaign
from luister.surveys.models import Survey, SurveyVersion
from luister.surveys.queries import questionnaire_of
from luister.surveys.services import create_survey, publish_survey
from tests.factories import actor, make_customer, make_person, make_response, make_touchpoint


@pytest.fixture
def signed_in(client, cx_manager):
    client.force_login(cx_manager)
    return client


@pytest.fixture
def survey(cx_manager, care):
    found = create_survey(
        name="After a <call>", kind="transactional", unit=care, metric="csat", by=actor(cx_manager), languages=("en", "pl")
    )
    publish_survey(survey=found, by=actor(cx_manager))
    return Survey.objects.get()


@pytest.fixture
def link(survey, cx_manager):
    return create_campaign(survey=survey, name="Invoice", by=actor(cx_manager))


def fields(owning, **changes):
    return {
        "name": "How are we doing",
        "kind": "relationship",
        "metric": "proposed",
        "touchpoint": "",
        "unit": owning.pk,
        "languages": ["nl", "pl"],
        "default_language": "nl",
        "form_of_address": "familiar",
        "mode": "confidential",
        "purpose": "To get better.",
    } | changes


def page(name: str, *args: object) -> str:
    return reverse(name, args=args)


def test_from_a_draft_to_a_link_that_takes_an_answer(signed_in, care, client):
    touchpoint = make_touchpoint(unit=care)
    kinds = re.findall(r'<input type="radio" name="kind"[^>]*>', signed_in.get(page("survey-new")).content.decode())
    assert (len(kinds), [kind for kind in kinds if "checked" in kind]) == (3, [])
    signed_in.post(page("survey-new"), fields(care, touchpoint=touchpoint.pk))
    survey = Survey.objects.get()
    asked = questionnaire_of(survey.versions.get())
    assert (survey.kind, survey.languages, survey.purpose, asked.questions[0].type) == (
        "relationship",
        ["nl", "pl"],
        "To get better.",
        "nps",
    )
    assert "je {organisation} zou aanbevelen" in asked.questions[0].prompt["nl"]

    assert signed_in.post(page("survey-publish", survey.key)).status_code == 302
    made = signed_in.post(page("survey-link-new", survey.key), {"name": "QR", "channel": "shop", "touchpoint": "", "is_open_link": "yes"})
    link = Campaign.objects.get()
    assert made["Location"] == page("survey-link", link.pk)
    html = signed_in.get(made["Location"]).content.decode()
    assert f"/s/{link.token}/" in html
    code = signed_in.get(page("survey-link-code", link.pk))
    assert (code["Content-Type"], code.content[:4]) == ("image/svg+xml", b"<svg")

    answer = client.get(page("answer", link.token)).content.decode()
    token = re.search(r'name="page" value="([^"]*)"', answer)[1]
    assert client.post(page("answer", link.token), {"page": token, "q-score": "9"}).status_code == 303
    assert "1 answer" in signed_in.get(page("survey", survey.key)).content.decode()


@pytest.mark.parametrize(
    ("kind", "chosen", "asked"), [("transactional", "proposed", "csat"), ("transactional", "ces", "ces"), ("ad_hoc", "nps", "nps")]
)
def test_satisfaction_is_proposed_after_a_contact(signed_in, care, kind, chosen, asked):
    signed_in.post(page("survey-new"), fields(care, kind=kind, metric=chosen))
    assert questionnaire_of(SurveyVersion.objects.get()).questions[0].type == asked


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": ""}, {"kind": "gossip"}, {"name": ""}, {"name": "a\0"}, {"languages": []}, {"languages": ["xx"]}, {"default_language": "sv"},
        {"metric": "smile"}, {"mode": ""}, {"unit": ""}, {"unit": "x"}, {"purpose": "x" * 301}, {"touchpoint": "0"},
    ],
)  # fmt: skip
def test_what_is_not_accepted_comes_back(signed_in, care, wrong):
    assert signed_in.post(page("survey-new"), fields(care) | wrong).status_code == 422
    assert not Survey.objects.exists()


def test_a_survey_called_new_has_a_page_of_its_own(signed_in, care):
    made = signed_in.post(page("survey-new"), fields(care, name="New"))
    assert made["Location"] == page("survey", "new-2")


def test_the_wording_is_changed_in_a_draft_and_published(signed_in, survey):
    address = page("survey-wording", survey.key)
    html = signed_in.get(address).content.decode()
    given = dict(re.findall(r'<textarea name="([^"]+)"[^>]*>\n?([^<]*)<', html))
    assert {"en.score.prompt", "pl.score.prompt", "en.score.label.5", "pl.contact.prompt"} <= given.keys()

    changed = given | {"en.score.prompt": "Did we help you?", "pl.reason.prompt": ""}
    assert signed_in.post(address, changed).status_code == 302
    shown = signed_in.get(page("survey", survey.key)).content.decode()
    assert "Did we help you?" in shown
    assert "Version 2 is a draft" in shown
    signed_in.post(page("survey-publish", survey.key))
    latest = questionnaire_of(SurveyVersion.objects.get(number=2))
    assert [question.key for question in latest.questions] == ["score-2", "reason", "contact"]
    assert (latest.questions[0].prompt["en"], list(latest.questions[1].prompt)) == ("Did we help you?", ["en"])


def test_the_main_language_needs_all_its_texts(signed_in, survey):
    assert signed_in.post(page("survey-wording", survey.key), {"en.score.prompt": " "}).status_code == 422
    assert SurveyVersion.objects.count() == 1


@pytest.mark.parametrize("language", ["en", "pl"])
def test_a_preview_shows_the_page_and_sends_nothing(signed_in, survey, language):
    response = signed_in.get(page("survey-preview", survey.key), {"lang": language})
    html = response.content.decode()

    assert f'<html lang="{language}"' in html
    assert 'id="q-score"' in html
    assert 'type="submit"' not in html


def test_closed_open_again_and_renamed(signed_in, survey):
    for state in ("closed", "open"):
        signed_in.post(page("survey-switch", survey.key), {"state": state})
        survey.refresh_from_db()
        assert survey.state == state
    signed_in.post(page("survey-settings", survey.key), {"name": "Calls", "purpose": "Better calls.", "touchpoint": ""})
    survey.refresh_from_db()
    assert (survey.name, survey.purpose, survey.key) == ("Calls", "Better calls.", "after-a-call")
    assert signed_in.post(page("survey-settings", survey.key), {"name": ""}).status_code == 422


def test_chosen_customers_get_links_and_the_rest_is_said(signed_in, link):
    make_customer("Jan", key="=1+1", language="pl")
    make_customer("Ola", key="C-2", stop_asking_at=now())
    response = signed_in.post(page("survey-link-invite", link.pk), {"keys": "=1+1\n\nC-2\nC-404\n=1+1"}, follow=True)
    html = response.content.decode()

    assert "1 customer has a link now." in html
    assert "C-2" in html
    assert "C-404" in html
    invitation = Invitation.objects.get()
    rows = list(csv.DictReader(io.StringIO(signed_in.get(page("survey-link-download", link.pk)).content.decode())))
    assert rows == [
        {"customer_key": "'=1+1", "name": "Jan", "language": "pl", "link": f"http://127.0.0.1:8000/s/{invitation.token}/", "answered": "no"}
    ]


@pytest.mark.parametrize("keys", ["", " \n ", "\n".join(map(str, range(501)))])
def test_a_list_of_customers_that_cannot_be_used_comes_back(signed_in, link, keys):
    assert signed_in.post(page("survey-link-invite", link.pk), {"keys": keys}).status_code == 422


def test_a_closed_link_invites_nobody(signed_in, link):
    make_customer(key="C-1")
    signed_in.post(page("survey-link-close", link.pk))
    assert signed_in.post(page("survey-link-invite", link.pk), {"keys": "C-1"}).status_code == 422
    assert not Invitation.objects.exists()


def test_an_imported_survey_is_shown_and_not_asked(signed_in, operator, root):
    from luister.surveys.services import find_or_add_import_survey

    survey = find_or_add_import_survey(
        key="nhs", name="NHS", kind="ad_hoc", mode="anonymous", unit=root, default_language="en", by=operator
    )
    assert "imported" in signed_in.get(page("survey", survey.key)).content.decode()
    assert signed_in.post(page("survey-publish", survey.key)).status_code == 302
    assert signed_in.get(page("survey-wording", survey.key)).status_code == 404
    assert signed_in.get(page("survey-preview", survey.key)).status_code == 404


def test_the_list_counts_answers_in_as_many_queries_for_one_as_for_three(signed_in, survey, care, cx_manager, django_assert_num_queries):
    make_response(survey=survey)
    make_response(survey=survey, reading_state="test")
    with CaptureQueriesContext(connection) as one:
        html = signed_in.get(page("surveys")).content.decode()
    assert "After a &lt;call&gt;" in html
    assert re.search(r'<td class="num">1</td>', html)
    for name in ("B", "C"):
        create_survey(name=name, kind="ad_hoc", unit=care, metric="nps", by=actor(cx_manager))
    with django_assert_num_queries(len(one)):
        signed_in.get(page("surveys"))


def reads(survey, link) -> list[str]:
    own = [page(f"survey{name}", survey.key) for name in ("", "-wording", "-preview")]
    return [*own, *(page(f"survey-link{name}", link.pk) for name in ("", "-code", "-download"))]


def writes(survey, link) -> list[str]:
    own = [page(f"survey-{name}", survey.key) for name in ("settings", "publish", "switch", "link-new", "wording")]
    return [*own, *(page(f"survey-link-{name}", link.pk) for name in ("invite", "close"))]


def test_visitors_and_strangers_and_managers_see_none_of_it(client, survey, link, stranger, manager):
    every = [page("surveys"), page("survey-new"), *reads(survey, link)]
    assert {client.get(address).status_code for address in every} == {302}
    for person in (stranger, manager):
        client.force_login(person)
        assert {client.get(address).status_code for address in every} == {403}
        assert {client.post(address).status_code for address in writes(survey, link)} == {403}


def test_a_cx_manager_of_another_unit_finds_nothing(client, survey, link, field_service):
    client.force_login(make_person("Local", role=Role.CX_MANAGER, unit=field_service))
    before = list(Survey.objects.values()) + list(Campaign.objects.values())

    assert {client.get(address).status_code for address in reads(survey, link)} == {404}
    assert {client.post(address, {"state": "closed", "name": "x"}).status_code for address in writes(survey, link)} == {404}
    assert "After a" not in client.get(page("surveys")).content.decode()
    assert client.post(page("survey-new"), fields(survey.unit)).status_code == 422
    assert list(Survey.objects.values()) + list(Campaign.objects.values()) == before


def test_looking_changes_nothing(signed_in, survey, link):
    assert {signed_in.get(address).status_code for address in writes(survey, link) if not address.endswith("wording/")} == {405}
