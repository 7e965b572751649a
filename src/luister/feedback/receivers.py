"""Listens to answers coming in, and has their comments read: the job's row commits with the answer.

Gives out and erases what a customer said when that is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.dispatch import receiver

from luister.customers.models import Customer
from luister.customers.signals import erasure_requested, export_requested
from luister.feedback.models import Comment, Response
from luister.feedback.queries import said_by
from luister.feedback.services import forget_customer, forget_in_imports
from luister.feedback.signals import response_accepted, responses_stored
from luister.feedback.tasks import read_batch, read_response


@receiver(response_accepted)
def read_one(response: Response, **kwargs: Any) -> None:
    """Have the comments of a response read."""
    if response.comments.exists():
        read_response.enqueue(response.pk)


@receiver(responses_stored)
def read_many(response_ids: Iterable[int], **kwargs: Any) -> None:
    """Have the comments of a chunk of an import read."""
    said = Comment.objects.filter(response__in=list(response_ids)).order_by("response_id")
    with_words = list(said.values_list("response_id", flat=True).distinct())
    if with_words:
        read_batch.enqueue(with_words)


@receiver(erasure_requested)
def erase_answers(customer: Customer, **kwargs: Any) -> None:
    """Delete what the customer said, and what errors of imports repeat of them."""
    forget_customer(customer=customer)
    forget_in_imports(customer=customer)


@receiver(export_requested)
def give_out_answers(customer: Customer, **kwargs: Any) -> dict[str, object]:
    """Return what the customer said."""
    return {"responses": said_by(customer)}
