"""A first reading of comments: language, masked text, sentiment."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

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
    # One UPDATE each: `bulk_update` builds one statement of a thousand conditions and takes five times as long.
    mine = [comment for comment in comments if _store_one(comment)]
    responses = {comment.response_id for comment in mine}
    remember_changed(responses)
    waiting = set(Comment.objects.filter(response__in=responses, read_at__isnull=True).values_list("response_id", flat=True))
    for response in Response.objects.filter(pk__in=responses - waiting).order_by("pk"):
        comments_read.send(Response, response=response)
    return len(mine)


def _store_one(comment: Comment) -> bool:
    unread = Comment.objects.filter(pk=comment.pk, read_at__isnull=True)
    return bool(unread.update(**{column: getattr(comment, column) for column in _COLUMNS}))
