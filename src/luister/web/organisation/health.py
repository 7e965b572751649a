"""For probes: is the process up, and can it take answers? Without words, since anybody may ask."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse
from django.views.decorators.cache import never_cache

from luister.common.options import options

if TYPE_CHECKING:
    from django.http import HttpRequest

FREE_BYTES = 200_000_000


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200: the process is up."""
    return HttpResponse()


@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 200 if answers can be taken: database reachable and up to date, room on the disk; else 503.

    A worker that is away does not count: answers are kept without it. `luister check` tells of it.
    """
    return HttpResponse(status=200 if _has_room() and _is_up_to_date() else 503)


def _has_room() -> bool:
    return shutil.disk_usage(options().home).free > FREE_BYTES


def _is_up_to_date() -> bool:
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except (DatabaseError, InterfaceError):
        return False
