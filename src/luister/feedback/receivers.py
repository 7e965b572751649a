"""Listens to answers coming in, and has their comments read: the job's row commits with the answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.dispatch import receiver

from luister.feedback.models import Comment, Response
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
