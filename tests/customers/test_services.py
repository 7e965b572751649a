"""Customers are added, changed and handed out."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from luister.customers.models import Attribute, Customer
from luister.customers.queries import customers_for, search_customers
from luister.customers.rules import WrongCustomer
from luister.customers.services import (
    add_missing_customers,
    change_customer,
    define_attribute,
    delete_attribute,
    export_customer,
    find_or_add_customer,
)
from luister.organisation.models import Event, Unit, User
from luister.organisation.rules import Actor
from tests.factories import actor, make_customer, make_response

SYSTEM = Actor.system()


def test_a_customer_is_added_once_and_changed_by_what_is_given(krakow: Unit) -> None:
    define_attribute(name="Contract", by=SYSTEM)
    define_attribute(name="Region", by=SYSTEM)
    first = find_or_add_customer(key=" C-1 ", name="Jan", by=SYSTEM, unit=krakow, attributes={"contract": "gold", "region": "north"})
    again = find_or_add_customer(key="C-1", email="jan@example.org", by=SYSTEM, attributes={"contract": "silver", "region": ""})

    assert first == again == Customer.objects.get()
    assert (again.name, again.email, again.unit, again.attributes) == ("Jan", "jan@example.org", krakow, {"contract": "silver"})


def test_sending_the_same_again_changes_and_notes_nothing(krakow: Unit) -> None:
    for _ in range(2):
        find_or_add_customer(key="C-1", name="Jan", by=SYSTEM, unit=krakow)

    assert list(Event.objects.order_by("pk").values_list("action", flat=True)) == ["customer.added", "customer.changed"]


def test_the_event_log_names_parts_never_values(krakow: Unit) -> None:
    customer = find_or_add_customer(key="C-1", by=SYSTEM, unit=krakow)
    change_customer(customer=customer, by=SYSTEM, unit=krakow, email="jan@example.org")

    assert Event.objects.get(action="customer.changed").details == {"changed": ["email"]}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"key": ""}, "key is empty"),
        ({"key": "a\0"}, "cannot be stored"),
        ({"key": "x" * 121}, "at most 120"),
        ({"email": "nobody"}, "not an e-mail"),
        ({"email": "a@example.org\nBcc: b@example.org"}, "cannot be stored"),
        ({"language": "polish"}, "at most 5"),
        ({"language": "PL"}, "such as pl"),
        ({"attributes": {"shoe": "42"}}, "no attribute shoe"),
        ({"attributes": {"contract": 3}}, "a text is accepted"),
        ({"attributes": {"contract": "x" * 201}}, "at most 200"),
    ],
)
def test_what_is_not_accepted_is_said(root: Unit, fields: dict[str, object], words: str) -> None:
    define_attribute(name="Contract", by=SYSTEM)

    with pytest.raises(WrongCustomer, match=words):
        find_or_add_customer(**{"key": "C-1", "by": SYSTEM, **fields})  # type: ignore[arg-type]

    assert not Customer.objects.exists()


def test_customers_are_changed_only_where_one_may(krakow: Unit, field_service: Unit, cx_manager: User, manager: User) -> None:
    customer = make_customer(unit=krakow)
    with pytest.raises(PermissionDenied):
        change_customer(customer=customer, by=actor(manager), unit=krakow, name="X")
    with pytest.raises(PermissionDenied):
        find_or_add_customer(key="new", by=actor(manager), unit=krakow)

    assert change_customer(customer=customer, by=actor(cx_manager), unit=field_service, name="X").unit == field_service


def test_imports_add_whom_they_do_not_know(krakow: Unit) -> None:
    known = make_customer(key="C-1")

    found = add_missing_customers(keys={"C-1", "C-2", "C-3"}, unit=krakow, by=SYSTEM)

    assert set(found) == {"C-1", "C-2", "C-3"}
    assert (found["C-1"], found["C-2"].unit) == (known, krakow)
    assert add_missing_customers(keys={"C-2"}, unit=krakow, by=SYSTEM) == {"C-2": found["C-2"]}


def test_people_see_the_customers_of_their_units(root: Unit, krakow: Unit, admin: User, colleague: User, neighbour: User) -> None:
    mine, nobodys = make_customer("Ewa", unit=krakow), make_customer("Jan")

    assert set(customers_for(actor(admin))) == {mine, nobodys}
    assert list(customers_for(actor(colleague))) == [mine]
    assert list(customers_for(actor(neighbour))) == []
    assert list(search_customers(customers_for(actor(admin)), "ew")) == [mine]
    assert list(search_customers(customers_for(actor(admin)), "\0%'")) == []


@pytest.mark.parametrize("key", ["Re gion", "REGION", "a.b", "a'b", "-a", "x" * 41])
def test_an_attribute_has_a_plain_key(root: Unit, key: str) -> None:
    with pytest.raises(WrongCustomer, match="a-z"):
        define_attribute(name="Region", key=key, by=SYSTEM)


def test_attributes_are_defined_once_by_who_may(root: Unit, cx_manager: User, colleague: User) -> None:
    first = define_attribute(name="Umowa złota", by=actor(cx_manager))

    assert define_attribute(name="Anything", key="umowa-zlota", by=actor(cx_manager)) == first
    with pytest.raises(PermissionDenied):
        define_attribute(name="Other", by=actor(colleague))
    delete_attribute(attribute=first, by=actor(cx_manager))
    assert not Attribute.objects.exists()


def test_everything_on_a_person_is_handed_out(krakow: Unit, cx_manager: User, colleague: User) -> None:
    customer = make_customer("Ewa", key="C-1", unit=krakow, email="ewa@example.org", attributes={"contract": "gold"})
    make_response(score=3, comment="Nobody called me.", customer=customer)
    make_response(score=4, comment="By the open link.", contact_email="EWA@example.org")
    make_response(score=9, comment="Somebody else.")

    data = export_customer(customer=customer, by=actor(cx_manager))

    assert data["customer"]["email"] == "ewa@example.org"  # type: ignore[index]
    words = [comment["text"] for response in data["responses"] for comment in response["comments"]]  # type: ignore[union-attr]
    assert words == ["Nobody called me.", "By the open link."]
    assert Event.objects.filter(action="customer.exported", actor=cx_manager).count() == 1
    with pytest.raises(PermissionDenied):
        export_customer(customer=customer, by=actor(colleague))
