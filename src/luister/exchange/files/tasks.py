"""The jobs of an import on a page: check, run, undo."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django_tasks import task

from luister.exchange.files.mapping_file import parse_mapping
from luister.exchange.files.problems import FileRefused, ImportCancelled, MappingWrong, say
from luister.exchange.files.report import refusal_data
from luister.exchange.files.run import file_of, run_import, try_import
from luister.feedback.enums import BatchState
from luister.feedback.models import ImportBatch
from luister.feedback.services import undo_batch
from luister.organisation.models import User
from luister.organisation.rules import Actor


@task(queue_name="slow")
def import_file(batch_id: int) -> str:
    """Run an import with the rights of whoever started it, as they are now, and return its state. May run again without harm."""
    batch = ImportBatch.objects.select_related("created_by", "survey").filter(pk=batch_id).first()
    # Running: a worker died over it. Failed or undone: somebody stopped it while it waited.
    if batch is None or batch.created_by is None or batch.state not in (BatchState.WAITING, BatchState.RUNNING):
        return ""
    done = run_import(batch=batch, by=Actor.person(batch.created_by))
    if done.state == BatchState.DONE:
        file_of(done).unlink(missing_ok=True)
    return done.state


@task(queue_name="slow")
def check_file(batch_id: int) -> int:
    """Read the whole file of a draft, store nothing, and leave what was found in the draft's report. Return the rows with errors."""
    batch = ImportBatch.objects.select_related("created_by").filter(pk=batch_id, state=BatchState.WAITING, report__stage="checking").first()
    if batch is None or batch.created_by is None:
        return 0
    mine = ImportBatch.objects.filter(pk=batch_id, state=BatchState.WAITING, report__stage="checking")

    def tell(_stage: str, done: int, total: int | None) -> None:
        if not mine.update(rows_read=done, rows_total=total):
            raise ImportCancelled

    try:
        report = try_import(path=file_of(batch), mapping=batch.mapping["yaml"], by=Actor.person(batch.created_by), progress=tell)
    except ImportCancelled:
        return 0
    except (FileRefused, MappingWrong, PermissionDenied) as refused:
        error = refused.about(batch.file_name) if isinstance(refused, FileRefused) else refused
        mine.update(report={"stage": "checked", "check": refusal_data(say("%(reason)s", reason=error))})
        return 0
    found = report.to_data(parse_mapping(batch.mapping["yaml"])[0])
    mine.update(report={"stage": "checked", "check": {**found, "added": report.added, "known": report.known}})
    return report.errors


@task(queue_name="slow")
def undo_file(batch_id: int, user_id: int) -> int:
    """Take back what an import stored, with the rights of who asked, and return how many responses this run removed."""
    batch = ImportBatch.objects.filter(pk=batch_id).first()
    person = User.objects.filter(pk=user_id).first()
    if batch is None or person is None:
        return 0
    try:
        removed = undo_batch(batch=batch, by=Actor.person(person))
    except PermissionDenied as error:
        report = {key: value for key, value in batch.report.items() if key != "stage"}
        ImportBatch.objects.filter(pk=batch_id).update(report=report | {"undo_refused": str(error)})
        return 0
    report = {key: value for key, value in batch.report.items() if key != "stage"}
    ImportBatch.objects.filter(pk=batch_id).update(report=report)
    if batch.stored_file:
        file_of(batch).unlink(missing_ok=True)
    return removed
