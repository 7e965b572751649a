"""Reads: counts, the comparison with SQL, and the lake's health."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import pyarrow as pa
from django.db.models import Count, Min

from luister.common.clock import now
from luister.lake import books
from luister.lake.counting import merged, run
from luister.lake.engines import engine
from luister.lake.models import Outbox, Tombstone
from luister.lake.rows import CountQuery, CountRow, Health, LakeDamaged, LakeMoved, LakeRow
from luister.lake.schema import chunks, to_table
from luister.lake.table import location, open_table, table_age_s
from luister.lake.verifying import verify

__all__ = ["attributes", "counts", "counts_of", "health", "mark", "verify", "wants_compaction"]

_UNSEEN = 2**63 - 1
_TRIES = 3
_SOME_FILES, _MANY_FILES = 10, 200
_MANY_HIDDEN = 20_000
_A_NIGHT_S = 20 * 3600


def mark() -> int:
    """Return a mark for `counts`. Take it before reading what is pending."""
    return books.latest_batch()


def counts(
    query: CountQuery,
    *,
    pending: Iterable[LakeRow] = (),
    pending_keys: Collection[int] = (),
    since: int | None = None,
    using: str | None = None,
) -> list[CountRow]:
    """Count published answers together with those that wait.

    Parameters
    ----------
    pending : iterable of LakeRow
        Present rows of the responses that wait in the outbox. They replace what the lake has of those responses.
    pending_keys : collection of int
        Keys of all responses that wait, also of those without rows.
    since : int, optional
        The `mark` taken before `pending` was read.
    using : str, optional
        Engine, when it is not that of the settings.

    Raises
    ------
    LakeDamaged
        If the lake must be rebuilt.
    LakeMoved
        If something was published after the mark; then the caller reads what is pending again.
    """
    parts = (to_table(chunk) for chunk in chunks(pending))
    first = next(parts, None)
    found = [_counts_with_lake(query, first, pending_keys, since, using)]
    found += [run(engine(using), query, files=[], hidden={}, pending=part) for part in parts]
    return merged(found)


def counts_of(query: CountQuery, rows: Iterable[LakeRow], *, using: str | None = None) -> list[CountRow]:
    """Count these rows alone, in bounded memory: the way round a lake that is damaged."""
    found = [run(engine(using), query, files=[], hidden={}, pending=to_table(chunk)) for chunk in chunks(rows)]
    return merged(found) if found else []


def attributes() -> set[str]:
    """Return the keys of attributes that the lake has columns for."""
    table = open_table()
    columns = table.columns if table is not None else ()
    return {name.removeprefix("a_") for name in columns if name.startswith("a_")}


def health() -> Health:
    """Return how the lake is. Costs two queries and the opening of the table."""
    waiting = Outbox.objects.aggregate(n=Count("response_key", distinct=True), since=Min("at"))
    age = None if waiting["since"] is None else (now() - waiting["since"]).total_seconds()
    files, damage = 0, ""
    try:
        table = books.sound_table()
        files = len(table.files) if table is not None else 0
    except LakeDamaged as error:
        damage = str(error)
    return Health(outbox=waiting["n"], outbox_age_s=age, hidden=Tombstone.objects.count(), files=files, damage=damage)


def wants_compaction() -> bool:
    """Return whether it is time: once a night when something is hidden or lies in many files, sooner when that slows readings down."""
    state = health()
    if state.damage or (state.hidden == 0 and state.files < _SOME_FILES):
        return False
    return state.files > _MANY_FILES or state.hidden > _MANY_HIDDEN or table_age_s() > _A_NIGHT_S


def _counts_with_lake(
    query: CountQuery, pending: pa.Table | None, pending_keys: Collection[int], since: int | None, using: str | None
) -> list[CountRow]:
    for attempt in range(_TRIES):
        # Tombstones before the table: compaction moves the table first and deletes them afterwards.
        hidden = books.tombstones() | dict.fromkeys(pending_keys, _UNSEEN)
        place = location()
        table = books.sound_table()
        if since is not None and table is not None and table.batch > since:
            raise LakeMoved("Something was published meanwhile.")
        files = table.files if table is not None else ()
        try:
            return run(engine(using), query, files=files, hidden=hidden, pending=pending)
        except Exception:  # each engine has its own error for a file that is gone
            # The table may have been replaced, and its files removed, while they were read.
            if place == location() or attempt == _TRIES - 1:
                raise
    raise AssertionError
