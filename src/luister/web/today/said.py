"""Figures as first pages and meetings say them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from luister.insight.rules import METRICS, FigureRow, change


@dataclass(frozen=True)
class SaidFigure:
    """What the `figure` tag takes. `value` is None where words say it better."""

    unit: str
    value: float | None
    low: float | None
    high: float | None
    n: int | None
    sentence: str
    words: str
    percent: bool
    decimals: int
    scale_low: float
    scale_high: float
    href: str


def figures_said(rows: Iterable[FigureRow], *, before: Mapping[tuple[str, str, str], FigureRow] | None = None) -> list[SaidFigure]:
    """Return the figures that have answers, those with the most first; `before` holds each series' row of an earlier time."""
    answered = [row for row in rows if row.hidden or row.n]
    answered.sort(key=lambda row: -(row.n or 0))
    return [_say(row, (before or {}).get(row.series)) for row in answered]


def _say(row: FigureRow, earlier: FigureRow | None) -> SaidFigure:
    metric = METRICS[row.metric]
    low, high = metric.axis(row.scale)
    shown = row.estimate if row.words is None and not row.hidden else None
    moved = change(row, earlier) if earlier is not None else ""
    return SaidFigure(
        unit=capfirst(str(metric.name)),
        value=shown.value if shown else None,
        low=shown.low if shown else None,
        high=shown.high if shown else None,
        n=row.n,
        sentence=" ".join(filter(None, [_ended(row.survey), moved])),
        words=_("too few to show") if row.hidden else row.words or "",
        percent=metric.percent,
        decimals=metric.decimals,
        scale_low=low,
        scale_high=high,
        href=f"{reverse('figures')}?{urlencode({'metric': row.metric, 'survey': row.survey_key})}",
    )


def _ended(name: str) -> str:
    """Return `name` as a sentence: a survey that is named by its question ends as it does."""
    return name if name.endswith((".", "?", "!", "…")) else f"{name}."
