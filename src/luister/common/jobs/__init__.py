"""Background work: tasks in the database, recurring jobs, and the worker that runs both.

A task is a `django_tasks.task` function of a room's `tasks.py`; `task.enqueue(...)` inside the transaction of its cause commits or
vanishes with it. Tasks run at least once: a worker that dies leaves its task to another, and a task that fails is tried again, so
each must be idempotent. Long ones belong to the queue `slow`, so that nobody's case waits behind an import.
"""

from luister.common.jobs.leases import worker_last_seen
from luister.common.jobs.schedule import recurring, run_due
from luister.common.jobs.tasks import run_ready
from luister.common.jobs.worker import run_worker

__all__ = ["recurring", "run_due", "run_ready", "run_worker", "worker_last_seen"]
