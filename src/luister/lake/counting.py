"""The counting query, written once for every engine."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from luister.lake.engines import Engine
from luister.lake.rows import Condition, CountQuery, CountRow
from luister.lake.schema import COLUMNS, arrow_schema, attribute_column

if TYPE_CHECKING:
    import ibis.expr.types as ir

_PERIODS = {"month": "M", "week": "W"}
_HIDDEN_SCHEMA = pa.schema([("hidden_key", pa.int64()), ("below", pa.int64())])
_LONGEST_LIST = 1000
"""Beyond so many values a condition becomes a join: engines plan long lists badly."""


def run(
    engine: Engine,
    query: CountQuery,
    *,
    files: Sequence[str],
    hidden: Mapping[int, int],
    pending: pa.Table | None,
) -> list[CountRow]:
    """Count the rows of `files` that are not hidden, and all of `pending`.

    `hidden` gives for a response key the version below which its rows are not seen.
    """
    needed = _needed(query)
    with engine.connect() as backend:
        tables = []
        if files:
            tables.append(_shown(engine, backend, engine.stored(backend, files), hidden).select(**_aligned(needed)))
        if pending is not None and pending.num_rows:
            tables.append(engine.local(backend, pending).select(**_aligned(needed)))
        if not tables:
            return []
        rows = tables[0] if len(tables) == 1 else tables[0].union(tables[1], distinct=False)
        found = engine.fetch(backend, _counted(_kept(engine, backend, rows, query), query))
    return [_count_row(row, query.by) for row in found.to_pylist()]


def shown(engine: Engine, backend: Any, files: Sequence[str], hidden: Mapping[int, int]) -> ir.Table:
    """Return the rows of `files` that are not hidden, with all their columns."""
    return _shown(engine, backend, engine.stored(backend, files), hidden)


def column_of(name: str) -> str:
    """Return the column that a name of a query stands for.

    Raises
    ------
    ValueError
        If there is no such column.
    """
    if name.startswith("attr."):
        return attribute_column(name.removeprefix("attr."))
    if name in _PERIODS:
        return "day"
    if name not in COLUMNS:
        raise ValueError(f"{name!r} is no column of the lake; accepted are {', '.join(COLUMNS)}, month, week and attr.<key>.")
    return name


def merged(parts: Sequence[list[CountRow]]) -> list[CountRow]:
    """Add up the counts of parts of the rows: an answer is in one part only, so sums of parts are the counts of the whole."""
    if len(parts) == 1:
        return parts[0]
    sums: dict[tuple[object, ...], CountRow] = {}
    for row in (row for part in parts for row in part):
        key = (row.cell, row.score)
        had = sums.get(key)
        sums[key] = row if had is None else CountRow(
            row.cell, row.score, had.n + row.n, had.weighted_n + row.weighted_n, had.w + row.w, had.w2 + row.w2
        )  # fmt: skip
    return list(sums.values())


def _needed(query: CountQuery) -> Collection[str]:
    names = {*query.by, *(condition.column for condition in query.where)}
    return {column_of(name) for name in names} | {"score", "dont_know", "metric", "day", "weight"}


def _aligned(needed: Collection[str]) -> dict[str, Any]:
    """Give both tables of a union the same columns; an attribute that a table does not know is empty in it."""
    types = {field.name: field.type for field in arrow_schema()}

    def pick(name: str) -> Any:
        def column(table: ir.Table) -> Any:
            import ibis

            if name not in table.columns:
                return ibis.null("string")
            return table[name].cast("string") if name not in types else table[name]

        return column

    return {name: pick(name) for name in sorted(needed)}


def _shown(engine: Engine, backend: Any, table: ir.Table, hidden: Mapping[int, int]) -> ir.Table:
    if not hidden:
        return table
    marks = engine.local(backend, pa.table({"hidden_key": list(hidden), "below": list(hidden.values())}, schema=_HIDDEN_SCHEMA))
    marked = table.left_join(marks, table.response_key == marks.hidden_key)
    return marked.filter(marked.below.isnull() | (marked.version >= marked.below)).drop("hidden_key", "below")


def _kept(engine: Engine, backend: Any, rows: ir.Table, query: CountQuery) -> ir.Table:
    if query.metric is not None:
        rows = rows.filter(rows.metric == query.metric, rows.score.notnull() | rows.dont_know)
    if query.start is not None:
        rows = rows.filter(rows.day >= query.start)
    if query.end is not None:
        rows = rows.filter(rows.day < query.end)
    for condition in query.where:
        rows = _met(engine, backend, rows, condition)
    return rows


def _met(engine: Engine, backend: Any, rows: ir.Table, condition: Condition) -> ir.Table:
    column = rows[column_of(condition.column)]
    if condition.op == "from":
        return rows.filter(column >= condition.values[0])
    if condition.op == "below":
        return rows.filter(column < condition.values[0])
    values = [value for value in condition.values if value is not None]
    if len(values) > _LONGEST_LIST and len(values) == len(condition.values):
        wanted = engine.local(backend, pa.table({"wanted": values}))
        return rows.semi_join(wanted, column == wanted.wanted)
    among = column.isin(values)
    return rows.filter(among | column.isnull() if None in condition.values else among)


def _counted(rows: ir.Table, query: CountQuery) -> ir.Table:
    import ibis

    cells = {f"cell_{place}": _cell(rows, name) for place, name in enumerate(query.by)}
    # Squares of weights pass 64 bits: both factors have room in nineteen digits, the product in thirty-eight.
    weight = rows.weight.cast("decimal(19, 0)")
    return rows.group_by(score=rows.score, **cells).aggregate(
        n=rows.count(),
        weighted_n=rows.weight.count(),
        w=ibis.coalesce(weight.sum(), ibis.literal(0, "decimal(38, 0)")),
        w2=ibis.coalesce((weight * weight).sum(), ibis.literal(0, "decimal(38, 0)")),
    )


def _cell(rows: ir.Table, name: str) -> Any:
    column = rows[column_of(name)]
    return column.truncate(_PERIODS[name]) if name in _PERIODS else column


def _count_row(row: Mapping[str, Any], by: Sequence[str]) -> CountRow:
    return CountRow(
        tuple(_plain(name, row[f"cell_{place}"]) for place, name in enumerate(by)),
        row["score"],
        int(row["n"]),
        int(row["weighted_n"]),
        int(row["w"]),
        int(row["w2"]),
    )


def _plain(name: str, value: Any) -> Any:
    # Spark answers with the midnight of a truncated day.
    return value.date() if name in _PERIODS and isinstance(value, datetime) else value
