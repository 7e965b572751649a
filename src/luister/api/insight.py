"""Figures."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import Query, Router, Schema
from pydantic import Field

from luister.api.app import Refusal, responds
from luister.api.auth import ApiRequest
from luister.api.schemas import Text
from luister.feedback.rules import WrongFilter, parse_filters
from luister.insight.queries import figures
from luister.insight.rules import WrongFigure, as_record
from luister.organisation.enums import Permission
from luister.organisation.queries import require

router = Router(tags=["insight"])


class FigureFilters(Schema):
    """Which figure: the metric, by what it is broken down (comma-separated), and which answers go in."""

    metric: Text
    by: Text = ""
    survey: Text | None = None
    unit: Text | None = None
    touchpoint: Text | None = None
    channel: Text | None = None
    kind: Text | None = None
    language: Text | None = None
    start: Annotated[str | None, Field(alias="from", max_length=10)] = None
    end: Annotated[str | None, Field(alias="to", max_length=10)] = None


class FiguresOut(Schema):
    """Figures: a row for each group and series, with n and interval; small anonymous groups are hidden."""

    items: list[dict[str, Any]]


@router.get("/figures", response=responds((200, FiguresOut)), summary="Get figures")
def get_figures(request: ApiRequest, filters: Query[FigureFilters]) -> dict[str, Any]:
    """Get the same numbers as the page *Figures* and `luister figures`."""
    require(request.auth, Permission.SEE_FIGURES)
    names = {"from": filters.start, "to": filters.end} | {
        name: getattr(filters, name) for name in ("survey", "unit", "touchpoint", "channel", "kind", "language")
    }
    try:
        table = figures(
            metric=filters.metric,
            by=tuple(part.strip() for part in filters.by.split(",") if part.strip()),
            filters=parse_filters({name: [value] for name, value in names.items() if value}),
            actor=request.auth,
        )
    except (WrongFigure, WrongFilter) as error:
        raise Refusal(422, str(error)) from None
    return {"items": [as_record(row) for row in table.rows]}
