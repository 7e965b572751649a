"""Customers come in and change."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from luister.common.clock import now
from luister.customers.models import Customer
from luister.customers.queries import attribute_keys, customers_by_key
from luister.customers.rules import WrongCustomer, check_attributes, check_email, check_language, check_text
from luister.organisation.enums import Permission
from luister.organisation.queries import require, scope_of
from luister.organisation.rules import Actor
from luister.organisation.services import record_event

if TYPE_CHECKING:
    from luister.organisation.models import Unit


@transaction.atomic
def find_or_add_customer(
    *,
    key: str,
    by: Actor,
    name: str = "",
    email: str = "",
    phone: str = "",
    language: str = "",
    unit: Unit | None = None,
    attributes: Mapping[str, object] | None = None,
) -> Customer:
    """Return the customer with the organisation's own `key`, added or changed by what is given.

    What is empty changes nothing. Attributes that are not named stay; an empty value takes one away. Of two callers who add
    the same key at once, one adds and the other changes.

    Raises
    ------
    WrongCustomer
        A ValueError that says what was given and what is accepted.
    PermissionDenied
        Without the right to change customers at the unit (of the whole organisation, for a customer without a unit).
    """
    checked_key = check_text("key", key, longest=120)
    if not checked_key:
        raise WrongCustomer(_("key is empty; the organisation's own number of the customer is accepted."))
    given = {"name": name, "email": email, "phone": phone, "language": language}
    found = Customer.objects.filter(key=checked_key).first()
    if found is None:
        _require(by, unit)
        try:
            with transaction.atomic():
                found = Customer.objects.create(key=checked_key, unit=unit, created_at=now())
            record_event(by=by, action="customer.added", subject=found, unit=unit)
        except IntegrityError:
            found = Customer.objects.get(key=checked_key)
    return change_customer(
        customer=found, by=by, unit=unit or found.unit, attributes=attributes, **{part: value for part, value in given.items() if value}
    )


@transaction.atomic
def change_customer(
    *,
    customer: Customer,
    by: Actor,
    unit: Unit | None,
    name: str | None = None,
    email: str | None = None,
    phone: str | None = None,
    language: str | None = None,
    attributes: Mapping[str, object] | None = None,
) -> Customer:
    """Change what is known of `customer` and return it. None leaves a part as it is; the event log names parts, never values.

    Answers that were given keep the attributes of their time.

    Raises
    ------
    WrongCustomer, PermissionDenied
        As `find_or_add_customer` does; moving to another unit needs the right at both.
    """
    stored = Customer.objects.get(pk=customer.pk)
    _require(by, stored.unit)
    if unit != stored.unit:
        _require(by, unit)
    wanted: dict[str, object] = {"unit": unit}
    if name is not None:
        wanted["name"] = check_text("name", name, longest=200)
    if email is not None:
        wanted["email"] = check_email(email)
    if phone is not None:
        wanted["phone"] = check_text("phone", phone, longest=40)
    if language is not None:
        wanted["language"] = check_language(language)
    if attributes:
        merged = stored.attributes | check_attributes(attributes, known=attribute_keys())
        wanted["attributes"] = {key: value for key, value in merged.items() if value}
    changed = [part for part, value in wanted.items() if getattr(stored, part) != value]
    if changed:
        for part in changed:
            setattr(stored, part, wanted[part])
        stored.save(update_fields=changed)
        record_event(by=by, action="customer.changed", subject=stored, unit=stored.unit, details={"changed": changed})
    return stored


def add_missing_customers(*, keys: Collection[str], unit: Unit | None, by: Actor) -> dict[str, Customer]:
    """Return a customer for each key, adding those that are not known, for imports: a few queries for any number.

    New ones belong to `unit`. They are not in the event log one by one; the import is.
    """
    checked = {check_text("key", key, longest=120) for key in keys} - {""}
    known = customers_by_key(checked)
    missing = sorted(checked - known.keys())
    if not missing:
        return known
    _require(by, unit)
    moment = now()
    Customer.objects.bulk_create(
        [Customer(key=key, unit=unit, created_at=moment) for key in missing], ignore_conflicts=True, batch_size=500
    )
    return customers_by_key(checked)


def _require(by: Actor, unit: Unit | None) -> None:
    if unit is not None:
        require(by, Permission.MANAGE_CUSTOMERS, unit=unit)
    elif not scope_of(by, Permission.MANAGE_CUSTOMERS).everything:
        raise PermissionDenied(_("A customer without a unit can only be changed with rights for the whole organisation. Name a unit."))
