"""What a figures page shows, fetched."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from luister.customers.models import Attribute
from luister.insight.queries import figures, metrics_that_exist
from luister.insight.rules import FigureRow
from luister.organisation.rules import Actor
from luister.web.figures.asked import Asked

BREAKDOWNS = ("unit", "touchpoint", "channel", "language")


@dataclass(frozen=True)
class Board:
    """Figures for one page: of each series the whole, and of one series its trend and its parts."""

    asked: Asked
    metrics: list[str]
    totals: list[FigureRow] = field(default_factory=list)
    chosen: FigureRow | None = None
    trend: list[FigureRow] = field(default_factory=list)
    parts: list[FigureRow] = field(default_factory=list)


def board(asked: Asked, *, actor: Actor) -> Board:
    """Fetch the page. Costs four readings of the lake.

    Raises
    ------
    WrongFilter, WrongFigure, PermissionDenied
        As `insight.queries.figures`.
    """
    metrics = metrics_that_exist(filters=asked.filters, actor=actor)
    if not asked.metric and not metrics:
        return Board(asked, metrics)
    asked = replace(asked, metric=asked.metric or metrics[0])
    totals = figures(metric=asked.metric, filters=asked.filters, actor=actor).rows
    totals.sort(key=lambda row: -(row.n or 0))
    chosen = next((row for row in totals if row.series == asked.series), totals[0] if totals else None)
    if chosen is None:
        return Board(asked, metrics)
    asked = replace(asked, series=chosen.series)
    parts = one_series(asked, by=(asked.by,), actor=actor)
    parts.sort(key=lambda row: -(row.n or 0))
    return Board(asked, metrics, totals, chosen, one_series(asked, by=(asked.period,), actor=actor), parts)


def one_series(asked: Asked, *, by: tuple[str, ...], actor: Actor) -> list[FigureRow]:
    """Return the figures of the chosen series by group."""
    assert asked.series is not None
    found = figures(metric=asked.metric, by=by, filters=asked.narrowed(asked.series), actor=actor)
    return [row for row in found.rows if row.series == asked.series]


def breakdowns() -> list[tuple[str, str]]:
    """Return what figures can be broken down by on the page: the name in the address, and for attributes their name on screen."""
    segments = Attribute.objects.filter(is_segment=True).values_list("key", "name")
    return [*((name, "") for name in BREAKDOWNS), *((f"attr.{key}", name) for key, name in segments)]
