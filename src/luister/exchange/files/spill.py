"""Brings the rows of one response together, wherever in the file they stand, without holding the file in memory."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from luister.exchange.files.rows import RowFacts

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHUNK = 2_000


class Spill:
    """The rows read so far, in a temporary SQLite file of their own that is forgotten afterwards."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._waiting: list[tuple[str, int, str]] = []
        connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-20000; PRAGMA temp_store=FILE;")
        connection.execute("CREATE TABLE facts (identity TEXT NOT NULL, number INTEGER PRIMARY KEY, data TEXT NOT NULL)")

    def add(self, number: int, facts: RowFacts) -> None:
        """Keep what row `number` says."""
        data = asdict(facts) | {"answered_at": facts.answered_at.isoformat()}
        self._waiting.append((facts.identity, number, json.dumps(data, ensure_ascii=True, separators=(",", ":"))))
        if len(self._waiting) >= _CHUNK:
            self._write()

    def close_book(self) -> int:
        """Finish writing and return how many responses there are. A row without a key is a response of its own."""
        self._write()
        self._connection.execute("CREATE INDEX facts_identity ON facts (identity, number)")
        keyed = "SELECT count(DISTINCT identity) FROM facts WHERE identity LIKE 'key:%'"
        single = "SELECT count(*) FROM facts WHERE identity LIKE 'row:%'"
        row = self._connection.execute(f"SELECT ({keyed}) + ({single})").fetchone()
        return int(row[0])

    def groups(self) -> Iterator[tuple[str, list[tuple[int, RowFacts]]]]:
        """Yield each response: its identity with the rows that make it, in the file's order.

        Rows without a key that are equal in every cell get an ordinal each: they are the answers of different people.
        """
        rows: list[tuple[int, RowFacts]] = []
        identity, ordinal = "", 0
        for found, number, data in self._connection.execute("SELECT identity, number, data FROM facts ORDER BY identity, number"):
            facts = _facts(data)
            if found.startswith("row:"):
                ordinal = ordinal + 1 if found == identity else 1
                if rows and not identity.startswith("row:"):
                    yield identity, rows
                identity, rows = found, []
                yield f"{found}:{ordinal}", [(number, facts)]
                continue
            if found != identity and rows:
                yield identity, rows
                rows = []
            identity = found
            rows.append((number, facts))
        if rows:
            yield identity, rows

    def _write(self) -> None:
        self._connection.executemany("INSERT INTO facts VALUES (?, ?, ?)", self._waiting)
        self._waiting.clear()


@contextmanager
def open_spill() -> Iterator[Spill]:
    """Open an empty spill; its file is deleted at the end."""
    with tempfile.TemporaryDirectory(prefix="luister-") as folder:
        connection = sqlite3.connect(Path(folder) / "rows.sqlite3", isolation_level=None)
        try:
            connection.execute("BEGIN")
            yield Spill(connection)
        finally:
            connection.close()


def _facts(data: str) -> RowFacts:
    found = json.loads(data)
    found["answered_at"] = datetime.fromisoformat(found["answered_at"])
    return RowFacts(**found)
