"""The lake compared with SQL, row by row."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from luister.common.options import options
from luister.lake import books, table
from luister.lake.counting import shown
from luister.lake.engines import duckdb
from luister.lake.models import Outbox
from luister.lake.rows import LakeRow, Verification
from luister.lake.schema import COLUMNS, chunks, to_table

if TYPE_CHECKING:
    import ibis.expr.types as ir

_NAMED = 100
_COMPARED = tuple(name for name in COLUMNS if name not in {"answer_key", "version"})


def verify(rows: Iterable[LakeRow], *, progress: Any = None, wait: float = 30.0) -> Verification:
    """Compare the lake with all rows of SQL, in bounded memory.

    Every column of every row is hashed and compared, except the version. Publishing waits meanwhile; responses that wait to be
    published are left out. Raises LakeBusy and LakeDamaged as `services.publish_pending` does.
    """
    with table.writer(wait=wait), tempfile.TemporaryDirectory(dir=options().lake) as folder:
        files = _write(rows, Path(folder), progress)
        # After the stream: what changed while it was read stands in the outbox by now.
        waiting = set(Outbox.objects.values_list("response_key", flat=True).distinct())
        found = books.sound_table()
        return _compared(files, found.files if found is not None else (), books.tombstones(), waiting)


def _write(rows: Iterable[LakeRow], folder: Path, progress: Any) -> list[str]:
    done = 0
    for number, chunk in enumerate(chunks(rows)):
        pq.write_table(to_table(chunk), folder / f"{number}.parquet")
        done += len(chunk)
        if progress is not None:
            progress(done)
    if not done:
        pq.write_table(to_table([]), folder / "0.parquet")
    return sorted(str(path) for path in folder.iterdir())


def _compared(sql_files: Sequence[str], lake_files: Sequence[str], hidden: dict[int, int], waiting: Collection[int]) -> Verification:
    with duckdb.connect() as backend:
        left = duckdb.stored(backend, sql_files)
        right = shown(duckdb, backend, lake_files, hidden) if lake_files else duckdb.local(backend, to_table([]))
        attributes = sorted({name for name in (*left.columns, *right.columns) if name.startswith("a_")})
        names = (*_COMPARED, *attributes)
        away = duckdb.local(backend, pa.table({"waiting": pa.array(waiting, pa.int64())}))
        sql, lake = (_digests(rows.anti_join(away, rows.response_key == away.waiting), names) for rows in (left, right))
        return _differences(backend, sql, lake, waiting=len(waiting))


def _digests(rows: ir.Table, names: Sequence[str]) -> ir.Table:
    """Return answer key, response key and a 64-bit hash of all columns; an attribute that the table lacks is empty in it."""
    import ibis

    values = [rows[name].cast("string") if name in rows.columns else ibis.null("string") for name in names]
    # Lengths keep "a" + "bc" and "ab" + "c" apart, and the sign for empty keeps it from the empty text.
    texts = [ibis.coalesce(value.length().cast("string") + ":" + value, ibis.literal("-")) for value in values]
    return rows.select("answer_key", "response_key", digest=ibis.literal("|").join(texts).hash())


def _differences(backend: Any, sql: ir.Table, lake: ir.Table, *, waiting: int) -> Verification:
    def total(rows: ir.Table) -> int:
        return int(duckdb.fetch(backend, rows.aggregate(n=rows.count()))["n"][0].as_py())

    def keys(rows: ir.Table) -> tuple[int, ...]:
        found = rows[["response_key"]].distinct().order_by("response_key").limit(_NAMED)
        return tuple(duckdb.fetch(backend, found)["response_key"].to_pylist())

    missing = sql.anti_join(lake, "answer_key")
    extra = lake.anti_join(sql, "answer_key")
    other = lake.rename(lake_answer="answer_key", lake_response="response_key", lake_digest="digest")
    paired = sql.join(other, sql.answer_key == other.lake_answer)
    different = paired.filter(paired.digest != paired.lake_digest)
    doubled = lake.group_by("answer_key", "response_key").having(lake.count() > 1).aggregate(n=lake.count())
    return Verification(
        sql_rows=total(sql), lake_rows=total(lake), waiting=waiting,
        missing_rows=total(missing), extra_rows=total(extra), different_rows=total(different), doubled_rows=total(doubled),
        missing=keys(missing), extra=keys(extra), different=keys(different), doubled=keys(doubled),
    )  # fmt: skip
