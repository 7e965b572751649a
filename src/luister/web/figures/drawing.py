"""The charts of a figures page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

import altair as alt
from django.utils.translation import gettext as _

from luister.insight.rules import METRICS, FigureRow, Metric, sentence
from luister.web.charts import Bar, IntervalRow, TrendPoint, distribution_chart, interval_chart, trend_chart
from luister.web.components import write_number
from luister.web.figures.words import group_name, period_name, period_start

Cells = list[list[object]]
GROUPS_SHOWN = 40


def trend(rows: Sequence[FigureRow], *, period: Literal["week", "month"]) -> alt.LayerChart:
    """Draw a figure over time. A month without answers, or with too few, leaves a gap."""
    metric = METRICS[rows[0].metric]
    by_start = {period_start(row, period): row for row in rows}
    points = [_point(first, by_start.get(first)) for first in _periods(min(by_start), max(by_start), period)]
    return trend_chart(points, label=str(metric.name), percent=metric.percent, period=period, decimals=metric.decimals)


def comparison(rows: Sequence[FigureRow], *, by: str) -> alt.LayerChart:
    """Draw the groups below each other, those with most answers first; at most forty."""
    metric = METRICS[rows[0].metric]
    bars = [_interval(row, group_name(row, by)) for row in rows[:GROUPS_SHOWN]]
    return interval_chart(bars, label=str(metric.name), percent=metric.percent, decimals=metric.decimals, scale=metric.axis(rows[0].scale))


def distribution(row: FigureRow) -> alt.LayerChart:
    """Draw how many gave each score."""
    sad, glad = METRICS[row.metric].moods(row.scale)
    scores = range(row.scale[0], row.scale[1] + 1)
    bars = [
        Bar(str(score), count, "glad" if score >= glad else "sad" if score <= sad else "flat")
        for score, count in zip(scores, row.counts, strict=True)
    ]
    return distribution_chart(bars, label=_("Score"))


def is_drawn(row: FigureRow) -> bool:
    """Return whether a row is a figure; others are said in words."""
    return row.estimate is not None and row.words is None


def table_of(rows: Sequence[FigureRow], names: Sequence[str], what: str) -> tuple[list[str], Cells]:
    """Return head and lines of the table beside a chart."""
    columns = [what, _("Figure"), _("from"), _("to"), _("Answers")]
    return columns, [[name, *_cells(row, METRICS[row.metric])] for row, name in zip(rows, names, strict=True)]


def period_names(rows: Sequence[FigureRow], period: str) -> list[str]:
    """Return the rows' months or weeks as people write them."""
    return [period_name(period_start(row, period), period) for row in rows]


def _cells(row: FigureRow, metric: Metric) -> list[object]:
    if row.hidden or row.estimate is None or not is_drawn(row):
        return [row.words or sentence(row), "", "", "" if row.n is None else row.n]
    found = row.estimate
    numbers = (write_number(value, decimals=metric.decimals, percent=metric.percent) for value in (found.value, found.low, found.high))
    return [*numbers, row.n]


def _point(first: date, row: FigureRow | None) -> TrendPoint:
    if row is None or row.estimate is None or not is_drawn(row):
        return TrendPoint(first, None, None, None, (row.n if row else 0) or 0)
    return TrendPoint(first, row.estimate.value, row.estimate.low, row.estimate.high, row.n or 0)


def _interval(row: FigureRow, name: str) -> IntervalRow:
    if row.estimate is None or not is_drawn(row):
        return IntervalRow(name, None, None, None, row.n, words=_("too few to show") if row.hidden else row.words or "")
    return IntervalRow(name, row.estimate.value, row.estimate.low, row.estimate.high, row.n)


def _periods(first: date, last: date, period: Literal["week", "month"]) -> list[date]:
    found = [first]
    while found[-1] < last:
        step = timedelta(days=7) if period == "week" else timedelta(days=32)
        following = found[-1] + step
        found.append(following if period == "week" else following.replace(day=1))
    return found
