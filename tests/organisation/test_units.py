from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from luister.organisation.enums import Permission, Role
from luister.organisation.models import Organisation, Unit, User
from luister.organisation.queries import has_administrator, root_unit, scope_of, setup_link, units_for
from luister.organisation.rules import Actor, AlreadySetUp, LinkIsOver, Refused
from luister.organisation.services import (
    add_unit,
    change_organisation,
    close_unit,
    find_or_add_unit,
    move_unit,
    rename_unit,
    reopen_unit,
    set_up_first_administrator,
    set_up_organisation,
)
from tests.factories import actor, make_person

FIRST = {
    "email": "ada@example.org",
    "name": "Ada",
    "password": "een paard op de gang",
    "organisation_name": "Zomerwind",
    "time_zone": "Europe/Warsaw",
    "language": "pl",
}


def setup_key() -> str:
    return str(setup_link()).rsplit("=", 1)[1]


def names(by: User) -> list[str]:
    return [unit.name for unit in units_for(actor(by))]


def test_a_set_up_organisation_has_a_root_unit(db: None, operator: Actor):
    found = set_up_organisation(name=" Zomerwind ", time_zone="Europe/Warsaw", language="pl", by=operator)

    assert (found.pk, found.name, root_unit().name, root_unit().key) == (1, "Zomerwind", "Zomerwind", "zomerwind")
    with pytest.raises(AlreadySetUp):
        set_up_organisation(name="Other", time_zone="Europe/Warsaw", language="pl", by=operator)
    assert Organisation.objects.get().name == "Zomerwind"


@pytest.mark.parametrize(("field", "value"), [("name", "  "), ("time_zone", "Europe/Atlantis"), ("language", "xx")])
def test_a_wrong_fact_about_the_organisation_is_refused(db: None, operator: Actor, field: str, value: str):
    with pytest.raises(Refused, match="accepted"):
        set_up_organisation(**{"name": "Zomerwind", "time_zone": "Europe/Warsaw", "language": "pl", "by": operator} | {field: value})


def test_the_set_up_link_makes_one_administrator_and_is_over_then(db: None):
    key = setup_key()
    with pytest.raises(LinkIsOver):
        set_up_first_administrator(key="x" + key[1:], **FIRST)
    ada = set_up_first_administrator(key=key, **FIRST)

    assert has_administrator()
    assert scope_of(actor(ada), Permission.MANAGE_PEOPLE).everything
    assert setup_link() is None
    with pytest.raises(AlreadySetUp):
        set_up_first_administrator(key=key, **FIRST | {"email": "eve@example.org"})
    assert User.objects.count() == 1


def test_units_are_added_in_the_order_of_names_with_keys_of_their_own(admin: User, care: Unit):
    first = add_unit(name="Łódź", parent=care, by=actor(admin))
    second = add_unit(name="Łódź", parent=root_unit(), by=actor(admin))

    assert (first.key, second.key) == ("lodz", "lodz-2")
    assert names(admin) == ["Zomerwind", "Customer care", "Customer care Kraków", "Łódź", "Field service", "Łódź"]
    for key, said in (("lodz", "Another unit"), ("Łódź X", "accepted: lower-case")):
        with pytest.raises(Refused, match=said):
            add_unit(name="x", key=key, parent=care, by=actor(admin))


def test_moving_a_unit_moves_who_sees_it(admin: User, manager: User, krakow: Unit, field_service: Unit, care: Unit):
    assert "Customer care Kraków" in names(manager)

    move_unit(unit=krakow, parent=field_service, by=actor(admin))

    assert names(manager) == ["Customer care"]
    with pytest.raises(Refused, match="can't lie below itself"):
        move_unit(unit=field_service, parent=krakow, by=actor(admin))
    with pytest.raises(Refused, match="top of the tree"):
        move_unit(unit=root_unit(), parent=krakow, by=actor(admin))


def test_a_renamed_unit_keeps_its_key_and_finds_its_place(admin: User, care: Unit):
    renamed = rename_unit(unit=care, name="Zorg", by=actor(admin))

    assert renamed.key == "customer-care"
    assert names(admin) == ["Zomerwind", "Field service", "Zorg", "Customer care Kraków"]


def test_closing_reaches_what_lies_below_and_reopening_what_lies_above(admin: User, care: Unit, krakow: Unit):
    close_unit(unit=care, by=actor(admin))
    assert list(Unit.objects.filter(is_active=False)) == [care, krakow]

    reopen_unit(unit=krakow, by=actor(admin))
    assert not Unit.objects.filter(is_active=False).exists()
    with pytest.raises(Refused):
        close_unit(unit=root_unit(), by=actor(admin))


def test_imports_find_units_by_name_or_key_and_add_what_is_missing_below_the_root(cx_manager: User, care: Unit):
    assert find_or_add_unit(name="customer CARE", by=actor(cx_manager)) == (care, False)
    added, is_new = find_or_add_unit(name="RJ2 Lewisham", by=actor(cx_manager))

    assert (is_new, added.key, Unit.objects.get_parent(added)) == (True, "rj2-lewisham", root_unit())
    assert find_or_add_unit(name="RJ2 Lewisham", by=actor(cx_manager)) == (added, False)


def test_a_local_administrator_changes_the_tree_only_below(care: Unit, krakow: Unit, field_service: Unit):
    local = actor(make_person(role=Role.ADMINISTRATOR, unit=care))

    add_unit(name="New", parent=krakow, by=local)
    for act in (
        lambda: add_unit(name="x", parent=field_service, by=local),
        lambda: move_unit(unit=krakow, parent=field_service, by=local),
        lambda: rename_unit(unit=root_unit(), name="x", by=local),
        lambda: change_organisation(name="x", by=local),
    ):
        with pytest.raises(PermissionDenied):
            act()
