"""Names of what belongs to others are not learned from refusals, filters or the API."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse

from luister.feedback.models import Response, Tag
from luister.feedback.queries import responses
from luister.feedback.rules import Filters, WrongFilter
from luister.insight.queries import figures
from luister.organisation.enums import Permission, Role
from luister.organisation.models import ApiKey, Unit, User
from luister.organisation.rules import Actor
from luister.organisation.services import create_api_key
from luister.surveys.models import Survey
from tests import factories
from tests.web.addresses import SECRET, World, make_world

NAMED = ("unit", "touchpoint", "survey", "campaign", "tag")


@pytest.fixture
def world(krakow: Unit) -> World:
    made = make_world(krakow)
    Unit.objects.filter(pk=krakow.pk).update(name=f"Kraków {SECRET}")
    made.response.tags.add(Tag.objects.create(key=f"tag-{SECRET}", name=f"Tag {SECRET}"))
    return made


def names_of(world: World) -> dict[str, str]:
    return {
        "unit": world.unit.key,
        "touchpoint": world.touchpoint.key,
        "survey": world.survey.key,
        "campaign": str(world.campaign.pk),
        "tag": f"tag-{SECRET}",
    }


@pytest.mark.parametrize("name", NAMED)
def test_what_others_have_is_refused_like_what_is_not_there(name: str, world: World, neighbour: User):
    def refusal(given: str) -> str:
        with pytest.raises(WrongFilter) as refused:
            responses(Filters(**{name: (given,)}), by=Actor.person(neighbour))
        return str(refused.value)

    theirs = names_of(world)[name]
    assert refusal(theirs).replace(theirs, "no-such") == refusal("no-such")
    assert SECRET not in refusal("no-such")


@pytest.mark.parametrize("name", NAMED)
def test_who_it_belongs_to_finds_it(name: str, world: World):
    found = responses(Filters(**{name: (names_of(world)[name],)}), by=Actor.person(world.person))

    assert set(found) <= set(Response.objects.filter(unit=world.unit))


def test_figures_name_nothing_of_others(world: World, neighbour: User):
    for name in NAMED:
        with pytest.raises(WrongFilter) as refused:
            figures(metric="nps", filters=Filters(**{name: ("no-such",)}), actor=Actor.person(neighbour))
        assert SECRET not in str(refused.value)


def test_what_an_answer_of_mine_is_credited_to_is_known_to_me_wherever_it_belongs(world: World, neighbour: User, field_service: Unit):
    mine = factories.make_response(survey=Survey.objects.get(pk=world.response.survey_id), unit=field_service)

    assert list(responses(Filters(survey=(mine.survey.key,)), by=Actor.person(neighbour))) == [mine]


def test_pages_offer_no_tags_of_others(world: World, neighbour: User, client: Client):
    client.force_login(neighbour)
    for query in ("", "?unit=no-such", "?tag=no-such"):
        assert SECRET not in client.get(reverse("voices") + query).content.decode()


def recorder(unit: Unit) -> Client:
    """A till, whose key records responses at one unit and can do nothing else."""
    admin = factories.make_person(role=Role.ADMINISTRATOR)
    _key, token = create_api_key(name="till", scopes=[Permission.RECORD_RESPONSES], unit=unit, by=Actor.person(admin))
    return Client(headers={"Authorization": f"Bearer {token}", "Idempotency-Key": "0123456789"})


@pytest.mark.parametrize("foreign", ["survey", "touchpoint", "unit", "customer"])
def test_a_key_of_one_unit_records_nothing_with_parts_of_another(foreign: str, world: World, field_service: Unit):
    own = factories.make_open_survey("Visit", unit=field_service).survey
    theirs = {"survey": world.survey.key, "touchpoint": world.touchpoint.key, "unit": world.unit.key, "customer": world.customer.key}
    body = {"survey": own.key, "unit": field_service.key, "answers": {"score": 9}} | {foreign: theirs[foreign]}
    before = Response.objects.count()

    def send(content: dict[str, object]) -> tuple[int, str]:
        answer = recorder(field_service).post(reverse("api-1:create_response"), json.dumps(content), content_type="application/json")
        return answer.status_code, answer.content.decode()

    status, said = send(body)
    assert (status, said) == (422, send(body | {foreign: "no-such"})[1].replace("no-such", theirs[foreign]))
    assert Response.objects.count() == before


def test_a_key_of_one_unit_records_answers_to_a_survey_of_the_whole(field_service: Unit, root: Unit):
    survey = factories.make_open_survey("All of us", unit=root).survey
    customer = factories.make_customer(key="C-1")
    body = {"survey": survey.key, "unit": field_service.key, "customer": customer.key, "answers": {"score": 9}}

    answer = recorder(field_service).post(reverse("api-1:create_response"), json.dumps(body), content_type="application/json")

    assert answer.status_code == 201, answer.content
    assert Response.objects.get().customer == customer
    assert ApiKey.objects.get().user is None
