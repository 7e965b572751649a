"""What cases forget when a customer is erased or answers are removed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from luister.action.enums import CaseState, Outcome
from luister.action.models import Case, CaseEntry
from luister.common.clock import now
from luister.common.models import Mail
from luister.customers.models import Customer


@transaction.atomic
def forget_customer(*, customer: Customer, at: datetime) -> int:
    """Remove what people wrote on the cases of `customer`, and mails to them. Return how many cases it was.

    The cases stay as counts (opened, closed, outcome, cause). One that was open is closed: nobody is left to answer.
    """
    cases = Case.objects.filter(Q(customer=customer) | Q(response__customer=customer))
    if customer.email:
        Mail.objects.filter(recipient__iexact=customer.email).delete()
    return _forget(cases, at=at)


@transaction.atomic
def forget_responses(*, response_ids: Iterable[int], at: datetime | None = None) -> int:
    """Remove what people wrote on the cases of responses that are about to be removed. Return how many cases it was."""
    cases = Case.objects.filter(response__in=list(response_ids))
    addresses = cases.exclude(response__contact_email="").values_list("response__contact_email", flat=True)
    Mail.objects.filter(recipient__in=list(addresses)).delete()
    return _forget(cases, at=at or now())


def _forget(cases: QuerySet[Case], *, at: datetime) -> int:
    ids = list(cases.values_list("pk", flat=True))
    CaseEntry.objects.filter(case__in=ids).update(text="")
    forgotten = Case.objects.filter(pk__in=ids)
    forgotten.update(lesson="", customer=None)
    forgotten.exclude(state=CaseState.CLOSED).update(state=CaseState.CLOSED, outcome=Outcome.NO_ACTION, closed_at=at)
    return len(ids)
