"""What the address of a figures page asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, cast
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from luister.feedback.rules import Filters, only_filters, parse_filters
from luister.insight.rules import WrongFigure

Period = Literal["week", "month"]
PERIODS: tuple[Period, ...] = ("month", "week")
_JOINT = "~"

Series = tuple[str, str, str]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A metric (empty: the one with most answers), how time is cut, a breakdown, one series (None: the most answered) and filters."""

    metric: str = ""
    period: Period = "month"
    by: str = "unit"
    series: Series | None = None
    filters: Filters

    def query(self, **changes: str) -> str:
        """Return the address's query with some of its own parts changed; an empty one is left out."""
        own = {"metric": self.metric, "period": self.period, "by": self.by, "series": _JOINT.join(self.series or ())} | changes
        return urlencode({**{name: value for name, value in own.items() if value}, **self.filters.to_params()}, doseq=True)

    def query_with(self, params: Mapping[str, str]) -> str:
        """Return the query with these filters set to one value, or taken away where it is empty."""
        wanted = self.filters.to_params() | {name: [value] for name, value in params.items()}
        return replace(self, filters=parse_filters({name: values for name, values in wanted.items() if values != [""]})).query()

    def narrowed(self, series: Series) -> Filters:
        """Return the filters for one series alone."""
        survey, _question, kind = series
        return replace(self.filters, survey=(survey,), kind=(kind,))


def asked(params: QueryDict) -> Asked:
    """Read the address.

    Raises
    ------
    WrongFilter, WrongFigure
        Saying what was given and what is accepted. Which metrics and breakdowns exist is not judged here.
    """
    period = params.get("period") or "month"
    if period not in PERIODS:
        raise WrongFigure(_("period is %(given)s; accepted are %(accepted)s.") % {"given": period, "accepted": ", ".join(PERIODS)})
    return Asked(
        metric=params.get("metric", ""),
        period=cast("Period", period),
        by=params.get("by") or "unit",
        series=_series(params.get("series", "")),
        filters=parse_filters(only_filters(_lists(params))),
    )


def own_params(asked: Asked) -> dict[str, str]:
    """Return what a form must carry on beside the filters."""
    values = {"metric": asked.metric, "by": asked.by, "series": _JOINT.join(asked.series or ())}
    return {name: value for name, value in values.items() if value}


def _series(text: str) -> Series | None:
    parts = text.split(_JOINT)
    return (parts[0], parts[1], parts[2]) if len(parts) == len(("survey", "question", "kind")) else None


def _lists(params: QueryDict) -> dict[str, Sequence[str]]:
    return {name: [str(value) for value in values] for name, values in params.lists()}
