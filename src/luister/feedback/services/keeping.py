"""What an import leaves behind: its file, and cells that a row error repeats. Neither is kept longer than somebody may need it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from luister.common.clock import now
from luister.common.options import options
from luister.customers.models import Customer
from luister.feedback.enums import BatchState
from luister.feedback.models import ImportBatch

KEEP_FILES = timedelta(days=7)
KEEP_CELLS = timedelta(days=30)
_BLANK = "..."
# A report without a stage must pass too, and in SQL "not equal" is not true of what is not there.
_NOT_QUEUED = Q(report__stage__isnull=True) | ~Q(report__stage="queued")
_SHORTEST = 3
"""A shorter word stands in too many cells to say that a cell is somebody's."""

Error = dict[str, Any]


def forget_old_imports() -> int:
    """Delete files that nobody imported for a week, and blank the cells in row errors after a month; return how many changed.

    A draft goes with its file. Of an import that failed, rows, columns and reasons of the errors stay.
    """
    moment = now()
    ended = ImportBatch.objects.exclude(state=BatchState.RUNNING).filter(_NOT_QUEUED)
    files = ended.exclude(stored_file="").filter(created_at__lt=moment - KEEP_FILES)
    reports = ended.filter(created_at__lt=moment - KEEP_CELLS)
    return sum(map(_delete_file, files)) + sum(_blank_cells(batch, lambda _error: True) for batch in reports.iterator())


def forget_in_imports(*, customer: Customer) -> int:
    """Blank the cells of row errors that name `customer`, and return how many imports changed."""
    names = {part.casefold() for part in (customer.key, customer.email, customer.phone, customer.name) if len(part) >= _SHORTEST}
    return sum(_blank_cells(batch, lambda error: _names_one(error, names)) for batch in ImportBatch.objects.exclude(report={}))


def _delete_file(batch: ImportBatch) -> bool:
    mine = ImportBatch.objects.filter(_NOT_QUEUED, pk=batch.pk, state=batch.state)
    gone = bool(mine.delete()[0]) if batch.state == BatchState.WAITING else bool(mine.update(stored_file=""))
    if gone:
        (options().files / batch.stored_file).unlink(missing_ok=True)
    return gone


def _names_one(error: Error, names: Collection[str]) -> bool:
    said = " ".join(map(str, error["params"].values())).casefold()
    return any(name in said for name in names)


@transaction.atomic
def _blank_cells(batch: ImportBatch, is_meant: Callable[[Error], bool]) -> bool:
    """Put an ellipsis in place of what the cells held. The row is read again: a worker may be writing its report."""
    stored = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    report = {**stored.report, **_blanked(stored.report, is_meant)}
    if "check" in report:
        report["check"] = {**report["check"], **_blanked(report["check"], is_meant)}
    if report == stored.report:
        return False
    stored.report = report
    stored.save(update_fields=["report"])
    return True


def _blanked(report: Mapping[str, Any], is_meant: Callable[[Error], bool]) -> dict[str, Any]:
    if "errors" not in report:
        return {}
    return {
        "errors": [
            {**error, "params": dict.fromkeys(error["params"], _BLANK)} if error["params"] and is_meant(error) else error
            for error in report["errors"]
        ]
    }
