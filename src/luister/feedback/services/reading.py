"""A first reading of comments: language, masked text, sentiment."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from django.db import transaction

from luister.common.clock import now
from luister.feedback.models import Comment, Response
from luister.feedback.rules import fold_words
from luister.feedback.signals import comments_read
from luister.lake.services import remember_changed

log = logging.getLogger(__name__)

CHUNK = 200
"""Comments written in one transaction, so that no customer waits long for the database."""

_COLUMNS = ("masked", "language", "sentiment", "sentiment_score", "words", "reader_version", "read_at")


class ReadingFailed(Exception):
    """Some comments could not be read. They stay unread and are tried again."""


def read_comments(*, response_ids: Iterable[int]) -> int:
    """Read the unread comments of these responses and return how many this call read.

    Running it again, or twice at once, reads nothing twice and sends `comments_read` once for each response.

    Raises
    ------
    ReadingFailed
        If the reader could not read some; all others are read and stored.
    """
    unread = Comment.objects.filter(response__in=list(response_ids), read_at__isnull=True).select_related("response").order_by("pk")
    done = 0
    failed: list[int] = []
    chunk = list(unread[:CHUNK])
    while chunk:
        read = [comment for comment in chunk if _could_read(comment)]
        failed += [comment.pk for comment in chunk if comment not in read]
        done += _store(read)
        chunk = list(unread.filter(pk__gt=chunk[-1].pk)[:CHUNK])
    if failed:
        raise ReadingFailed(f"{len(failed)} comments could not be read, the first of them {failed[:10]}.")
    return done


def _could_read(comment: Comment) -> bool:
    """Read the comment; a reader that trips over one must not keep the others from being read."""
    try:
        _read(comment)
    except Exception:
        log.exception("Comment %s could not be read", comment.pk)
        return False
    return True


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
