"""Brings the database up to date before a command runs."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from luister.cli.console import log


def migrate_if_needed() -> None:
    """Apply what is missing. A database that is up to date costs one query."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        return
    log.print(f"Bringing the database up to date ({len(plan)} steps) ...", style="dim")
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
