"""Readers mark and tag responses."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from luister.feedback.enums import ReadingState
from luister.feedback.models import Response, Tag
from luister.feedback.queries import lake_rows, pending_keys
from luister.feedback.services import WrongTag, set_reading_state, tag_response, untag_response
from luister.organisation.models import Event, Unit, User
from luister.organisation.rules import Actor
from tests.factories import actor, make_response


def test_a_marked_response_is_noted_with_who_did_it(krakow: Unit, colleague: User) -> None:
    response = make_response(unit=krakow)

    assert set_reading_state(responses=[response], state=ReadingState.READ, by=actor(colleague)) == 1
    assert set_reading_state(responses=[response], state=ReadingState.READ, by=actor(colleague)) == 0

    response.refresh_from_db()
    assert response.reading_state == ReadingState.READ
    event = Event.objects.get()
    assert (event.action, event.actor, event.subject_id, event.details) == (
        "response.marked", colleague, str(response.pk), {"from": "new", "to": "read"},
    )  # fmt: skip
    assert pending_keys() == []


def test_a_test_response_leaves_the_lake_and_comes_back(root: Unit) -> None:
    response = make_response()

    set_reading_state(responses=[response], state=ReadingState.TEST, by=Actor.system())
    assert (pending_keys(), list(lake_rows([response.pk]))) == ([response.pk], [])

    set_reading_state(responses=[response], state=ReadingState.NEW, by=Actor.system())
    assert len(list(lake_rows([response.pk]))) == 1


def test_marking_is_all_or_nothing(krakow: Unit, field_service: Unit, colleague: User) -> None:
    mine, theirs = make_response(unit=krakow), make_response(unit=field_service)

    with pytest.raises(PermissionDenied):
        set_reading_state(responses=[mine, theirs], state=ReadingState.DONE, by=actor(colleague))

    assert not Response.objects.filter(reading_state=ReadingState.DONE).exists()


def test_tags_that_differ_in_case_only_are_one(krakow: Unit, colleague: User) -> None:
    one, other = make_response(unit=krakow), make_response(unit=krakow)

    first = tag_response(response=one, name="  Faktura  błędna ", by=actor(colleague))
    again = tag_response(response=other, name="faktura bledna", by=actor(colleague))

    assert first == again == Tag.objects.get()
    assert first.name == "Faktura błędna"
    tag_response(response=one, name="faktura błędna", by=actor(colleague))
    assert Event.objects.filter(action="response.tagged").count() == 2


def test_a_tag_nobody_uses_goes(krakow: Unit, colleague: User) -> None:
    response = make_response(unit=krakow)
    tag_response(response=response, name="Invoice", by=actor(colleague))

    assert untag_response(response=response, name="Invoice", by=actor(colleague))
    assert not untag_response(response=response, name="Invoice", by=actor(colleague))
    assert not Tag.objects.exists()


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "a\0b"])
def test_a_tag_is_a_short_word(krakow: Unit, colleague: User, name: str) -> None:
    with pytest.raises(WrongTag, match="60"):
        tag_response(response=make_response(unit=krakow), name=name, by=actor(colleague))


def test_neighbours_and_strangers_tag_nothing(krakow: Unit, neighbour: User, stranger: User) -> None:
    response = make_response(unit=krakow)
    for person in (neighbour, stranger):
        with pytest.raises(PermissionDenied):
            tag_response(response=response, name="Invoice", by=actor(person))
        with pytest.raises(PermissionDenied):
            untag_response(response=response, name="Invoice", by=actor(person))
