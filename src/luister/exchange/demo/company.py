"""Fills an empty installation with the demo organisation, and clears it away again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from luister.action.models import Case, CaseRule
from luister.coaching.models import MorningMeeting, Obstacle
from luister.common.clock import now
from luister.common.models import Mail
from luister.customers.models import Customer
from luister.customers.services import define_attribute
from luister.exchange.demo import plan
from luister.exchange.demo.handling import handle_cases, raise_obstacles
from luister.exchange.demo.year import DemoAnswer, DemoCustomer, answers, customers
from luister.feedback.enums import BatchState, Source
from luister.feedback.models import ImportBatch, Response, Tag
from luister.feedback.queries import lake_rows
from luister.feedback.services import PreparedAnswer, PreparedComment, PreparedResponse, read_comments, remove_responses, store_rows
from luister.lake.services import publish_pending
from luister.organisation.enums import Permission, Role
from luister.organisation.models import Organisation, Unit, User
from luister.organisation.queries import organisation, require, root_unit
from luister.organisation.rules import Actor
from luister.organisation.services import add_person, add_unit, give_role, record_event, set_up_organisation
from luister.outreach.models import Campaign, Invitation
from luister.outreach.services import create_campaign
from luister.programme.models import Touchpoint
from luister.programme.services import add_touchpoint
from luister.surveys.enums import Kind
from luister.surveys.models import Question, Survey, SurveyVersion
from luister.surveys.services import create_survey, publish_survey

SEED = 1872
CHUNK = 1000
LANGUAGES = ("en", "pl", "nl", "sv")
ADMINISTRATOR = ("ada@aurora.example", "Ada Verhoeven")

Progress = Callable[[str, int, int], None]
_Item = TypeVar("_Item")


class DemoRefused(Exception):
    """The demo can't be loaded or removed here. The message says why."""


@dataclass(frozen=True)
class _Rooms:
    """What the answers of the year point to."""

    people: list[DemoCustomer]
    customers: list[Customer]
    units: dict[str, Unit]
    touchpoints: dict[str, Touchpoint]
    asked: dict[str, _Asked]


@dataclass(frozen=True)
class _Asked:
    """A survey of the demo with its scored question and its prompt."""

    survey: Survey
    version: SurveyVersion
    score: Question
    reason: Question


def load_demo(
    *, by: Actor, password: str, progress: Progress = lambda _step, _done, _all: None, at: datetime | None = None, days: int = plan.DAYS
) -> int:
    """Fill an empty installation with the demo organisation and return how many responses it has.

    Everything is drawn from one seed, so that the same day gives the same demo. All people of it get `password`. It goes back
    `days` days.

    Raises
    ------
    DemoRefused
        If the installation serves an organisation already.
    """
    if organisation() is not None:
        raise DemoRefused(_("This installation serves an organisation already. The demo is loaded into an empty one only."))
    at = at or now()
    with transaction.atomic():
        set_up_organisation(name=plan.NAME, time_zone=plan.TIME_ZONE, language="en", by=by)
        Organisation.objects.update(is_demo=True)
        units = _build_units(by)
        _add_people(units, password, by)
        touchpoints = _build_touchpoints(by)
        asked = _ask(touchpoints, by)
    random = np.random.default_rng(SEED)
    people = customers(random)
    rooms = _Rooms(people, _keep_customers(people, units, at, by), units, touchpoints, asked)
    year = list(answers(random, people, until=at, days=days))
    batch = ImportBatch.objects.create(
        file_name="demo", digest="", mapping_name="demo", state=BatchState.DONE, created_by_label=by.label, created_at=at, finished_at=at,
        rows_total=len(year), rows_read=len(year), responses_added=len(year),
    )  # fmt: skip
    done = 0
    for chunk in _chunks(year, CHUNK):
        prepared = [_prepare(answer, rooms) for answer in chunk]
        store_rows(batch=batch, rows=prepared, by=by, source=Source.DEMO)
        done += len(chunk)
        progress(_("a year of answers"), done, len(year))
    _read_and_publish(batch, progress)
    handle_cases(random, at=at, progress=progress)
    raise_obstacles(units["poland/care"], at=at)
    record_event(by=by, action="demo.loaded", details={"responses": len(year)})
    return len(year)


