"""The rules that open cases."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from luister.action.enums import Severity
from luister.action.models import CaseRule
from luister.organisation.enums import Permission
from luister.organisation.models import Unit
from luister.organisation.queries import require, root_unit
from luister.organisation.rules import Actor
from luister.organisation.services import record_event
from luister.surveys.enums import Kind, Metric


class RuleInvalid(ValueError):
    """The conditions of a rule contradict each other or name what does not exist."""


CONDITIONS = (
    "name", "is_active", "metric", "score_min", "score_max", "contact_allowed", "needs_comment", "kind", "unit", "touchpoint",
    "severity", "due_hours", "owner", "position",
)  # fmt: skip
"""What a rule is made of: the names that `create_rule` and `change_rule` take."""


@transaction.atomic
def create_rule(*, by: Actor, **conditions: Any) -> CaseRule:
    """Add a rule, at the end unless `position` is given. What is left out is no condition.

    Raises
    ------
    RuleInvalid
        If a range of scores has no metric or is upside down, or a value is not known.
    """
    if "position" not in conditions:
        conditions["position"] = (CaseRule.objects.aggregate(last=Max("position"))["last"] or 0) + 1
    rule = CaseRule(**_known(conditions))
    _require(by, rule.unit)
    _check(rule)
    rule.save()
    record_event(by=by, action="case_rule.created", subject=rule, unit=rule.unit)
    return rule


@transaction.atomic
def change_rule(*, rule: CaseRule, by: Actor, **conditions: Any) -> CaseRule:
    """Change the named conditions of `rule`. Cases that it opened stay as they are. Raises RuleInvalid as `create_rule` does."""
    stored = CaseRule.objects.select_related("unit").get(pk=rule.pk)
    _require(by, stored.unit)
    for name, value in _known(conditions).items():
        setattr(stored, name, value)
    _require(by, stored.unit)
    _check(stored)
    stored.save()
    record_event(by=by, action="case_rule.changed", subject=stored, unit=stored.unit, details={"changed": sorted(conditions)})
    return stored


@transaction.atomic
def delete_rule(*, rule: CaseRule, by: Actor) -> None:
    """Delete `rule`. Cases that it opened stay."""
    _require(by, rule.unit)
    record_event(by=by, action="case_rule.deleted", subject=rule, unit=rule.unit)
    rule.delete()


@transaction.atomic
def create_default_rules(*, by: Actor) -> list[CaseRule]:
    """Add the rules that a new installation starts with, in the language that is active, and return the rules there are.

    Nothing is added where there is a rule already.
    """
    if CaseRule.objects.exists():
        return list(CaseRule.objects.all())
    severe = {"contact_allowed": True, "due_hours": 24, "severity": Severity.HIGH}
    usual = {"contact_allowed": True, "due_hours": 48, "severity": Severity.NORMAL}
    return [
        create_rule(by=by, name=_("Very unhappy, NPS 0 to 3"), metric=Metric.NPS, score_min=0, score_max=3, **severe),
        create_rule(by=by, name=_("Unhappy, NPS up to 6"), metric=Metric.NPS, score_max=6, **usual),
        create_rule(by=by, name=_("Dissatisfied, CSAT 1 or 2"), metric=Metric.CSAT, score_max=2, **usual),
        create_rule(by=by, name=_("It was hard work, CES up to 3"), metric=Metric.CES, score_max=3, **usual),
    ]


def _require(by: Actor, unit: Unit | None) -> None:
    require(by, Permission.MANAGE_RULES, unit=unit or root_unit())


def _known(conditions: dict[str, Any]) -> dict[str, Any]:
    unknown = sorted(set(conditions) - set(CONDITIONS))
    if unknown:
        known = ", ".join(CONDITIONS)
        raise RuleInvalid(_("A rule has no %(given)s; it has %(known)s.") % {"given": ", ".join(unknown), "known": known})
    return conditions


def _check(rule: CaseRule) -> None:
    if not rule.metric and (rule.score_min is not None or rule.score_max is not None):
        raise RuleInvalid(_("A range of scores needs a metric: choose %(known)s.") % {"known": ", ".join(Metric.values)})
    if rule.score_min is not None and rule.score_max is not None and rule.score_max < rule.score_min:
        given = {"low": rule.score_min, "high": rule.score_max}
        raise RuleInvalid(_("The lowest score, %(low)s, is above the highest, %(high)s.") % given)
    if rule.due_hours < 1:
        raise RuleInvalid(_("A case is due in one hour at least; %(given)s was given.") % {"given": rule.due_hours})
    for value, known in ((rule.metric, Metric.values), (rule.kind, Kind.values), (rule.severity, Severity.values)):
        if value and value not in known:
            raise RuleInvalid(_("%(given)s is not known; known are %(known)s.") % {"given": value, "known": ", ".join(known)})
    _check_owner(rule)


def _check_owner(rule: CaseRule) -> None:
    if rule.owner is not None and not rule.owner.is_active:
        raise PermissionDenied(_("%(person)s can't sign in and so can't own cases.") % {"person": rule.owner})
