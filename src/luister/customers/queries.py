"""Reads: customers that somebody may see, attributes, and the journal of erasures."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet

from luister.customers.models import Attribute, Customer, Erasure
from luister.customers.rules import ErasureRecord
from luister.organisation.enums import Permission
from luister.organisation.queries import scope_of
from luister.organisation.rules import Actor


def customers_for(by: Actor) -> QuerySet[Customer]:
    """Return the customers of the units that `by` may see customers of. One without a unit belongs to the whole organisation."""
    return Customer.objects.filter(scope_of(by, Permission.SEE_CUSTOMERS).q()).select_related("unit")


def search_customers(found: QuerySet[Customer], text: str) -> QuerySet[Customer]:
    """Return those whose key, name, e-mail address or phone number holds `text`, whatever its case."""
    wanted = text.strip().replace("\0", "")
    if not wanted:
        return found
    return found.filter(Q(key__icontains=wanted) | Q(name__icontains=wanted) | Q(email__icontains=wanted) | Q(phone__icontains=wanted))


def attribute_keys() -> list[str]:
    """Return the keys of all attributes, in order."""
    return list(Attribute.objects.order_by("key").values_list("key", flat=True))


def customers_by_key(keys: Collection[str]) -> dict[str, Customer]:
    """Return the customers there are, by the organisation's own key."""
    return {customer.key: customer for customer in Customer.objects.filter(key__in=list(keys))}


def read_erasures() -> list[ErasureRecord]:
    """Return who was erased. It is carried over a restore, so that a backup brings nobody back."""
    return [ErasureRecord(row.customer_id, row.key_digest, row.at) for row in Erasure.objects.order_by("pk")]
