"""Figures: the page, its charts as pictures, its numbers as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luister.feedback.rules import Filters, WrongFilter
from luister.insight.rules import WrongFigure, as_record, columns_of
from luister.organisation.enums import Permission
from luister.organisation.queries import require
from luister.web.access import actor_of, needs
from luister.web.charts import CONTENT_TYPES
from luister.web.charts import render as draw
from luister.web.downloads import csv_download
from luister.web.figures import drawing
from luister.web.figures.asked import Asked, asked
from luister.web.figures.board import Board, board, one_series
from luister.web.figures.page import context_of

if TYPE_CHECKING:
    from altair import LayerChart


@needs(Permission.SEE_FIGURES)
def figures(request: HttpRequest) -> HttpResponse:
    """Show the figure of a metric, its trend and its parts. A wrong filter is explained, and nothing is shown."""
    by = actor_of(request)
    try:
        shown = board(asked(request.GET), actor=by)
    except (WrongFilter, WrongFigure) as error:
        nothing = Board(Asked(filters=Filters()), [])
        return render(request, "figures/figures.html", {**context_of(nothing, by=by), "mistake": str(error)}, status=400)
    return render(request, "figures/figures.html", context_of(shown, by=by))


@needs(Permission.SEE_FIGURES)
def figures_chart(request: HttpRequest, which: str, format: str) -> HttpResponse:  # noqa: A002 - the word in the address
    """Return a chart of the page as a picture. The page itself shows the SVG; to take one away needs the right to export."""
    by = actor_of(request)
    if format == "png":
        require(by, Permission.EXPORT)
    try:
        shown = board(asked(request.GET), actor=by)
    except (WrongFilter, WrongFigure) as error:
        return _refused(error)
    chart = _chart(shown, which)
    if chart is None:
        raise Http404(_("There are no answers to draw."))
    picture = draw(chart, format="png" if format == "png" else "svg", language=get_language() or "en")
    name = f'inline; filename="{shown.asked.metric}-{which}.{format}"'
    return HttpResponse(picture, content_type=CONTENT_TYPES["png" if format == "png" else "svg"], headers={"Content-Disposition": name})


@needs(Permission.EXPORT)
def figures_download(request: HttpRequest) -> HttpResponseBase:
    """Return the numbers of the page as CSV: by `cut=trend` over time, else by group. Cells are safe for spreadsheets."""
    by = actor_of(request)
    try:
        shown = board(asked(request.GET), actor=by)
    except (WrongFilter, WrongFigure) as error:
        return _refused(error)
    if shown.chosen is None:
        raise Http404(_("There are no answers here."))
    group = shown.asked.period if request.GET.get("cut") == "trend" else shown.asked.by
    rows = one_series(shown.asked, by=(group,), actor=by)
    columns = columns_of((group,))
    records = ([as_record(row)[name] for name in columns] for row in rows)
    return csv_download(f"{shown.asked.metric}-by-{group}.csv", columns, records)


def _chart(shown: Board, which: str) -> LayerChart | None:
    if shown.chosen is None:
        return None
    if which == "distribution":
        return drawing.distribution(shown.chosen) if shown.chosen.counts else None
    if which == "trend":
        return drawing.trend(shown.trend, period=shown.asked.period)
    return drawing.comparison(shown.parts, by=shown.asked.by)


def _refused(error: Exception) -> HttpResponse:
    return HttpResponse(str(error), status=400, content_type="text/plain; charset=utf-8")
