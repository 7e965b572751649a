"""An import on its way through the page: uploaded, mapped, checked, started, undone."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from luister.common.clock import now
from luister.common.ids import new_token
from luister.common.options import options
from luister.exchange.files.mapping_file import parse_mapping
from luister.exchange.files.places import top_unit
from luister.exchange.files.problems import FileRefused, MappingWrong
from luister.exchange.files.run import digest_of, file_of
from luister.exchange.files.tasks import check_file, import_file, undo_file
from luister.exchange.files.unpack import kind_of
from luister.feedback.enums import BatchState
from luister.feedback.models import ImportBatch
from luister.organisation.enums import Permission
from luister.organisation.queries import scope_of
from luister.organisation.services import record_event

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.db.models import QuerySet

    from luister.organisation.rules import Actor

_KEPT = timedelta(days=7)
# A report without a stage must pass too, and in SQL "not equal" is not true of what is not there.
_NOT_QUEUED = Q(report__stage__isnull=True) | ~Q(report__stage="queued")
_NOT_UNDOING = Q(report__stage__isnull=True) | ~Q(report__stage="undoing")


class Stage(StrEnum):
    """Where an import that has not begun to store is; kept in the report of the batch."""

    DRAFT = "draft"
    CHECKING = "checking"
    CHECKED = "checked"
    QUEUED = "queued"


def stage_of(batch: ImportBatch) -> str:
    """Return the stage of an import that waits, "undoing" while one is taken back, else ""."""
    return str(batch.report.get("stage", ""))


def imports_visible(by: Actor) -> QuerySet[ImportBatch]:
    """Return the imports that `by` may see: all with the right to import everywhere, else their own."""
    scope = scope_of(by, Permission.IMPORT)
    found = ImportBatch.objects.select_related("survey")
    if scope.everything:
        return found
    return found.filter(created_by=by.user) if scope and by.user else found.none()


def draft_import(*, upload: UploadedFile, mapping: str, by: Actor) -> ImportBatch:
    """Keep an uploaded file under a random name and return its import, which waits to be started.

    Raises
    ------
    FileRefused
        If it is none of the files that can be read; nothing is kept then.
    """
    top_unit(by)
    _forget_old_drafts()
    folder = options().files / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / new_token()
    with path.open("wb") as target:
        for chunk in upload.chunks():
            target.write(chunk)
    try:
        kind_of(path)
        return ImportBatch.objects.create(
            file_name=str(upload.name)[:255], digest=digest_of(path), mapping_name=_name_of(mapping), mapping={"yaml": mapping},
            stored_file=f"imports/{path.name}", created_by=by.user, created_by_label=by.label[:200], created_at=now(),
            report={"stage": Stage.DRAFT},
        )  # fmt: skip
    except FileRefused as error:
        path.unlink(missing_ok=True)
        raise error.about(str(upload.name)) from None
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def change_mapping(*, batch: ImportBatch, mapping: str, by: Actor) -> ImportBatch:
    """Give an import that was not started another mapping; what an earlier check said is forgotten."""
    top_unit(by)
    ImportBatch.objects.filter(_NOT_QUEUED, pk=batch.pk, state=BatchState.WAITING).update(
        mapping={"yaml": mapping}, mapping_name=_name_of(mapping), report={"stage": Stage.DRAFT}
    )
    batch.refresh_from_db()
    return batch


def queue_check(*, batch: ImportBatch, by: Actor) -> bool:
    """Let the worker read the whole file and store nothing (dry run). False when the import was started meanwhile."""
    top_unit(by)
    with transaction.atomic():
        won = ImportBatch.objects.filter(_NOT_QUEUED, pk=batch.pk, state=BatchState.WAITING).update(
            report={"stage": Stage.CHECKING}, rows_read=0, rows_total=None
        )
        if won:
            check_file.enqueue(batch.pk)
    batch.refresh_from_db()
    return bool(won)


def queue_import(*, batch: ImportBatch, by: Actor) -> bool:
    """Let the worker run the import, also one that failed or was stopped. Of two clicks, one starts it."""
    unit = top_unit(by)
    with transaction.atomic():
        ready = ImportBatch.objects.filter(_NOT_QUEUED, pk=batch.pk, state__in=[BatchState.WAITING, BatchState.FAILED])
        won = ready.exclude(stored_file="").update(
            state=BatchState.WAITING, report={"stage": Stage.QUEUED}, rows_read=0, rows_total=None, finished_at=None
        )
        if won:
            record_event(by=by, action="import.started", subject=batch, unit=unit)
            import_file.enqueue(batch.pk)
    batch.refresh_from_db()
    return bool(won)


def queue_undo(*, batch: ImportBatch, by: Actor) -> bool:
    """Let the worker take all responses of the import back."""
    top_unit(by)
    with transaction.atomic():
        ready = ImportBatch.objects.filter(_NOT_UNDOING, pk=batch.pk, state__in=[BatchState.DONE, BatchState.FAILED])
        found = ready.first()
        won = found is not None and by.user is not None
        if found is not None and by.user is not None:
            ready.update(report={**found.report, "stage": "undoing"})
            undo_file.enqueue(batch.pk, by.user.pk)
    batch.refresh_from_db()
    return won


def _name_of(mapping: str) -> str:
    try:
        return parse_mapping(mapping)[0].name
    except MappingWrong:
        return ""


def _forget_old_drafts() -> None:
    """Files that nobody imported hold personal data for no purpose."""
    old = ImportBatch.objects.filter(_NOT_QUEUED, state=BatchState.WAITING, created_at__lt=now() - _KEPT)
    for batch in old.exclude(stored_file=""):
        file_of(batch).unlink(missing_ok=True)
        batch.delete()
