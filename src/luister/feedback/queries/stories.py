"""Which customer's words are worth telling in the morning."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import F, Max, QuerySet
from django.db.models.functions import Abs, Length

from luister.feedback.enums import ReadingState
from luister.feedback.models import Response
from luister.feedback.queries.listing import for_list
from luister.feedback.queries.moments import period
from luister.feedback.rules import Filters

SHORTEST_STORY = 40
"""Characters below which words tell no story."""

_MOST = 20


def story_candidates(unit_ids: Collection[int], day: date) -> QuerySet[Response]:
    """Return up to twenty responses of these units on `day` that were read and say something: the strongest felt first."""
    start, end = period(Filters(start=day, end=day + timedelta(days=1)))
    found = Response.objects.filter(unit__in=unit_ids, answered_at__gte=start, answered_at__lt=end).exclude(reading_state=ReadingState.TEST)
    told = found.filter(comments__read_at__isnull=False).annotate(
        length=Max(Length("comments__masked")), felt=Max(Abs("comments__sentiment_score"))
    )
    return for_list(told.filter(length__gte=SHORTEST_STORY).order_by(F("felt").desc(nulls_last=True), "-length", "-pk"))[:_MOST]
