"""A first reading of comments: language, masked text, sentiment."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction

from luister.common.clock import now
from luister.feedback.models import Comment, Response
from luister.feedback.rules import fold_words
from luister.feedback.signals import comments_read
from luister.lake.services import remember_changed

CHUNK = 200
"""Comments written in one transaction, so that no customer waits long for the database."""

_COLUMNS = ("masked", "language", "sentiment", "sentiment_score", "words", "reader_version", "read_at")


def read_comments(*, response_ids: Iterable[int]) -> int:
    """Read the unread comments of these responses and return how many this call read.

    Running it again, or twice at once, reads nothing twice and sends `comments_read` once for each response.
    """
    unread = Comment.objects.filter(response__in=list(response_ids), read_at__isnull=True).select_related("response").order_by("pk")
    done = 0
    chunk = list(unread[:CHUNK])
    while chunk:
        for comment in chunk:
            _read(comment)
        done += _store(chunk)
        chunk = list(unread.filter(pk__gt=chunk[-1].pk)[:CHUNK])
    return done


def _read(comment: Comment) -> None:
    """Fill in what the reader makes of the comment, without storing it."""
    # The reader's models are loaded by the worker only, not by every page.
    from luister.core.language import default_reader

    reading = default_reader().read(comment.text, language_hint=comment.response.language or None, prompt=comment.prompt)
    comment.masked = reading.masked.text
    comment.language = (reading.language or "")[:5]
    comment.sentiment = reading.sentiment.label if reading.sentiment else ""
    comment.sentiment_score = reading.sentiment.score if reading.sentiment else None
    comment.words = fold_words(reading.masked.text)
    comment.reader_version = reading.version
    comment.read_at = now()


@transaction.atomic
def _store(comments: list[Comment]) -> int:
    """Store what nobody else has stored since; say so for responses that are wholly read now."""
    rows: Any = Comment.objects.filter(pk__in=[comment.pk for comment in comments], read_at__isnull=True)
    if connection.features.has_select_for_update:
        rows = rows.select_for_update()
    unread = set(rows.values_list("pk", flat=True))
    mine = [comment for comment in comments if comment.pk in unread]
    Comment.objects.bulk_update(mine, _COLUMNS, batch_size=50)
    responses = {comment.response_id for comment in mine}
    remember_changed(responses)
    waiting = set(Comment.objects.filter(response__in=responses, read_at__isnull=True).values_list("response_id", flat=True))
    for response in Response.objects.filter(pk__in=responses - waiting).order_by("pk"):
        comments_read.send(Response, response=response)
    return len(mine)
