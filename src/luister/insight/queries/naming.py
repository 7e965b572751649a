"""Keys of the lake as names for people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from luister.feedback.enums import Sentiment
from luister.organisation.models import Unit
from luister.outreach.models import Campaign
from luister.programme.models import Touchpoint
from luister.surveys.models import Survey

Named = Callable[[Any], dict[str, object]]

_MODELS: dict[str, Any] = {"unit": Unit, "touchpoint": Touchpoint, "survey": Survey, "campaign": Campaign}
_SENTIMENTS = {1: Sentiment.POSITIVE.value, 0: Sentiment.NEUTRAL.value, -1: Sentiment.NEGATIVE.value}


def month_name(first: date) -> str:
    """Return a month as "2021-04"."""
    return f"{first:%Y-%m}"


def week_name(monday: date) -> str:
    """Return an ISO week as "2021-W14"."""
    year, week, _ = monday.isocalendar()
    return f"{year}-W{week:02}"


def namers(by: Sequence[str], cells: Iterable[tuple[object, ...]]) -> list[Named]:
    """Return for each breakdown a function from a cell's value to its keys. Costs a query for each kind of thing."""
    columns = list(zip(*cells, strict=True)) if cells else []
    return [_namer(name, set(columns[place]) if columns else set()) for place, name in enumerate(by)]


def _namer(name: str, values: set[object]) -> Named:
    if name in _MODELS:
        return _by_row(name, values)
    if name == "month":
        return lambda value: {name: month_name(value)}
    if name == "week":
        return lambda value: {name: week_name(value)}
    if name == "day":
        return lambda value: {name: value.isoformat()}
    if name == "sentiment":
        return lambda value: {name: _SENTIMENTS.get(value)}
    return lambda value: {name: value or None}


def _by_row(name: str, values: set[object]) -> Named:
    rows = _MODELS[name].objects.in_bulk([value for value in values if value is not None])

    def named(value: object) -> dict[str, object]:
        row = rows.get(value)
        # Campaigns have no stable key; their number is one.
        key = None if row is None else getattr(row, "key", row.pk)
        return {name: None if row is None else row.name, f"{name}_key": key}

    return named
