"""A rule said as a sentence."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from luister.action.models import CaseRule


def say_rule(rule: CaseRule) -> str:
    """Return what the rule asks for and what it does, such as `NPS 0 to 6 · may be contacted · due in 48 hours`."""
    parts = [
        _score(rule),
        str(rule.get_kind_display()) if rule.kind else "",
        str(rule.unit) if rule.unit else "",
        str(rule.touchpoint) if rule.touchpoint else "",
        _("may be contacted") if rule.contact_allowed else "",
        _("wrote something") if rule.needs_comment else "",
        ngettext("due in %(n)s hour", "due in %(n)s hours", rule.due_hours) % {"n": rule.due_hours},
        _("severity %(severity)s") % {"severity": rule.get_severity_display()},
        _("goes to %(person)s") % {"person": rule.owner} if rule.owner else "",
    ]
    return " · ".join(filter(None, parts))


def _score(rule: CaseRule) -> str:
    words = {"metric": rule.get_metric_display(), "low": rule.score_min, "high": rule.score_max}
    if not rule.metric:
        return _("any score")
    if rule.score_min is None and rule.score_max is None:
        return _("any %(metric)s") % words
    if rule.score_min is None:
        return _("%(metric)s up to %(high)s") % words
    if rule.score_max is None:
        return _("%(metric)s from %(low)s") % words
    return _("%(metric)s %(low)s to %(high)s") % words
