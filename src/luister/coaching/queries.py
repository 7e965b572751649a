"""Reads: what a morning meeting shows, and obstacles."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from luister.action.enums import CaseState
from luister.action.models import Case
from luister.action.queries import visible_cases
from luister.coaching.models import MorningMeeting, Obstacle
from luister.coaching.rules import LOOK_BACK, bounds_of
from luister.common.clock import now
from luister.feedback.enums import ReadingState, Sentiment
from luister.feedback.models import Comment, Response
from luister.feedback.queries import story_candidates
from luister.feedback.rules import Filters
from luister.insight.queries import figures, metrics_that_exist
from luister.insight.rules import FigureRow
from luister.organisation.enums import Permission
from luister.organisation.models import Unit, User
from luister.organisation.queries import people_with, scope_of, time_zone, unit_ids_below
from luister.organisation.rules import Actor

_CANDIDATES = 6
_PRAISE = 3


@dataclass(frozen=True)
class MeetingPage:
    """All that a meeting shows. `heard_on` is the last day before it on which customers said something (yesterday, if they did)."""

    unit: Unit
    day: date
    meeting: MorningMeeting | None
    heard_on: date
    candidates: list[Response]
    praise: list[Comment]
    cases: list[Case]
    figures: list[FigureRow]
    obstacles: list[Obstacle]


def meeting(unit: Unit, day: date, by: Actor) -> MeetingPage:
    """Return the page of the unit's meeting on `day`. What `by` may not see (voices, cases, figures) is left empty."""
    ids = unit_ids_below([unit])
    heard_on = last_day_heard(ids, before=day)
    reads = scope_of(by, Permission.SEE_VOICES).covers(unit.pk)
    return MeetingPage(
        unit=unit,
        day=day,
        meeting=MorningMeeting.objects.select_related("story__touchpoint", "teller", "held_by").filter(unit=unit, day=day).first(),
        heard_on=heard_on,
        candidates=list(story_candidates(ids, heard_on))[:_CANDIDATES] if reads else [],
        praise=list(praise(ids, heard_on)[:_PRAISE]) if reads else [],
        cases=list(_cases_due(ids, day, by)),
        figures=figures_of(unit, by) if scope_of(by, Permission.SEE_FIGURES).covers(unit.pk) else [],
        obstacles=list(obstacles_for(by).filter(unit__in=ids, answered_at=None)),
    )


def last_day_heard(unit_ids: Collection[int], *, before: date) -> date:
    """Return the last day before `before`, at most a week back, on which a comment came; the day before, if none did."""
    zone = time_zone()
    start, _end = bounds_of(before - timedelta(days=LOOK_BACK), zone)
    _start, end = bounds_of(before - timedelta(days=1), zone)
    last = (
        _comments(unit_ids)
        .filter(response__answered_at__gte=start, response__answered_at__lt=end)
        .order_by("-response__answered_at")
        .values_list("response__answered_at", flat=True)
        .first()
    )
    return timezone.localtime(last, zone).date() if last else before - timedelta(days=1)


def praise(unit_ids: Collection[int], day: date) -> QuerySet[Comment]:
    """Return what glad customers said on `day`, the gladdest first."""
    start, end = bounds_of(day, time_zone())
    glad = _comments(unit_ids).filter(sentiment=Sentiment.POSITIVE, response__answered_at__gte=start, response__answered_at__lt=end)
    return glad.select_related("response__touchpoint").order_by(F("sentiment_score").desc(nulls_last=True), "pk")


def figures_of(unit: Unit, by: Actor, *, days: int = 30) -> list[FigureRow]:
    """Return the unit's figures of the last `days` days: one row for each question asked, none where nobody answered."""
    today = timezone.localtime(now(), time_zone()).date()
    asked = Filters(unit=(unit.key,), start=today - timedelta(days=days - 1), end=today + timedelta(days=1))
    existing = metrics_that_exist(filters=asked, actor=by)
    return [row for metric in existing for row in figures(metric=metric, filters=asked, actor=by).rows]


def obstacles_for(by: Actor) -> QuerySet[Obstacle]:
    """Return the obstacles that `by` may see: open ones first, those due first before the others, answered ones latest first."""
    scope = scope_of(by, Permission.SEE_MEETING)
    return (
        Obstacle.objects.filter(scope.q("unit"))
        .select_related("unit", "raised_by", "manager", "answered_by")
        .order_by(F("answered_at").desc(nulls_first=True), "answer_by", "pk")
    )


def obstacles_waiting_for(user: User) -> QuerySet[Obstacle]:
    """Return the obstacles that `user` was asked to answer and has not."""
    return Obstacle.objects.filter(manager=user, answered_at=None).select_related("unit", "raised_by").order_by("answer_by", "pk")


def meeting_units(by: Actor) -> QuerySet[Unit]:
    """Return the units whose meeting `by` may see."""
    units: QuerySet[Unit] = Unit.objects.filter(scope_of(by, Permission.SEE_MEETING).q("pk"), is_active=True)
    return units


def people_of_meeting(unit: Unit) -> QuerySet[User]:
    """Return who may tell a story at the unit's meeting."""
    return people_with(Permission.SEE_MEETING, unit=unit)


def managers_who_answer(unit: Unit) -> QuerySet[User]:
    """Return who may be asked to answer an obstacle of the unit."""
    return people_with(Permission.ANSWER_OBSTACLES, unit=unit)


def _cases_due(unit_ids: Collection[int], day: date, by: Actor) -> QuerySet[Case]:
    _start, end = bounds_of(day, time_zone())
    due = visible_cases(by).filter(unit__in=unit_ids, due_at__lt=end).exclude(state=CaseState.CLOSED)
    return due.order_by("due_at", "pk")


def _comments(unit_ids: Collection[int]) -> QuerySet[Comment]:
    return Comment.objects.filter(Q(response__unit__in=unit_ids), ~Q(text="")).exclude(response__reading_state=ReadingState.TEST)
