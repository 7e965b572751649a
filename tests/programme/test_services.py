"""Touchpoints."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from luister.organisation.models import Event
from luister.organisation.rules import Actor
from luister.programme.enums import Channel
from luister.programme.models import Touchpoint
from luister.programme.queries import touchpoints
from luister.programme.services import add_touchpoint, change_touchpoint, close_touchpoint, find_or_add_touchpoint, reopen_touchpoint
from tests.factories import actor, make_person, make_touchpoint


def test_a_touchpoint_gets_a_key_of_its_name_and_a_line_in_the_event_log(cx_manager, care):
    touchpoint = add_touchpoint(name=" Wizyta w Łodzi ", unit=care, by=actor(cx_manager), channel=Channel.VISIT, owner=cx_manager)

    assert (touchpoint.key, touchpoint.name, touchpoint.channel, touchpoint.owner) == (
        "wizyta-w-lodzi",
        "Wizyta w Łodzi",
        "visit",
        cx_manager,
    )
    assert [event.action for event in Event.objects.all()] == ["touchpoint.added"]


def test_two_touchpoints_of_one_name_get_keys_of_their_own(cx_manager, care, field_service):
    keys = [add_touchpoint(name="Phone call", unit=unit, by=actor(cx_manager)).key for unit in (care, field_service, care)]

    assert keys == ["phone-call", "phone-call-2", "phone-call-3"]


@pytest.mark.parametrize(("field", "given"), [("name", "  "), ("name", "x" * 121), ("channel", "smoke")])
def test_what_is_not_accepted_is_refused_and_nothing_is_stored(cx_manager, care, field, given):
    with pytest.raises(ValidationError) as refused:
        add_touchpoint(**{"name": "Phone call", "unit": care, "by": actor(cx_manager), field: given})

    assert set(refused.value.message_dict) == {field}
    assert not Touchpoint.objects.exists()


def test_somebody_who_left_cannot_own_a_touchpoint(cx_manager, care):
    gone = make_person("Gone")
    gone.is_active = False
    gone.save()

    with pytest.raises(ValidationError):
        add_touchpoint(name="Phone call", unit=care, by=actor(cx_manager), owner=gone)


def test_the_key_stays_when_the_name_changes(cx_manager, care, krakow):
    touchpoint = make_touchpoint("Phone call", unit=care)

    change_touchpoint(touchpoint=touchpoint, by=actor(cx_manager), name="Call centre", channel=Channel.PHONE, unit=krakow)

    stored = Touchpoint.objects.get()
    assert (stored.key, stored.name, stored.unit) == ("phone-call", "Call centre", krakow)


def test_closing_twice_is_noted_once(cx_manager, care):
    touchpoint = make_touchpoint(unit=care)
    for _ in range(2):
        close_touchpoint(touchpoint=touchpoint, by=actor(cx_manager))
    reopen_touchpoint(touchpoint=touchpoint, by=actor(cx_manager))

    assert [event.action for event in Event.objects.order_by("pk")] == ["touchpoint.closed", "touchpoint.reopened"]


def test_a_manager_of_a_unit_may_not_change_the_programme(manager, care):
    touchpoint = make_touchpoint(unit=care)
    for act in (
        lambda: add_touchpoint(name="x", unit=care, by=actor(manager)),
        lambda: change_touchpoint(touchpoint=touchpoint, by=actor(manager), name="x", channel="web", unit=care),
        lambda: close_touchpoint(touchpoint=touchpoint, by=actor(manager)),
        lambda: find_or_add_touchpoint(name="x", unit=care, by=actor(manager)),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_an_import_finds_a_touchpoint_at_the_unit_or_above_whatever_the_case(operator, care, krakow, field_service):
    above = make_touchpoint("Łódź desk", unit=care)

    assert find_or_add_touchpoint(name=" ŁÓDŹ DESK ", unit=krakow, by=operator) == (above, False)
    added, is_new = find_or_add_touchpoint(name="Łódź desk", unit=field_service, by=operator)
    assert is_new
    assert (added.key, added.unit) == ("lodz-desk-2", field_service)


def test_the_list_holds_only_what_one_may_see(colleague, stranger, krakow, field_service):
    mine = make_touchpoint("Mine", unit=krakow)
    make_touchpoint("Theirs", unit=field_service)

    assert list(touchpoints(by=actor(colleague))) == [mine]
    assert list(touchpoints(by=actor(stranger))) == []
    assert len(touchpoints(by=Actor.system())) == 2
