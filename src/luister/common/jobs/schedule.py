"""Recurring jobs. `ScheduledJob` rows decide which of several workers runs a job when it is due."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q

from luister.common.clock import now
from luister.common.jobs.leases import living
from luister.common.models import ScheduledJob

log = logging.getLogger(__name__)
CLOCK_SKEW = timedelta(minutes=1)


@dataclass(frozen=True)
class Recurring:
    """A job that comes round."""

    name: str
    every: timedelta
    run: Callable[[], object]


RECURRING: dict[str, Recurring] = {}


def recurring(*, every: timedelta, name: str) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Register the decorated function of a `tasks.py` to be run by the worker `every` so often, by one worker at a time.

    It should be quick: what takes minutes enqueues a task of the queue `slow`. After an error it simply comes round again.

    Raises
    ------
    ValueError
        If another function has this name, or `every` is not positive.
    """
    if every <= timedelta(0):
        raise ValueError(f"every={every} for the recurring job {name!r}; accepted: a positive time.")

    def register(run: Callable[[], object]) -> Callable[[], object]:
        known = RECURRING.get(name)
        if known is not None and (known.run.__module__, known.run.__qualname__) != (run.__module__, run.__qualname__):
            raise ValueError(f"Two recurring jobs are named {name!r}: {known.run.__module__} and {run.__module__}.")
        RECURRING[name] = Recurring(name, every, run)
        return run

    return register


def claim_due(*, worker: str, jobs: Iterable[Recurring] | None = None) -> list[Recurring]:
    """Return the jobs that are due and that this worker has won. Each must then be given to `run_claimed`."""
    wanted = {job.name: job for job in (RECURRING.values() if jobs is None else jobs)}
    known = set(ScheduledJob.objects.filter(name__in=wanted).values_list("name", flat=True))
    moment = now()
    ScheduledJob.objects.bulk_create([ScheduledJob(name=name, next_at=moment) for name in wanted.keys() - known], ignore_conflicts=True)
    alive = living()
    due = ScheduledJob.objects.filter(name__in=wanted).filter(_is_free(alive))
    return [
        wanted[row.name]
        for row in due
        if _is_due(row.next_at, moment, wanted[row.name].every) and _claim(row, worker=worker, moment=moment, every=wanted[row.name].every)
    ]


def run_claimed(job: Recurring) -> bool:
    """Run a claimed job, note how it ended, and return whether it went well. An error is logged, not raised."""
    error = ""
    try:
        job.run()
    except Exception as problem:
        log.exception("The recurring job %s failed", job.name)
        error = f"{type(problem).__name__}: {problem}"[:500]
    ScheduledJob.objects.filter(name=job.name).update(finished_at=now(), last_error=error)
    return not error


def run_due(*, worker: str = "inline") -> int:
    """Run all that is due, one after another, and return how many ran."""
    return len([run_claimed(job) for job in claim_due(worker=worker)])


def _is_free(alive: set[str]) -> Q:
    """Nobody runs it: never started, finished since, or started by a worker that is gone."""
    return Q(started_at__isnull=True) | Q(finished_at__gte=F("started_at")) | ~Q(worker__in=alive)


def _is_due(next_at: datetime, moment: datetime, every: timedelta) -> bool:
    # Later than `every` from now was written by a clock that has since been put back; waiting for it could take a year.
    return next_at <= moment or next_at > moment + every + CLOCK_SKEW


def _claim(row: ScheduledJob, *, worker: str, moment: datetime, every: timedelta) -> bool:
    won = ScheduledJob.objects.filter(pk=row.pk, next_at=row.next_at, started_at=row.started_at)
    return bool(won.update(next_at=moment + every, started_at=moment, finished_at=None, worker=worker))
