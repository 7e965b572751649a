"""A customer is forgotten (GDPR article 17)."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils.translation import gettext as _

from luister.common.clock import now
from luister.common.models import Mail
from luister.customers.models import Customer, Erasure
from luister.customers.rules import ErasureRecord, digest_of_key
from luister.customers.signals import erasure_requested
from luister.organisation.enums import Permission
from luister.organisation.models import Event
from luister.organisation.queries import require, scope_of
from luister.organisation.rules import Actor
from luister.organisation.services import record_event


@transaction.atomic
def erase_customer(*, customer: Customer, by: Actor) -> Erasure:
    """Delete `customer` and everything they said, in every room, and return the line in the journal.

    Answers are deleted with their scores (a score beside a time and a unit can point at one person) and hidden in the lake at
    once; compaction removes them from its files. What stays is a surrogate number and a keyed hash, with which a restored
    backup forgets the customer again, and lines of the event log without the name. Anonymous answers are not theirs any more
    and stay.
    """
    if customer.unit is not None:
        require(by, Permission.ERASE_CUSTOMERS, unit=customer.unit)
    elif not scope_of(by, Permission.ERASE_CUSTOMERS).everything:
        raise PermissionDenied(_("A customer without a unit can only be erased with rights for the whole organisation."))
    moment, number = now(), customer.pk
    erasure_requested.send(Customer, customer=customer, at=moment)
    if customer.email:
        Mail.objects.filter(recipient__iexact=customer.email).delete()
    erasure, _created = Erasure.objects.get_or_create(
        customer_id=number, defaults={"key_digest": digest_of_key(customer.key), "at": moment}
    )
    customer.delete()
    # The label of an event is the customer's name; who did what, and when, stays.
    Event.objects.filter(subject_type="customer", subject_id=str(number)).update(subject_label="")
    record_event(by=by, action="customer.erased", subject=erasure)
    transaction.on_commit(_empty_the_log)
    return erasure


def replay_erasures(*, erasures: Iterable[ErasureRecord], by: Actor) -> int:
    """Erase again whom a restored backup brought back, and return how many they were.

    A customer is the same only if number and keyed hash agree: somebody who came back later under the same key stays.
    """
    again = 0
    for record in erasures:
        found = Customer.objects.filter(pk=record.customer_id).first()
        if found is not None and digest_of_key(found.key) == record.key_digest:
            erase_customer(customer=found, by=by)
            again += 1
        else:
            Erasure.objects.get_or_create(customer_id=record.customer_id, defaults={"key_digest": record.key_digest, "at": record.at})
    return again


def _empty_the_log() -> None:
    """Move SQLite's write-ahead log into the database file and cut it: it still holds the pages of before."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
