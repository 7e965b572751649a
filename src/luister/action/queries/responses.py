"""Answers as the rules see them."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from luister.action.models import CaseRule
from luister.action.rules import Facts
from luister.feedback.enums import ReadingState
from luister.feedback.models import Answer, Comment, Response
from luister.organisation.models import Unit
from luister.organisation.queries import unit_ids_below


def facts_of(response: Response) -> Facts:
    """Return what rules look at. Four queries."""
    scores: dict[str, list[int]] = {}
    answers = Answer.objects.filter(response=response, score__isnull=False).exclude(question__metric="")
    for metric, score in answers.values_list("question__metric", "score"):
        scores.setdefault(metric, []).append(score or 0)
    above = Unit.objects.get_ancestors(response.unit).values_list("pk", flat=True)
    return Facts(
        scores={metric: tuple(values) for metric, values in scores.items()},
        contact_allowed=response.contact_allowed,
        has_comment=Comment.objects.filter(response=response).exclude(text="").exists(),
        kind=response.kind,
        unit_line=frozenset({*above, response.unit_id}),
        touchpoint_id=response.touchpoint_id,
    )


def matching_responses(rule: CaseRule) -> QuerySet[Response]:
    """Return the stored answers that `rule` fits, saved or not. Test answers are left out.

    It says in SQL what `rules.matches` says of one answer; a test holds the two together.
    """
    wanted = Q()
    if rule.contact_allowed:
        wanted &= Q(contact_allowed=True)
    if rule.needs_comment:
        wanted &= Q(pk__in=Comment.objects.exclude(text="").values("response"))
    if rule.kind:
        wanted &= Q(kind=rule.kind)
    if rule.unit is not None:
        wanted &= Q(unit__in=unit_ids_below([rule.unit]))
    if rule.touchpoint_id is not None:
        wanted &= Q(touchpoint=rule.touchpoint_id)
    if rule.metric:
        wanted &= Q(pk__in=_scored(rule).values("response"))
    return Response.objects.filter(wanted).exclude(reading_state=ReadingState.TEST)


def _scored(rule: CaseRule) -> QuerySet[Answer]:
    answers = Answer.objects.filter(question__metric=rule.metric, score__isnull=False)
    if rule.score_min is not None:
        answers = answers.filter(score__gte=rule.score_min)
    if rule.score_max is not None:
        answers = answers.filter(score__lte=rule.score_max)
    return answers
