"""Responses as rows of the lake."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Q

from luister.feedback.enums import ReadingState, Sentiment
from luister.feedback.models import Answer, Comment, Response
from luister.lake import LakeRow
from luister.lake.models import Outbox
from luister.organisation.queries import time_zone

CHUNK = 2_000
"""Responses fetched at a time, in three queries."""

_SIGNS: dict[str, int] = {Sentiment.POSITIVE: 1, Sentiment.NEUTRAL: 0, Sentiment.MIXED: 0, Sentiment.NEGATIVE: -1}
_COLUMNS = (
    "pk", "answered_at", "survey_id", "touchpoint_id", "campaign_id", "unit_id", "kind", "mode", "channel", "language",
    "customer_id", "weight", "attributes",
)  # fmt: skip


class _Said(NamedTuple):
    """One answer or comment, before it is put beside its response."""

    key: int
    question: int
    metric: str
    score: int | None
    dont_know: bool
    sentiment: int | None
    is_comment: bool


def lake_rows(response_keys: Iterable[int] | None) -> Iterator[LakeRow]:
    """Yield a row for each answer with a score or a "don't know", and for each comment, in order of response keys.

    `response_keys` None means all. Rows are fetched as they are asked for: memory stays bounded, whatever the number. Test
    responses and such as do not exist give no rows. `answer_key` is even for answers and odd for comments. The sentiment
    beside an answer is that of the response as a whole: 1 if its comments are only glad, -1 if only unhappy, else 0, None
    where nothing was said or read.
    """
    zone = time_zone()
    for chunk in _chunks(response_keys):
        yield from _rows_of(chunk, zone)


def pending_keys() -> list[int]:
    """Return the keys of the responses that the lake does not know as they are now."""
    return list(Outbox.objects.order_by("response_key").values_list("response_key", flat=True).distinct())


def _chunks(response_keys: Iterable[int] | None) -> Iterator[list[dict[str, Any]]]:
    shown = Response.objects.exclude(reading_state=ReadingState.TEST).order_by("pk").values(*_COLUMNS)
    if response_keys is not None:
        wanted = iter(sorted(set(response_keys)))
        while keys := list(islice(wanted, CHUNK)):
            yield list(shown.filter(pk__in=keys))
        return
    chunk = list(shown[:CHUNK])
    while chunk:
        yield chunk
        chunk = list(shown.filter(pk__gt=chunk[-1]["pk"])[:CHUNK])


def _rows_of(responses: Sequence[dict[str, Any]], zone: ZoneInfo) -> Iterator[LakeRow]:
    said = _said_by([response["pk"] for response in responses])
    for response in responses:
        moment: datetime = response["answered_at"]
        parts = said.get(response["pk"], [])
        whole = _as_whole([part.sentiment for part in parts if part.is_comment])
        for part in parts:
            yield LakeRow(
                answer_key=part.key,
                response_key=response["pk"],
                answered_at=moment.astimezone(UTC),
                day=moment.astimezone(zone).date(),
                survey_key=response["survey_id"],
                question_key=part.question,
                metric=part.metric,
                score=part.score,
                dont_know=part.dont_know,
                touchpoint_key=response["touchpoint_id"],
                campaign_key=response["campaign_id"],
                unit_key=response["unit_id"],
                kind=response["kind"],
                mode=response["mode"],
                channel=response["channel"],
                language=response["language"],
                sentiment=part.sentiment if part.is_comment else whole,
                is_comment=part.is_comment,
                customer_key=response["customer_id"],
                weight=response["weight"],
                attributes=response["attributes"],
            )


def _said_by(response_keys: Sequence[int]) -> dict[int, list[_Said]]:
    found: dict[int, list[_Said]] = defaultdict(list)
    scored = Answer.objects.filter(Q(score__isnull=False) | Q(dont_know=True), response__in=response_keys).order_by("pk")
    for key, response, question, metric, score, dont_know in scored.values_list(
        "pk", "response_id", "question_id", "question__metric", "score", "dont_know"
    ):
        found[response].append(_Said(2 * key, question, metric, score, dont_know, None, is_comment=False))
    comments = Comment.objects.filter(response__in=response_keys).order_by("pk")
    for key, response, question, sentiment in comments.values_list("pk", "response_id", "question_id", "sentiment"):
        found[response].append(_Said(2 * key + 1, question, "", None, False, _SIGNS.get(sentiment), is_comment=True))
    return found


def _as_whole(signs: Sequence[int | None]) -> int | None:
    known = {sign for sign in signs if sign is not None}
    if not known:
        return None
    # Glad and unhappy words together are neither; neutral ones beside them change nothing.
    return max(known, key=abs) if not {1, -1} <= known else 0
