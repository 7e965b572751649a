"""Jobs of feedback: comments are read, answers go into the lake. Each may run again without harm."""

from __future__ import annotations

from datetime import timedelta

from django_tasks import task

from luister.common.clock import now
from luister.common.jobs import recurring
from luister.feedback.queries import lake_rows, unread_responses
from luister.feedback.services import forget_old_imports, read_comments
from luister.lake.services import publish_pending

_LEFT_BEHIND = timedelta(minutes=5)
_SWEPT_AT_ONCE = 1_000


@task()
def read_response(response_id: int) -> int:
    """Read the comments of one response and return how many were unread."""
    return read_comments(response_ids=[response_id])


@task(queue_name="slow")
def read_batch(response_ids: list[int]) -> int:
    """Read the comments of a chunk of an import and return how many were unread."""
    return read_comments(response_ids=response_ids)


@recurring(every=timedelta(minutes=5), name="feedback.read what was left unread")
def read_left_behind() -> None:
    """Enqueue the reading of comments whose own job was lost, or failed for good while the reader had a fault."""
    left = list(unread_responses(received_before=now() - _LEFT_BEHIND)[:_SWEPT_AT_ONCE])
    if left:
        read_batch.enqueue(left)


@recurring(every=timedelta(seconds=5), name="feedback.publish")
def publish() -> None:
    """Bring what is new or has changed into the lake."""
    publish_pending(lake_rows)


@recurring(every=timedelta(hours=6), name="feedback.forget what imports left")
def forget_imports() -> None:
    """Delete uploaded files that were not imported, and blank customers' data in old row errors."""
    forget_old_imports()
