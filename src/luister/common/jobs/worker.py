"""The worker process: one thread for each queue, one for the clock, and one that says it is alive."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread

from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, connections
from django.utils.module_loading import autodiscover_modules

from luister.common.jobs import leases, schedule
from luister.common.jobs.tasks import run_one

log = logging.getLogger(__name__)

POLL_S = 0.5
PAUSE_AFTER_ERROR_S = 2.0
RECURRING_AT_ONCE = 4


def run_worker(stop: Event) -> None:
    """Run tasks and recurring jobs until `stop` is set; what is running then is finished first.

    A database that goes away is waited for. Any other error outside a task ends the worker, so that its supervisor starts it anew.

    Raises
    ------
    RuntimeError
        If a part of the worker broke; the log has the traceback.
    """
    autodiscover_modules("tasks")
    name = leases.enter()
    broken = Event()
    parts: dict[str, Callable[[], None]] = {
        "beat": lambda: _repeat(stop, lambda: leases.beat(name), every=leases.BEAT_S),
        "clock": lambda: _mind_the_clock(stop, name),
    }
    for queue in settings.TASKS["default"]["QUEUES"]:
        parts[f"queue {queue}"] = lambda queue=queue: _work(stop, name, queue)  # type: ignore[misc]
    threads = [Thread(target=_guard, args=(part, stop, broken), name=title) for title, part in parts.items()]
    for thread in threads:
        thread.start()
    log.info("The worker %s runs.", name)
    stop.wait()
    for thread in threads:
        thread.join()
    leases.leave(name)
    connections.close_all()
    log.info("The worker %s stopped.", name)
    if broken.is_set():
        raise RuntimeError("A part of the worker broke; the log says which.")


def _guard(part: Callable[[], None], stop: Event, broken: Event) -> None:
    try:
        part()
    except Exception:
        log.exception("A part of the worker broke")
        broken.set()
        stop.set()
    finally:
        connections.close_all()


def _repeat(stop: Event, act: Callable[[], object], *, every: float) -> None:
    """Act until stopped, pausing for `every` seconds; a database that is away costs a pause and a log line."""
    while not stop.is_set():
        close_old_connections()
        try:
            pause = 0.0 if act() is True else every
        except (DatabaseError, InterfaceError) as error:
            log.warning("The database can't be used now: %s", error)
            connections.close_all()
            pause = PAUSE_AFTER_ERROR_S
        stop.wait(pause)


def _work(stop: Event, name: str, queue: str) -> None:
    _repeat(stop, lambda: run_one(worker=name, queues=[queue]), every=POLL_S)


def _mind_the_clock(stop: Event, name: str) -> None:
    # A pool, so that a mail server which does not answer holds up only the mail.
    with ThreadPoolExecutor(RECURRING_AT_ONCE, thread_name_prefix="recurring") as pool:

        def start_due() -> None:
            for job in schedule.claim_due(worker=name):
                pool.submit(_run_in_pool, job)

        _repeat(stop, start_due, every=POLL_S)


def _run_in_pool(job: schedule.Recurring) -> None:
    try:
        schedule.run_claimed(job)
    except Exception:
        log.exception("How the recurring job %s ended could not be noted", job.name)
    finally:
        connections.close_all()
