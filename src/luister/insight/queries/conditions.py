"""Filters and the reader's scope as conditions for the lake."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.utils.translation import gettext as _

from luister.customers.models import Attribute
from luister.feedback.enums import Sentiment
from luister.feedback.queries import named_ids, responses
from luister.feedback.rules import Filters, WrongFilter
from luister.insight.rules import WrongFigure
from luister.lake import Condition, LakeDamaged
from luister.lake.queries import attributes
from luister.organisation.enums import Permission
from luister.organisation.queries import require, scope_of
from luister.organisation.rules import Actor

COLUMNS = {
    "unit": "unit_key",
    "touchpoint": "touchpoint_key",
    "campaign": "campaign_key",
    "survey": "survey_key",
    "kind": "kind",
    "channel": "channel",
    "language": "language",
    "sentiment": "sentiment",
    "month": "month",
    "week": "week",
    "day": "day",
}
"""What figures can be broken down by, and the lake's column for it. Besides there is `attr.<key>`."""

_SIGNS: dict[str, int] = {Sentiment.POSITIVE: 1, Sentiment.NEUTRAL: 0, Sentiment.MIXED: 0, Sentiment.NEGATIVE: -1}


def conditions(filters: Filters, *, actor: Actor) -> tuple[Condition, ...]:
    """Return what the filters and the actor's scope demand.

    Raises
    ------
    PermissionDenied
        If the actor sees no figures at all, or filters by what customers said and may not read it.
    WrongFilter
        If a filter names something that does not exist.
    WrongFigure
        If answers are filtered by their score: a figure of promoters only says nothing.
    """
    require(actor, Permission.SEE_FIGURES)
    if filters.scores != (None, None):
        raise WrongFigure(_("A figure takes no filter by score: it is made of all scores. Look at the answers themselves."))
    found = list(_by_key(filters, actor))
    found += [Condition(name, values) for name in ("kind", "channel", "language") if (values := getattr(filters, name))]
    for key, values in filters.attributes.items():
        known = _attributes("attr.")
        if key not in known:
            words = {"given": f"attr.{key}", "accepted": ", ".join(sorted(f"attr.{name}" for name in known)) or "-"}
            raise WrongFilter(_("There is no attribute %(given)s; accepted are %(accepted)s.") % words)
        found.append(Condition(f"attr.{key}", values))
    if filters.sentiment and not _needs_sql(filters):
        found.append(Condition("sentiment", tuple(sorted({_SIGNS[label] for label in filters.sentiment}))))
    if _needs_sql(filters):
        require(actor, Permission.SEE_VOICES)
        wanted = responses(replace(filters, attributes={}, start=None, end=None), by=actor).prefetch_related(None).order_by()
        found.append(Condition("response_key", tuple(wanted.values_list("pk", flat=True))))
    return tuple(found)


def breakdown_columns(by: Iterable[str]) -> tuple[str, ...]:
    """Return the lake's columns for what figures are broken down by.

    Raises
    ------
    WrongFigure
        If a name does not exist or stands twice.
    """
    names = list(by)
    for name in names:
        if names.count(name) > 1:
            raise WrongFigure(_("%(given)s stands twice; once is accepted.") % {"given": name})
        if name not in COLUMNS and name.removeprefix("attr.") not in _attributes(name):
            accepted = [*COLUMNS, *sorted(f"attr.{key}" for key in _attributes("attr."))]
            words = {"given": name, "accepted": ", ".join(accepted)}
            raise WrongFigure(_("Figures can't be broken down by %(given)s; accepted are %(accepted)s.") % words)
    return tuple(COLUMNS.get(name, name) for name in names)


def _by_key(filters: Filters, actor: Actor) -> Iterable[Condition]:
    named = named_ids(filters, by=actor, permission=Permission.SEE_FIGURES)
    units = named.unit
    scope = scope_of(actor, Permission.SEE_FIGURES)
    if not scope.everything:
        units = scope.unit_ids if units is None else units & scope.unit_ids
    keys = {
        "unit_key": units,
        "touchpoint_key": named.touchpoint,
        "campaign_key": named.campaign,
        "survey_key": named.survey,
    }
    return [Condition(column, tuple(sorted(ids))) for column, ids in keys.items() if ids is not None]


def _needs_sql(filters: Filters) -> bool:
    """Return whether a filter asks for what the lake does not hold; neutral and mixed are one sign there."""
    halved = (Sentiment.NEUTRAL in filters.sentiment) != (Sentiment.MIXED in filters.sentiment)
    return bool(filters.tag or filters.text or filters.reading_state or halved)


def _attributes(name: str) -> set[str]:
    if not name.startswith("attr."):
        return set()
    try:
        columns = attributes()
    except LakeDamaged:
        columns = set()
    return columns | set(Attribute.objects.values_list("key", flat=True))
