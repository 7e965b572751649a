"""What comes round in every installation: mail goes out, lost work is given back, old rows are thrown away."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.sessions.backends.db import SessionStore
from django_tasks_db.models import DBTaskResult

from luister.common import mail
from luister.common.clock import now
from luister.common.jobs.leases import give_back_lost_tasks
from luister.common.jobs.schedule import recurring
from luister.common.models import Mail, Worker

KEEP_MAIL = timedelta(days=30)
KEEP_DONE_TASKS = timedelta(days=7)
KEEP_FAILED_TASKS = timedelta(days=30)
KEEP_SILENT_WORKERS = timedelta(days=1)


@recurring(every=timedelta(seconds=3), name="send mail")
def send_mail() -> None:
    """Send what is due."""
    mail.send_due()


@recurring(every=timedelta(seconds=15), name="give back lost tasks")
def give_back() -> None:
    """Give the tasks of silent workers back to the queue."""
    give_back_lost_tasks()


@recurring(every=timedelta(hours=6), name="throw away old rows")
def prune() -> None:
    """Delete old mail, tasks that ended, workers that were never heard of again, and sessions that ran out."""
    moment = now()
    Mail.objects.exclude(state=Mail.State.WAITING).filter(created_at__lt=moment - KEEP_MAIL).delete()
    DBTaskResult.objects.successful().filter(finished_at__lt=moment - KEEP_DONE_TASKS).delete()
    DBTaskResult.objects.failed().filter(finished_at__lt=moment - KEEP_FAILED_TASKS).delete()
    Worker.objects.filter(seen_at__lt=moment - KEEP_SILENT_WORKERS).delete()
    SessionStore.clear_expired()
