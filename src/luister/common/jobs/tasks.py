"""Runs tasks out of the database, and tries those that fail again, later and later."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from luister.common.clock import now

BACKOFF_S = (10, 60, 300, 1800)
"""Pause after the first, second ... failure."""
MAX_ATTEMPTS = len(BACKOFF_S) + 1


def run_one(*, worker: str, queues: list[str]) -> bool:
    """Run the next ready task of `queues` ("*" for all) and return whether there was one."""
    ready = DBTaskResult.objects.ready()
    if "*" not in queues:
        ready = ready.filter(queue_name__in=queues)
    # Looking first is a read; claiming takes the write lock of the whole file on SQLite, twice a second for nothing.
    if not ready.exists():
        return False
    with exclusive_transaction(ready.db):
        row = ready.get_locked()
        if row is None:
            return False
        row.claim(worker)
    _runner(worker, queues).run_task(row)
    _put_back_if_failed(row)
    return True


def _runner(worker: str, queues: list[str]) -> Worker:
    return Worker(
        queue_names=queues,
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=1,
        worker_id=worker,
        excluded_queue_names=[],
    )


def _put_back_if_failed(row: DBTaskResult[Any, Any]) -> None:
    attempts = len(row.worker_ids)
    if row.status == "FAILED" and attempts < MAX_ATTEMPTS:
        # Jitter, so that tasks which failed together do not come back together.
        pause = timedelta(seconds=BACKOFF_S[attempts - 1] * random.uniform(0.8, 1.2))  # noqa: S311 - no secret
        DBTaskResult.objects.failed().filter(pk=row.pk).update(status="READY", run_after=now() + pause)


def run_ready(*, worker: str = "inline") -> int:
    """Run all ready tasks, also those that they enqueue, and return how many ran. For commands that wait for the result."""
    done = 0
    while run_one(worker=worker, queues=["*"]):
        done += 1
    return done
