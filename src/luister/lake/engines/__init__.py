"""The engines that count. A file for each, with the same names in it: `connect`, `stored`, `local`, `fetch`.

No engine is imported before it is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, cast

from luister.common.options import options

if TYPE_CHECKING:
    import pyarrow as pa


class Engine(Protocol):
    """What each file of this folder offers."""

    def connect(self) -> AbstractContextManager[Any]:
        """Open an Ibis backend and leave nothing behind in it."""

    def stored(self, backend: Any, files: Sequence[str]) -> Any:
        """Return the Parquet files as one Ibis table; columns that some files lack are empty there."""

    def local(self, backend: Any, table: pa.Table) -> Any:
        """Return an Arrow table of this process as an Ibis table."""

    def fetch(self, backend: Any, expression: Any) -> pa.Table:
        """Run an Ibis expression and return its rows."""


def engine(name: str | None = None) -> Engine:
    """Return the engine of the settings, or the one named."""
    return cast("Engine", import_module(f"luister.lake.engines.{name or options().engine}"))
