"""Writes: what waits, publishing, hiding, rebuilding and compacting. All but `remember_changed` and `hide` need the writer's lock."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import TypeAlias

import pyarrow as pa
from django.db import transaction

from luister.common.clock import now
from luister.lake import books, table
from luister.lake.counting import shown
from luister.lake.engines import duckdb
from luister.lake.models import Outbox, PublishBatch
from luister.lake.rows import LakeRow, Published
from luister.lake.schema import arrow_schema, chunks, joined, to_table

RowsFor: TypeAlias = Callable[[Collection[int]], Iterable[LakeRow]]
Progress: TypeAlias = Callable[[int], None]

RESPONSES_IN_A_BATCH = 5000
_MADE_AT_ONCE = 100_000
_MOVED_AT_ONCE = 500_000


def remember_changed(response_keys: Iterable[int]) -> None:
    """Note that these responses are new, changed or gone; call it in the transaction of the change."""
    at = now()
    Outbox.objects.bulk_create([Outbox(response_key=key, at=at) for key in response_keys], batch_size=5000)


@transaction.atomic
def hide(response_keys: Collection[int]) -> None:
    """Hide every row of these responses at once and for ever; call it in the transaction of the erasure."""
    books.hide_below(response_keys, below=books.FOREVER)


def publish_pending(rows_for: RowsFor, *, size: int = RESPONSES_IN_A_BATCH, wait: float = 30.0) -> Published:
    """Move what waits in the outbox into the lake, batch by batch, until nothing waits.

    A batch is fixed in SQL, then committed to the table under its number, then finished in SQL. A worker may be killed between any
    two steps: the next call takes the same batch up, and adds nothing that the table already holds.

    Parameters
    ----------
    rows_for : callable
        Gives the present rows of the responses with these keys. A response without rows (deleted, a test) disappears from figures.
    size : int
        Outbox rows in a batch, which bounds memory.
    wait : float
        Seconds to wait for another writer.

    Raises
    ------
    LakeBusy
        If another process writes for longer than that.
    LakeDamaged
        If the lake must be rebuilt first.
    """
    if not Outbox.objects.exists() and not PublishBatch.objects.filter(finished_at__isnull=True).exists():
        return Published()
    done = Published()
    with table.writer(wait=wait):
        while (batch := books.fix_batch(size=size)) is not None:
            keys = set(Outbox.objects.filter(batch=batch.pk).values_list("response_key", flat=True))
            rows = _commit(batch, keys, rows_for)
            books.finish_batch(batch, changed=_published_before(batch, keys))
            done = Published(done.batches + 1, done.responses + len(keys), done.rows + rows)
    return done


def rebuild(rows: Iterable[LakeRow], *, progress: Progress | None = None, wait: float = 30.0) -> int:
    """Make the lake anew from all rows of SQL, and return how many there were.

    What waits in the outbox stays there and is published once more later, which changes no figure. `progress` is told the number of
    rows done. Raises LakeBusy as `publish_pending` does.
    """
    with table.writer(wait=wait):
        hidden = books.tombstones()
        count = _Counter(progress)
        # Version 0 is older than whatever is published later.
        tables = (count.of(to_table(chunk, version=0)) for chunk in chunks(rows, size=_MADE_AT_ONCE))
        table.replace(tables, batch=books.finished_batch())
        books.forget_tombstones(hidden)
    return count.rows


def compact(*, progress: Progress | None = None, wait: float = 30.0) -> int:
    """Write the lake anew without hidden rows and in few files, and return how many rows it has.

    Erased rows are then gone from the data and from the log, since both are new; their tombstones are deleted. Raises LakeBusy and
    LakeDamaged as `publish_pending` does.
    """
    with table.writer(wait=wait):
        found = books.sound_table()
        if found is None:
            return 0
        hidden = books.tombstones()
        count = _Counter(progress)
        table.replace((count.of(rows) for rows in _shown(found.files, hidden)), batch=found.batch)
        books.forget_tombstones(hidden)
        PublishBatch.objects.filter(finished_at__isnull=False, pk__lt=books.finished_batch()).delete()
    return count.rows


def _commit(batch: PublishBatch, keys: Collection[int], rows_for: RowsFor) -> int:
    """Append the batch's rows, unless a run that was killed afterwards did so already."""
    found = books.sound_table()
    if found is not None and found.batch >= batch.pk:
        return 0
    rows = joined([to_table(chunk, version=batch.pk) for chunk in chunks(rows_for(keys))])
    table.append(rows, batch=batch.pk)
    return int(rows.num_rows)


def _published_before(batch: PublishBatch, keys: Collection[int]) -> set[int]:
    """Return which of these responses have rows from before this batch."""
    found = books.sound_table()
    if found is None or not found.files:
        return set()
    with duckdb.connect() as backend:
        rows = duckdb.stored(backend, found.files)
        wanted = duckdb.local(backend, pa.table({"wanted": pa.array(keys, pa.int64())}))
        older = rows.filter(rows.version < batch.pk).semi_join(wanted, rows.response_key == wanted.wanted)
        return set(duckdb.fetch(backend, older[["response_key"]].distinct())["response_key"].to_pylist())


def _shown(files: Sequence[str], hidden: dict[int, int]) -> Iterator[pa.Table]:
    if not files:
        return
    with duckdb.connect() as backend:
        rows = shown(duckdb, backend, files, hidden)
        attributes = [name.removeprefix("a_") for name in rows.columns if name.startswith("a_")]
        schema = arrow_schema(attributes)
        for batch in duckdb.stream(backend, rows.select(*schema.names), size=_MOVED_AT_ONCE):
            yield pa.Table.from_batches([batch]).cast(schema)


class _Counter:
    """Counts rows on their way."""

    def __init__(self, progress: Progress | None) -> None:
        self.rows = 0
        self._progress = progress

    def of(self, rows: pa.Table) -> pa.Table:
        self.rows += rows.num_rows
        if self._progress is not None:
            self._progress(self.rows)
        return rows
