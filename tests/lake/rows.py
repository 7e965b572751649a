"""Makes rows, and counts them by plain Python."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime
from itertools import count

from luister.lake import CountQuery, CountRow, LakeRow

_numbers = count(1)


def row(**fields: object) -> LakeRow:
    number = next(_numbers)
    defaults: dict[str, object] = {
        "answer_key": number * 2, "response_key": number, "answered_at": datetime(2021, 4, 5, 12, tzinfo=UTC), "day": date(2021, 4, 5),
        "survey_key": 1, "question_key": 10, "metric": "nps", "score": 9, "touchpoint_key": None, "campaign_key": None, "unit_key": 5,
        "kind": "relationship", "mode": "confidential", "channel": "phone", "language": "en", "sentiment": None, "customer_key": None,
        "weight": None,
    }  # fmt: skip
    return LakeRow(**(defaults | fields))


def supplier(rows: Iterable[LakeRow]):
    """What feedback does: the present rows of these responses."""
    stored = list(rows)

    def rows_for(keys: Collection[int]) -> list[LakeRow]:
        return [found for found in stored if found.response_key in keys]

    return rows_for


def plain_counts(rows: Iterable[LakeRow], query: CountQuery) -> set[CountRow]:
    """The same counts without any engine."""
    cells: dict[tuple, list[LakeRow]] = defaultdict(list)
    for found in rows:
        if query.metric is not None and (found.metric != query.metric or (found.score is None and not found.dont_know)):
            continue
        if (query.start and found.day < query.start) or (query.end and found.day >= query.end):
            continue
        if all(_meets(found, condition) for condition in query.where):
            cells[tuple(_value(found, name) for name in query.by), found.score].append(found)
    return {
        CountRow(
            cell,
            score,
            len(group),
            sum(r.weight is not None for r in group),
            sum(r.weight or 0 for r in group),
            sum((r.weight or 0) ** 2 for r in group),
        )
        for (cell, score), group in cells.items()
    }


def _value(found: LakeRow, name: str):
    if name.startswith("attr."):
        return found.attributes.get(name.removeprefix("attr."))
    if name == "month":
        return found.day.replace(day=1)
    if name == "week":
        return date.fromisocalendar(*found.day.isocalendar()[:2], 1)
    return getattr(found, name)


def _meets(found: LakeRow, condition) -> bool:
    value = _value(found, condition.column)
    if condition.op == "in":
        return value in condition.values
    if value is None:
        return False
    return value >= condition.values[0] if condition.op == "from" else value < condition.values[0]
