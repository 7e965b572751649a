"""Keeps the lake in order: rebuilds it when it is damaged, compacts it every night. Each may run again without harm."""

from __future__ import annotations

import logging
from datetime import timedelta

from django_tasks import task

from luister.common.jobs import recurring
from luister.feedback.queries import lake_rows
from luister.lake.queries import health, wants_compaction
from luister.lake.services import compact, rebuild

log = logging.getLogger(__name__)


@recurring(every=timedelta(minutes=1), name="insight.tend the lake")
def tend_the_lake() -> None:
    """Enqueue what the lake needs; figures stay right meanwhile."""
    if health().damage:
        rebuild_the_lake.enqueue()
    elif wants_compaction():
        compact_the_lake.enqueue()


@task(queue_name="slow")
def rebuild_the_lake() -> int:
    """Make the lake anew from SQL if it is damaged, and return its number of rows."""
    damage = health().damage
    if not damage:
        return 0
    log.warning("%s It is rebuilt now.", damage)
    return rebuild(lake_rows(None))


@task(queue_name="slow")
def compact_the_lake() -> int:
    """Remove hidden rows from the lake if it is time, and return its number of rows."""
    return compact() if wants_compaction() else 0
