from __future__ import annotations

from luister.organisation.enums import Permission
from luister.organisation.models import Unit, User
from luister.organisation.queries import may, people_with, reach_of, scope_of
from luister.organisation.rules import Actor


def test_a_role_counts_at_its_unit_and_below_and_nowhere_else(manager: User, care: Unit, krakow: Unit, field_service: Unit, root: Unit):
    scope = scope_of(Actor.person(manager), Permission.SEE_VOICES)

    assert scope.unit_ids == {care.pk, krakow.pk}
    assert not scope.everything
    assert not scope.covers(root.pk)


def test_a_role_at_the_root_covers_everything_also_what_has_no_unit(admin: User):
    assert scope_of(Actor.person(admin), Permission.SEE_EVENTS).covers(None)


def test_a_disabled_person_may_nothing(manager: User):
    manager.is_active = False

    assert not may(Actor.person(manager), Permission.SEE_FIGURES)


def test_people_with_a_right_are_found_at_the_unit_and_above(admin: User, manager: User, neighbour: User, krakow: Unit):
    assert list(people_with(Permission.ASSIGN_CASES, unit=krakow)) == [admin, manager]


def test_what_belongs_to_a_unit_above_is_within_reach(root: Unit, care: Unit, krakow: Unit, field_service: Unit, colleague: User) -> None:
    reach = reach_of(Actor.person(colleague), Permission.SEE_FIGURES)
    assert reach.unit_ids == {root.pk, care.pk, krakow.pk}
