"""The job of an import that was started on a page."""

from __future__ import annotations

from django_tasks import task

from luister.exchange.files.run import file_of, run_import
from luister.feedback.models import ImportBatch
from luister.organisation.rules import Actor


@task(queue_name="slow")
def import_file(batch_id: int) -> str:
    """Run an import with the rights of whoever started it, as they are now, and return its state. May run again without harm."""
    batch = ImportBatch.objects.select_related("created_by", "survey").filter(pk=batch_id).first()
    if batch is None or batch.created_by is None:
        return ""
    done = run_import(batch=batch, by=Actor.person(batch.created_by))
    if done.state == "done":
        file_of(done).unlink(missing_ok=True)
    return done.state
