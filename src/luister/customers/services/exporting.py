"""Everything that is known of a customer (GDPR articles 15 and 20)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from luister.common.clock import now
from luister.common.models import Mail
from luister.customers.models import Customer
from luister.customers.signals import export_requested
from luister.organisation.enums import Permission
from luister.organisation.queries import require
from luister.organisation.rules import Actor
from luister.organisation.services import record_event


@transaction.atomic
def export_customer(*, customer: Customer, by: Actor) -> dict[str, object]:
    """Return everything on `customer` as JSON values: what this room knows, and what every room above adds.

    It is noted in the event log. Whoever may change the customer may hand it out, with the right to download data.
    """
    for permission in (Permission.MANAGE_CUSTOMERS, Permission.EXPORT):
        require(by, permission, unit=customer.unit)
    data: dict[str, object] = {
        "exported_at": now().isoformat(),
        "customer": {
            "key": customer.key,
            "name": customer.name,
            "email": customer.email,
            "phone": customer.phone,
            "language": customer.language,
            "unit": customer.unit.name if customer.unit else None,
            "attributes": customer.attributes,
            "asked_to_stop_at": customer.stop_asking_at.isoformat() if customer.stop_asking_at else None,
            "known_since": customer.created_at.isoformat(),
        },
        "mails": _mails(customer),
    }
    parts: Sequence[tuple[object, Any]] = export_requested.send(Customer, customer=customer)
    for _receiver, part in parts:
        data |= part
    record_event(by=by, action="customer.exported", subject=customer, unit=customer.unit)
    return data


def _mails(customer: Customer) -> list[dict[str, object]]:
    if not customer.email:
        return []
    mails = Mail.objects.filter(recipient__iexact=customer.email).order_by("created_at")
    return [{"at": mail.created_at.isoformat(), "to": mail.recipient, "subject": mail.subject, "text": mail.text} for mail in mails]
