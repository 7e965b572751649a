"""The lake's books in SQL, compared with the table on disk."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice

from django.db import transaction
from django.db.models import Max

from luister.common.clock import now
from luister.lake.models import Outbox, PublishBatch, Tombstone
from luister.lake.rows import LakeDamaged
from luister.lake.table import Snapshot, open_table

FOREVER = 2**62
"""Above every batch number: what is erased stays hidden."""

_CHUNK = 5000


def latest_batch() -> int:
    """Return the number of the batch that was fixed last; 0 for none."""
    return PublishBatch.objects.aggregate(latest=Max("pk"))["latest"] or 0


def finished_batch() -> int:
    """Return the number of the batch that was finished last; 0 for none."""
    return PublishBatch.objects.filter(finished_at__isnull=False).aggregate(latest=Max("pk"))["latest"] or 0


def sound_table() -> Snapshot | None:
    """Open the table and compare it with the books; None while nothing was ever published.

    Raises
    ------
    LakeDamaged
        If the table is torn, or holds less or other than SQL says was published: commits that were lost, a lake folder that was
        removed, a database that was restored without it.
    """
    # In this order: a batch may be published between the readings, and the table may then only be ahead of the first, not behind.
    finished = finished_batch()
    table = open_table()
    published = table.batch if table is not None else 0
    if published < finished:
        raise LakeDamaged(f"The lake holds batch {published}, SQL says {finished} was published. `luister lake rebuild` makes it anew.")
    if published > finished and published > latest_batch():
        raise LakeDamaged(f"The lake holds batch {published}, of which SQL knows nothing. `luister lake rebuild` makes it anew.")
    return table


@transaction.atomic
def fix_batch(*, size: int) -> PublishBatch | None:
    """Return the batch that a killed worker left unfinished, or fix a new one of at most `size` outbox rows; None when nothing waits."""
    unfinished = PublishBatch.objects.filter(finished_at__isnull=True).order_by("pk").first()
    if unfinished is not None:
        return unfinished
    waiting = list(Outbox.objects.filter(batch__isnull=True).order_by("pk").values_list("pk", flat=True)[:size])
    if not waiting:
        return None
    batch = PublishBatch.objects.create(started_at=now())
    Outbox.objects.filter(batch__isnull=True, pk__lte=waiting[-1]).update(batch=batch.pk)
    return batch


@transaction.atomic
def finish_batch(batch: PublishBatch, *, changed: Collection[int]) -> None:
    """Hide the older rows of `changed` responses, delete the batch's outbox rows and mark it finished."""
    hide_below(changed, below=batch.pk)
    Outbox.objects.filter(batch=batch.pk).delete()
    batch.finished_at = now()
    batch.save(update_fields=["finished_at"])


def hide_below(response_keys: Collection[int], *, below: int) -> None:
    """Hide rows of these responses with a version under `below`. What is hidden further stays so."""
    for keys in _cut(response_keys):
        Tombstone.objects.filter(response_key__in=keys, below__lt=below).update(below=below)
        Tombstone.objects.bulk_create([Tombstone(response_key=key, below=below) for key in keys], ignore_conflicts=True)


def tombstones() -> dict[int, int]:
    """Return for each response with hidden rows the version below which they are hidden."""
    return dict(Tombstone.objects.values_list("response_key", "below"))


def forget_tombstones(satisfied: dict[int, int]) -> None:
    """Delete tombstones whose rows are gone; one that has been raised since it was read stays."""
    for keys in _cut(satisfied):
        for below in {satisfied[key] for key in keys}:
            Tombstone.objects.filter(response_key__in=[key for key in keys if satisfied[key] == below], below=below).delete()


def _cut(keys: Collection[int]) -> Iterator[list[int]]:
    stream = iter(sorted(keys))
    while part := list(islice(stream, _CHUNK)):
        yield part
