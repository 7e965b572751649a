"""Readers beside a writer: every reading sees each response exactly once."""

from __future__ import annotations

from threading import Event, Thread

import pytest
from django.db import connection

from luister.lake import CountQuery, LakeMoved
from luister.lake.models import Outbox
from luister.lake.queries import counts, mark
from luister.lake.services import compact, publish_pending, remember_changed
from tests.lake.rows import row, supplier

ROUNDS = 6


@pytest.mark.django_db(transaction=True)
def test_a_reading_beside_publishing_and_compaction_neither_loses_nor_doubles():
    rows = [row(score=score) for score in (3, 9, 10)]
    remember_changed(found.response_key for found in rows)
    publish_pending(supplier(rows))
    done, faults = Event(), []

    def write() -> None:
        try:
            for _ in range(ROUNDS):
                remember_changed([rows[0].response_key, rows[1].response_key])
                publish_pending(supplier(rows))
                compact()
        except Exception as fault:  # noqa: BLE001 - shown by the assertion below
            faults.append(fault)
        finally:
            connection.close()
            done.set()

    writer = Thread(target=write)
    writer.start()
    seen = set()
    while not done.is_set():
        seen.add(_read(rows))
    writer.join()

    assert faults == []
    assert seen == {((3, 1), (9, 1), (10, 1))}


def _read(rows) -> tuple[tuple[int | None, int], ...]:
    """What insight does."""
    while True:
        since = mark()
        waiting = set(Outbox.objects.values_list("response_key", flat=True))
        try:
            found = counts(CountQuery(metric="nps"), pending=supplier(rows)(waiting), pending_keys=waiting, since=since)
        except LakeMoved:
            continue
        return tuple(sorted((each.score, each.n) for each in found))
