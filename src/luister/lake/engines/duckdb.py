"""DuckDB, embedded: the default."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from luister.common.ids import new_number

if TYPE_CHECKING:
    import pyarrow as pa


@contextmanager
def connect() -> Iterator[Any]:
    """Open a database of its own in memory: opening takes milliseconds, and no thread shares it."""
    import ibis

    backend = ibis.duckdb.connect(autoinstall_known_extensions=False, autoload_known_extensions=False)
    try:
        yield backend
    finally:
        backend.disconnect()


def stored(backend: Any, files: Sequence[str]) -> Any:
    """Return the files as one table, matched by column name."""
    return backend.read_parquet(list(files), union_by_name=True)


def local(backend: Any, table: pa.Table) -> Any:
    """Return the Arrow table without copying it."""
    name = f"luister_{new_number():x}"
    backend.con.register(name, table)
    return backend.table(name)


def fetch(backend: Any, expression: Any) -> pa.Table:
    """Run the expression."""
    return backend.to_pyarrow(expression)


def stream(backend: Any, expression: Any, *, size: int) -> pa.RecordBatchReader:
    """Run the expression and return its rows as they come, `size` at a time."""
    return backend.con.execute(backend.compile(expression)).to_arrow_reader(size)