def remove_demo(*, by: Actor, name: str = "", progress: Progress = lambda _step, _done, _all: None) -> Organisation:
    """Clear the demo away, with everything that was added to it; administrators stay, and the installation is theirs to fill.

    Interrupted, it is simply run again: answers go in chunks, and the rest in one transaction.

    Raises
    ------
    DemoRefused
        If the organisation is not the demo.
    PermissionDenied
        Without the right to change the organisation's settings.
    """
    found = organisation()
    if found is None or not found.is_demo:
        raise DemoRefused(_("This installation does not hold the demo, so nothing is removed."))
    require(by, Permission.MANAGE_SETTINGS, unit=root_unit())
    total = Response.objects.count()
    while ids := list(Response.objects.order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        remove_responses(response_ids=ids)
        progress(_("removing answers"), total - Response.objects.count(), total)
    with transaction.atomic():
        _clear_the_rest()
        found.name = name or _("My organisation")
        found.is_demo = False
        found.save(update_fields=["name", "is_demo"])
        Unit.objects.filter(pk=root_unit().pk).update(name=found.name)
        record_event(by=by, action="demo.removed", subject=found)
    publish_pending(lake_rows)
    return found


def _clear_the_rest() -> None:
    for model in (MorningMeeting, Obstacle, Case, Invitation, Campaign, ImportBatch, Tag, SurveyVersion, Question, Survey, Customer, Mail):
        model.objects.all().delete()
    CaseRule.objects.filter(touchpoint__isnull=False).delete()
    CaseRule.objects.filter(unit__isnull=False).delete()
    Touchpoint.objects.all().delete()
    User.objects.exclude(memberships__role=Role.ADMINISTRATOR).delete()
    for child in Unit.objects.filter(depth=2):
        Unit.objects.get(pk=child.pk).delete()


def _build_units(by: Actor) -> dict[str, Unit]:
    root = root_unit()
    units = {"": root}
    for country in plan.COUNTRIES:
        above = add_unit(name=country.name, parent=root, by=by, key=country.key)
        units[country.key] = above
        units[f"{country.key}/care"] = add_unit(name=country.care, parent=above, by=by, key=f"{country.key}-care")
        units[f"{country.key}/field"] = add_unit(name=country.field, parent=above, by=by, key=f"{country.key}-field")
    return units


def _add_people(units: dict[str, Unit], password: str, by: Actor) -> None:
    email, name = ADMINISTRATOR
    ada = add_person(email=email, name=name, language="en", by=by, password=password)
    give_role(user=ada, unit=units[""], role=Role.ADMINISTRATOR, by=by)
    for person in plan.PEOPLE:
        user = add_person(email=person.email, name=person.name, language=person.language, by=by, password=password)
        give_role(user=user, unit=units[person.unit], role=person.role, by=by)


def _build_touchpoints(by: Actor) -> dict[str, Touchpoint]:
    return {
        spot.key: add_touchpoint(name=spot.name, channel=spot.channel, unit=root_unit(), owner=None, description="", by=by)
        for spot in plan.TOUCHPOINTS
    }


def _ask(touchpoints: dict[str, Touchpoint], by: Actor) -> dict[str, _Asked]:
    asked = {}
    for metric, name, kind in (
        ("nps", "Would you recommend us?", Kind.RELATIONSHIP),
        ("csat", "After a contact", Kind.TRANSACTIONAL),
        ("ces", "How easy was it to become a customer?", Kind.TRANSACTIONAL),
    ):
        survey = create_survey(
            name=name, kind=kind, unit=root_unit(), metric=metric, languages=LANGUAGES, default_language="en", by=by,
            purpose="To see what we should do better, and to answer those who want to be answered.",
        )  # fmt: skip
        version = publish_survey(survey=survey, by=by)
        questions = {question.key: question for question in survey.questions.all()}
        asked[metric] = _Asked(survey, version, questions["score"], questions["reason"])
    create_campaign(survey=asked["nps"].survey, name="In the newsletter", by=by, channel="email")
    create_campaign(
        survey=asked["csat"].survey, name="After a repair visit", by=by, touchpoint=touchpoints["repair-visit"], channel="visit"
    )
    return asked


def _keep_customers(people: list[DemoCustomer], units: dict[str, Unit], at: datetime, by: Actor) -> list[Customer]:
    for key, name in (("contract", "Contract"), ("tenure", "Customer for"), ("country", "Country")):
        define_attribute(name=name, key=key, by=by)
    rows = [
        Customer(
            key=person.key, name=person.name, email=f"customer{person.number}@mail.example", phone="", language=person.country.language,
            unit=units[person.country.key], attributes=_attributes(person), created_at=at - timedelta(days=plan.DAYS),
        )
        for person in people
    ]  # fmt: skip
    return Customer.objects.bulk_create(rows, batch_size=CHUNK)


def _attributes(person: DemoCustomer) -> dict[str, str]:
    return {"contract": person.contract, "tenure": person.tenure, "country": person.country.name}


def _prepare(answer: DemoAnswer, rooms: _Rooms) -> PreparedResponse:
    person, customer, ask, spot = rooms.people[answer.customer], rooms.customers[answer.customer], rooms.asked[answer.metric], answer.spot
    team = f"{answer.country.key}/{'field' if spot is not None and spot.at_field else 'care'}"
    return PreparedResponse(
        identity=hashlib.sha256(f"demo {answer.number}".encode()).hexdigest(),
        survey=ask.survey,
        version=ask.version,
        unit=rooms.units[answer.country.key if spot is None else team],
        touchpoint=None if spot is None else rooms.touchpoints[spot.key],
        customer=customer,
        channel="email" if spot is None else str(spot.channel),
        language=answer.country.language,
        answered_at=answer.answered_at,
        attributes=_attributes(person),
        answers=[PreparedAnswer(question=ask.score, score=answer.score)],
        comments=[PreparedComment(question=ask.reason, text=text) for _key, text in answer.comments],
        contact_allowed=answer.contact_allowed,
        contact_name=person.name if answer.contact_allowed else "",
        contact_email=customer.email if answer.contact_allowed else "",
    )


def _read_and_publish(batch: ImportBatch, progress: Progress) -> None:
    ids = list(Response.objects.filter(batch=batch).order_by("pk").values_list("pk", flat=True))
    for done, chunk in enumerate(_chunks(ids, CHUNK)):
        read_comments(response_ids=chunk)
        progress(_("reading what customers say"), min((done + 1) * CHUNK, len(ids)), len(ids))
    publish_pending(lake_rows)


def _chunks(items: Sequence[_Item], size: int) -> Iterator[Sequence[_Item]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
