from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from threading import Event as Flag
from threading import Thread

import pytest
from django.db import transaction
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from luister.common.clock import now
from luister.common.jobs import leases, run_ready, run_worker, worker_last_seen
from luister.common.jobs.schedule import RECURRING, Recurring, claim_due, recurring, run_claimed
from luister.common.jobs.tasks import BACKOFF_S, MAX_ATTEMPTS, run_one
from luister.common.models import ScheduledJob, Worker
from luister.common.tasks import prune

done: list[str] = []


@task
def write_down(word: str) -> None:
    done.append(word)


@task(queue_name="slow")
def stumble() -> None:
    raise ValueError("The file is gone.")


@pytest.fixture(autouse=True)
def _nothing_done():
    done.clear()


@pytest.mark.django_db(transaction=True)
def test_a_job_row_vanishes_with_the_transaction_of_its_cause():
    with transaction.atomic():
        write_down.enqueue("never")
        transaction.set_rollback(True)

    assert DBTaskResult.objects.count() == 0

    with transaction.atomic():
        write_down.enqueue("kept")

    assert DBTaskResult.objects.get().status == "READY"


def test_ready_jobs_run_once(db: None):
    write_down.enqueue("one")
    write_down.enqueue("two")

    assert (run_ready(), run_ready()) == (2, 0)
    assert done == ["one", "two"]


def test_a_worker_of_one_queue_leaves_the_others_alone(db: None):
    write_down.enqueue("one")

    assert not run_one(worker="w", queues=["slow"])
    assert run_one(worker="w", queues=["default", "lake"])


def test_a_job_that_fails_comes_back_later_and_at_last_stays_failed(db: None):
    stumble.enqueue()

    for attempt in range(1, MAX_ATTEMPTS):
        assert run_ready() == 1
        row = DBTaskResult.objects.get()
        pause = (row.run_after - now()).total_seconds()
        assert (row.status, len(row.worker_ids)) == ("READY", attempt)
        assert BACKOFF_S[attempt - 1] * 0.7 < pause < BACKOFF_S[attempt - 1] * 1.3
        assert run_ready() == 0
        DBTaskResult.objects.update(run_after=now())

    assert run_ready() == 1
    assert DBTaskResult.objects.get().status == "FAILED"
    assert "The file is gone." in DBTaskResult.objects.get().traceback


def test_the_job_of_a_killed_worker_goes_to_another(db: None):
    write_down.enqueue("later")
    Worker.objects.create(name="gone", started_at=now(), seen_at=now() - leases.LEASE)
    DBTaskResult.objects.get().claim("gone")

    assert run_ready() == 0
    assert leases.give_back_lost_tasks() == 1
    assert run_ready() == 1
    assert done == ["later"]


def test_the_job_of_a_living_worker_is_left_to_it_however_long_it_takes(db: None):
    write_down.enqueue("long")
    leases.beat("alive")
    DBTaskResult.objects.get().claim("alive")
    DBTaskResult.objects.update(started_at=now() - timedelta(hours=5))

    assert leases.give_back_lost_tasks() == 0


def test_a_job_that_takes_every_worker_down_is_given_up(db: None):
    write_down.enqueue("poison")
    for number in range(MAX_ATTEMPTS):
        DBTaskResult.objects.get().claim(f"gone {number}")

    assert leases.give_back_lost_tasks() == 0
    assert DBTaskResult.objects.get().status == "FAILED"


def test_entering_strikes_off_dead_processes_of_this_machine_and_no_others(db: None):
    mine = leases.enter()
    Worker.objects.filter(name=mine).update(name=mine.replace(f":{os.getpid()}:", ":4194304:"))
    Worker.objects.create(name="elsewhere:4194304:abc", started_at=now(), seen_at=now())
    second = leases.enter()

    assert set(Worker.objects.values_list("name", flat=True)) == {second, "elsewhere:4194304:abc"}


def test_a_recurring_job_is_won_by_one_of_two_workers_and_is_next_due_after_its_time(db: None):
    job = Recurring("tea", timedelta(hours=1), lambda: done.append("tea"))
    leases.beat("first")

    assert claim_due(worker="first", jobs=[job]) == [job]
    assert claim_due(worker="second", jobs=[job]) == []
    assert run_claimed(job)
    assert done == ["tea"]
    assert timedelta(minutes=59) < ScheduledJob.objects.get().next_at - now() <= timedelta(hours=1)


def test_a_recurring_job_that_still_runs_is_not_started_again_until_its_worker_is_silent(db: None):
    job = Recurring("tea", timedelta(seconds=1), lambda: None)
    leases.beat("first")
    claim_due(worker="first", jobs=[job])
    ScheduledJob.objects.update(next_at=now())

    assert claim_due(worker="second", jobs=[job]) == []

    Worker.objects.update(seen_at=now() - leases.LEASE)
    assert claim_due(worker="second", jobs=[job]) == [job]


def test_a_recurring_job_survives_its_own_error_and_a_clock_put_back(db: None):
    def spill() -> None:
        raise ValueError("No cups.")

    job = Recurring("tea", timedelta(hours=1), spill)
    claim_due(worker="w", jobs=[job])

    assert not run_claimed(job)
    assert ScheduledJob.objects.get().last_error == "ValueError: No cups."
    ScheduledJob.objects.update(next_at=now() + timedelta(days=365))
    assert claim_due(worker="w", jobs=[job]) == [job]


def test_two_recurring_jobs_cannot_share_a_name():
    recurring(every=timedelta(hours=1), name="tests only")(test_ready_jobs_run_once)
    try:
        with pytest.raises(ValueError, match="Two recurring jobs are named 'tests only'"):
            recurring(every=timedelta(hours=1), name="tests only")(write_down.func)
    finally:
        del RECURRING["tests only"]


def test_old_rows_are_thrown_away_and_fresh_ones_kept(db: None):
    for word in ("old", "fresh"):
        write_down.enqueue(word)
    run_ready()
    old = DBTaskResult.objects.filter(args_kwargs__args=["old"])
    old.update(finished_at=now() - timedelta(days=8))
    Worker.objects.create(name="silent", started_at=now(), seen_at=now() - timedelta(days=2))
    prune()

    assert [row.args_kwargs["args"] for row in DBTaskResult.objects.all()] == [["fresh"]]
    assert not Worker.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_worker_runs_what_comes_and_stops_when_told(wait_until: Callable[[Callable[[], bool]], None]):
    stop = Flag()
    thread = Thread(target=run_worker, args=(stop,))
    thread.start()
    try:
        write_down.enqueue("live")
        wait_until(lambda: done == ["live"])
        wait_until(lambda: ScheduledJob.objects.filter(name="send mail", finished_at__isnull=False).exists())
        assert now() - (worker_last_seen() or now() - timedelta(days=1)) < timedelta(seconds=30)
    finally:
        stop.set()
        thread.join(20)

    assert not thread.is_alive()
    assert worker_last_seen() is None
