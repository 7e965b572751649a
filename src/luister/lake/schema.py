"""Rows as Arrow columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import pyarrow as pa

from luister.lake.rows import ATTRIBUTE, LakeRow

KEYS = ("answer_key", "response_key", "version", "survey_key", "question_key", "touchpoint_key", "campaign_key", "unit_key", "customer_key")
"""Surrogates, signed 64-bit (Spark reads unsigned as decimal)."""

STATISTICS = (*KEYS, "day", "score")
"""The only columns whose minimum and maximum the Delta log repeats: what stands in the log outlives a deletion."""

CHUNK = 20_000
_TYPES: dict[str, pa.DataType] = {
    "answer_key": pa.int64(),
    "response_key": pa.int64(),
    "version": pa.int64(),
    "answered_at": pa.timestamp("us", tz="UTC"),
    "day": pa.date32(),
    "survey_key": pa.int64(),
    "question_key": pa.int64(),
    "metric": pa.string(),
    "score": pa.int64(),
    "dont_know": pa.bool_(),
    "touchpoint_key": pa.int64(),
    "campaign_key": pa.int64(),
    "unit_key": pa.int64(),
    "kind": pa.string(),
    "mode": pa.string(),
    "channel": pa.string(),
    "language": pa.string(),
    "sentiment": pa.int8(),
    "is_comment": pa.bool_(),
    "customer_key": pa.int64(),
    "weight": pa.int64(),
}
COLUMNS = tuple(_TYPES)


def arrow_schema(attributes: Iterable[str] = ()) -> pa.Schema:
    """Return the schema with a text column for each attribute."""
    return pa.schema([*_TYPES.items(), *((attribute_column(key), pa.string()) for key in sorted(attributes))])


def attribute_column(key: str) -> str:
    """Return the column of an attribute.

    Raises
    ------
    ValueError
        If the key has other signs than a-z, 0-9, hyphen and underscore.
    """
    if not ATTRIBUTE.fullmatch(key):
        raise ValueError(f"Attribute {key!r}: accepted are keys of a-z, 0-9, hyphen and underscore.")
    return f"a_{key}"


def to_table(rows: Sequence[LakeRow], *, version: int | None = None) -> pa.Table:
    """Put rows into columns; `version` replaces the rows' own. An attribute whose key can't name a column is left out."""
    schema = arrow_schema({key for row in rows for key in row.attributes if ATTRIBUTE.fullmatch(key)})
    columns: dict[str, list[Any]] = {name: [getattr(row, name) for row in rows] for name in COLUMNS}
    if version is not None:
        columns["version"] = [version] * len(rows)
    for name in schema.names[len(COLUMNS) :]:
        values = (row.attributes.get(name.removeprefix("a_")) for row in rows)
        columns[name] = [None if value is None else str(value) for value in values]
    return pa.table(columns, schema=schema)


def chunks(rows: Iterable[LakeRow], *, size: int = CHUNK) -> Iterator[list[LakeRow]]:
    """Cut a stream of rows into lists, so that memory stays bounded."""
    stream = iter(rows)
    while chunk := list(islice(stream, size)):
        yield chunk


def joined(tables: Sequence[pa.Table]) -> pa.Table:
    """Put tables with different attributes together."""
    if not tables:
        return to_table([])
    return pa.concat_tables(tables, promote_options="default")
