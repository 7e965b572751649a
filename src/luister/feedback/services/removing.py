"""Answers go: by an undone import or an erasure."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection, transaction
from django.db.models import Q

from luister.customers.models import Customer
from luister.feedback.models import Response
from luister.feedback.signals import responses_removed
from luister.lake.services import hide


@transaction.atomic
def remove_responses(*, response_ids: Collection[int]) -> int:
    """Delete responses with all that hangs on them, hide them in the lake at once, and return how many there were.

    Rooms above are told before. Who may do it is the caller's to ask.
    """
    ids = list(Response.objects.filter(pk__in=response_ids).values_list("pk", flat=True))
    responses_removed.send(Response, response_ids=ids)
    hide(ids)
    Response.objects.filter(pk__in=ids).delete()
    return len(ids)


@transaction.atomic
def forget_customer(*, customer: Customer) -> int:
    """Delete every response of `customer`, also such as only give their e-mail address for contact; return how many there were."""
    theirs = Q(customer=customer)
    if customer.email:
        theirs |= Q(contact_email__iexact=customer.email)
    removed = remove_responses(response_ids=list(Response.objects.filter(theirs).values_list("pk", flat=True)))
    if connection.vendor == "sqlite":
        # A deletion leaves the words in the index until its parts are merged; this merges them now.
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO feedback_comment_search(feedback_comment_search) VALUES ('optimize')")
    return removed
