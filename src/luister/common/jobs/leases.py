"""Who is alive, and what happens to the work of those who are not.

Each worker says every few seconds that it lives. Work of a worker that has been silent for longer than `LEASE` is given back:
a killed process leaves its task RUNNING, and nobody else would ever look at it.
"""

from __future__ import annotations

import os
import socket
from datetime import datetime, timedelta

from django_tasks_db.models import DBTaskResult

from luister.common.clock import now
from luister.common.ids import new_token
from luister.common.jobs.tasks import MAX_ATTEMPTS
from luister.common.models import Worker

BEAT_S = 10.0
LEASE = timedelta(seconds=60)


def enter() -> str:
    """Write this process into the list of workers and return its name.

    Workers of this machine whose process is gone are struck off, so that what a killed one left is taken up at once.
    """
    name = f"{socket.gethostname()[:40]}:{os.getpid()}:{new_token()[:6]}"
    for other in Worker.objects.filter(name__startswith=f"{socket.gethostname()[:40]}:"):
        if not _is_running(int(other.name.split(":")[1])):
            other.delete()
    Worker.objects.create(name=name, started_at=now(), seen_at=now())
    return name


def beat(name: str) -> None:
    """Say that the worker lives. One that was struck off by mistake (its machine slept) is written in again."""
    Worker.objects.update_or_create(name=name, defaults={"seen_at": now()}, create_defaults={"started_at": now(), "seen_at": now()})


def leave(name: str) -> None:
    """Strike the worker off: it stopped in good order."""
    Worker.objects.filter(name=name).delete()


def living() -> set[str]:
    """Return the names of the workers heard of within the lease."""
    return set(Worker.objects.filter(seen_at__gt=now() - LEASE).values_list("name", flat=True))


def worker_last_seen() -> datetime | None:
    """Return when a worker last spoke, or None if none ever did or the last one stopped in good order."""
    return Worker.objects.order_by("-seen_at").values_list("seen_at", flat=True).first()


def give_back_lost_tasks() -> int:
    """Return the tasks of silent workers to the queue; the number of them is returned.

    A task that took `MAX_ATTEMPTS` workers down with it is marked as failed instead.
    """
    alive = living()
    found = 0
    for task in DBTaskResult.objects.running():
        if task.worker_ids and task.worker_ids[-1] in alive:
            continue
        # The condition on `started_at` lets only one of several reapers win, and spares a task that was taken again meanwhile.
        row = DBTaskResult.objects.running().filter(pk=task.pk, started_at=task.started_at)
        if len(task.worker_ids) < MAX_ATTEMPTS:
            found += row.update(status="READY")
        else:
            row.update(status="FAILED", finished_at=now(), traceback=f"{len(task.worker_ids)} workers ended while they ran it.")
    return found


def _is_running(pid: int) -> bool:
    if pid == os.getpid():
        return False  # an earlier process with our number, such as the first one of a container
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
