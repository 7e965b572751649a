"""The figures page as its template takes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from luister.insight.rules import FigureRow, sentence
from luister.organisation.enums import Permission
from luister.organisation.queries import may
from luister.organisation.rules import Actor
from luister.surveys.enums import Kind, Metric
from luister.web.charts import ChartView
from luister.web.figures import drawing
from luister.web.figures.board import Board, breakdowns
from luister.web.figures.forms import FigureFilterForm, chips
from luister.web.figures.words import breakdown_name, group_filter, group_name, heading, latest_change
from luister.web.today.said import figures_said

if TYPE_CHECKING:
    from altair import LayerChart


@dataclass(frozen=True)
class Group:
    """A group in words, with the way to its own figures and down to its voices."""

    name: str
    sentence: str
    figures_url: str
    voices_url: str


@dataclass(frozen=True)
class Choice:
    """A link of a switch."""

    name: str
    url: str
    is_chosen: bool


def context_of(board: Board, *, by: Actor) -> dict[str, Any]:
    """Return the template's context."""
    asked, chosen = board.asked, board.chosen
    context: dict[str, Any] = {
        "heading": heading(asked.metric),
        "form": FigureFilterForm(asked, by=by),
        "chips": [(text, _figures_url(asked.query_with({name: ""}))) for name, text in chips(asked.filters)],
        "metrics": [
            Choice(str(Metric(key).label), _figures_url(asked.query(metric=key, series="")), key == asked.metric) for key in board.metrics
        ],
        "is_filtered": bool(asked.filters.to_params()),
        "clear_url": reverse("figures"),
        "may_import": may(by, Permission.IMPORT),
    }
    if chosen is None:
        return context
    may_export = may(by, Permission.EXPORT)
    return context | {
        "chosen": chosen,
        "kind": Kind(chosen.kind).label,
        "figure": figures_said([chosen])[0] if chosen.n or chosen.hidden else None,
        "sentence": latest_change(board.trend, asked.period),
        "voices_url": _voices_url(board, {}),
        "others": _others(board),
        "trend": _trend(board, may_export=may_export) if sum(map(drawing.is_drawn, board.trend)) > 1 else None,
        "weeks_url": _figures_url(asked.query(period="week")) if asked.period == "month" else "",
        "breakdowns": [Choice(breakdown_name(key, name), _figures_url(asked.query(by=key)), key == asked.by) for key, name in breakdowns()],
        "comparison": _comparison(board, may_export=may_export) if any(map(drawing.is_drawn, board.parts)) else None,
        "groups": [_group(board, row) for row in board.parts[: drawing.GROUPS_SHOWN]],
        "more_groups": max(0, len(board.parts) - drawing.GROUPS_SHOWN),
        "distribution": _distribution(board, may_export=may_export) if drawing.is_drawn(chosen) else None,
    }


def _metric(board: Board, key: str) -> Choice:
    return Choice(str(Metric(key).label), _figures_url(board.asked.query(metric=key, series="")), key == board.asked.metric)


def _others(board: Board) -> list[Group]:
    """Return the other series of this metric: never added to the chosen one."""
    return [
        Group(
            f"{row.survey}: {row.question}",
            sentence(row),
            _figures_url(board.asked.query(series="~".join(row.series))),
            "",
        )
        for row in board.totals
        if board.chosen is not None and row.series != board.chosen.series
    ]


def _group(board: Board, row: FigureRow) -> Group:
    only = group_filter(row, board.asked.by)
    return Group(
        group_name(row, board.asked.by),
        sentence(row),
        _figures_url(board.asked.query_with(only)) if only else "",
        _voices_url(board, only) if only and not row.hidden else "",
    )


def _trend(board: Board, *, may_export: bool) -> ChartView:
    asked = board.asked
    names = drawing.period_names(board.trend, asked.period)
    what = _("Month") if asked.period == "month" else _("Week")
    view = _ChartParts(
        "trend", _("Over time"), drawing.trend(board.trend, period=asked.period), *drawing.table_of(board.trend, names, what)
    )
    last = next(row for row in reversed(board.trend) if drawing.is_drawn(row))
    words = {"first": names[0], "last": names[-1], "sentence": sentence(last)}
    return view.shown(board, alt=_("From %(first)s to %(last)s. Latest: %(sentence)s") % words, may_export=may_export)


def _comparison(board: Board, *, may_export: bool) -> ChartView:
    asked = board.asked
    rows = board.parts
    names = [group_name(row, asked.by) for row in rows]
    chart = drawing.comparison(rows, by=asked.by)
    attribute = dict(breakdowns()).get(asked.by, "")
    view = _ChartParts("groups", _("Group by group"), chart, *drawing.table_of(rows, names, breakdown_name(asked.by, attribute)))
    return view.shown(board, alt=_("%(groups)s groups, each with its interval.") % {"groups": len(rows)}, may_export=may_export)


def _distribution(board: Board, *, may_export: bool) -> ChartView:
    row = board.chosen
    assert row is not None
    counts: list[list[object]] = [[score, n] for score, n in zip(range(row.scale[0], row.scale[1] + 1), row.counts, strict=True)]
    view = _ChartParts("distribution", _("Every answer"), drawing.distribution(row), [_("Score"), _("Answers")], counts)
    return view.shown(board, alt=sentence(row), may_export=False)


@dataclass(frozen=True)
class _ChartParts:
    """A chart and its numbers, before its addresses are known."""

    which: str
    title: str
    chart: LayerChart
    columns: Sequence[str]
    rows: Sequence[Sequence[object]]

    def shown(self, board: Board, *, alt: str, may_export: bool) -> ChartView:
        query = board.asked.query()
        cut = "&cut=trend" if self.which == "trend" else ""
        return ChartView(
            chart=self.chart,
            title=self.title,
            alt=alt,
            columns=self.columns,
            rows=self.rows,
            id=f"chart-{self.which}",
            svg_url=f"{reverse('figures-chart', args=[self.which, 'svg'])}?{query}",
            png_url=f"{reverse('figures-chart', args=[self.which, 'png'])}?{query}" if may_export else "",
            csv_url=f"{reverse('figures-download')}?{query}{cut}" if may_export else "",
        )


def _figures_url(query: str) -> str:
    return f"{reverse('figures')}?{query}"


def _voices_url(board: Board, only: Mapping[str, str]) -> str:
    """Return the address of the answers behind a figure: the same filters, one survey."""
    assert board.chosen is not None
    survey, _question, _kind = board.chosen.series
    params = board.asked.filters.to_params() | {"survey": [survey]} | {name: [value] for name, value in only.items()}
    return f"{reverse('voices')}?{urlencode(params, doseq=True)}"
