"""When an answer opens a case. Pure: the facts come in, a decision goes out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from luister.action.models import CaseRule

RECENT = timedelta(days=7)
"""An answer that is older when it arrives opens no case: a call after a week is no answer to what was said."""


@dataclass(frozen=True)
class Facts:
    """What a rule looks at. `unit_line` is the response's unit and all units above it; `scores` are by metric."""

    scores: Mapping[str, tuple[int, ...]]
    contact_allowed: bool
    has_comment: bool
    kind: str
    unit_line: frozenset[int]
    touchpoint_id: int | None


def first_match(rules: Iterable[CaseRule], facts: Facts) -> CaseRule | None:
    """Return the first active rule, by position, that fits the facts."""
    ordered = sorted((rule for rule in rules if rule.is_active), key=lambda rule: (rule.position, rule.pk or 0))
    return next((rule for rule in ordered if matches(rule, facts)), None)


def matches(rule: CaseRule, facts: Facts) -> bool:
    """Return whether every condition that the rule names holds."""
    return (
        (not rule.contact_allowed or facts.contact_allowed)
        and (not rule.needs_comment or facts.has_comment)
        and (not rule.kind or rule.kind == facts.kind)
        and (rule.unit_id is None or rule.unit_id in facts.unit_line)
        and (rule.touchpoint_id is None or rule.touchpoint_id == facts.touchpoint_id)
        and _score_fits(rule, facts)
    )


def due_at(rule: CaseRule, opened_at: datetime) -> datetime:
    """Return when a case that this rule opens is due."""
    return opened_at + timedelta(hours=rule.due_hours)


def is_recent(answered_at: datetime, received_at: datetime) -> bool:
    """Return whether an answer came in soon enough after it was given."""
    return received_at - answered_at <= RECENT


def _score_fits(rule: CaseRule, facts: Facts) -> bool:
    if not rule.metric:
        return True
    low = rule.score_min if rule.score_min is not None else float("-inf")
    high = rule.score_max if rule.score_max is not None else float("inf")
    return any(low <= score <= high for score in facts.scores.get(rule.metric, ()))
