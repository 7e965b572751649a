"""Responses by filters."""

from __future__ import annotations

from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.lookups import Exact

from luister.feedback.enums import ReadingState, Sentiment
from luister.feedback.models import Answer, Comment, Response
from luister.feedback.queries.moments import period
from luister.feedback.queries.names import NamedIds, named_ids
from luister.feedback.queries.search import with_words
from luister.feedback.rules import Filters
from luister.organisation.enums import Permission
from luister.organisation.queries import scope_of
from luister.organisation.rules import Actor


def responses(filters: Filters, *, by: Actor) -> QuerySet[Response]:
    """Return the responses that `filters` name and `by` may see, newest first, ready for a list.

    A list of any length costs five queries: rows with what they are credited to, answers, comments, tags. Test responses are
    only there when `filters.reading_state` asks for them, as in figures.

    Raises
    ------
    WrongFilter
        If a filter names a unit, touchpoint, campaign, survey or tag that does not exist, or that `by` may not know of.
    """
    named = named_ids(filters, by=by, permission=Permission.SEE_VOICES)
    found = Response.objects.filter(scope_of(by, Permission.SEE_VOICES).q(), _by_columns(filters, named), _by_time(filters))
    if named.tag is not None:
        found = found.filter(Exists(Response.tags.through.objects.filter(response=OuterRef("pk"), tag__in=named.tag)))
    for key, values in filters.attributes.items():
        found = found.filter(reduce(or_, (Q(Exact(KeyTextTransform(key, "attributes"), value)) for value in values)))
    found = _by_score(found, filters)
    if filters.sentiment:
        found = found.filter(reduce(or_, map(_speaks, filters.sentiment)))
    if filters.text:
        found = with_words(found, filters.text)
    return for_list(found)


def for_list(found: QuerySet[Response]) -> QuerySet[Response]:
    """Fetch beside each response what a list shows of it."""
    answers = Answer.objects.select_related("question").order_by("pk")
    return found.select_related("unit", "touchpoint", "survey", "customer").prefetch_related(
        Prefetch("answers", queryset=answers), Prefetch("comments", queryset=Comment.objects.order_by("pk")), "tags"
    )


def unread_responses(*, received_before: datetime) -> QuerySet[Comment, int]:
    """Return the keys of responses that came in before this moment and have a comment nobody has read."""
    unread = Comment.objects.filter(read_at__isnull=True, response__received_at__lt=received_before)
    return unread.order_by("response_id").values_list("response_id", flat=True).distinct()


def _by_columns(filters: Filters, named: NamedIds) -> Q:
    ids = {
        "unit": named.unit,
        "touchpoint": named.touchpoint,
        "campaign": named.campaign,
        "survey": named.survey,
        "kind": filters.kind or None,
        "channel": filters.channel or None,
        "language": filters.language or None,
        "reading_state": filters.reading_state or None,
    }
    wanted = Q(**{f"{column}__in": values for column, values in ids.items() if values is not None})
    return wanted if filters.reading_state else wanted & ~Q(reading_state=ReadingState.TEST)


def _by_time(filters: Filters) -> Q:
    start, end = period(filters)
    wanted = Q() if start is None else Q(answered_at__gte=start)
    return wanted if end is None else wanted & Q(answered_at__lt=end)


def _by_score(found: QuerySet[Response], filters: Filters) -> QuerySet[Response]:
    low, high = filters.scores
    if low is None and high is None:
        return found
    scored = Answer.objects.filter(response=OuterRef("pk")).exclude(question__metric="")
    if filters.score_group:
        scored = scored.filter(question__metric="nps")
    scored = scored.filter(score__gte=low or 0) if high is None else scored.filter(score__range=(low or 0, high))
    return found.filter(Exists(scored))


def _speaks(sentiment: str) -> Q:
    """Return which responses speak so as a whole: glad and unhappy comments together make a mixed response."""
    glad, unhappy, mixed = (_has(label) for label in (Sentiment.POSITIVE, Sentiment.NEGATIVE, Sentiment.MIXED))
    if sentiment == Sentiment.POSITIVE:
        return glad & ~unhappy & ~mixed
    if sentiment == Sentiment.NEGATIVE:
        return unhappy & ~glad & ~mixed
    if sentiment == Sentiment.MIXED:
        return mixed | (glad & unhappy)
    return _has(Sentiment.NEUTRAL) & ~glad & ~unhappy & ~mixed


def _has(sentiment: str) -> Q:
    return Q(Exists(Comment.objects.filter(response=OuterRef("pk"), sentiment=sentiment)))
