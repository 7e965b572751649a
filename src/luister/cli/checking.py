"""`luister check`: the health of an installation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

import typer
from rich.markup import escape

from luister.cli.app import app, out, start_django

MIN_DISK_FREE = 0.10
WORKER_SILENT_S = 60
OUTBOX_OLD_S = 300


@dataclass(frozen=True)
class Finding:
    """What was looked at, whether it is well, and a sentence."""

    name: str
    is_well: bool
    sentence: str


@app.command()
def check(*, as_json: Annotated[bool, typer.Option("--json", help="Print one JSON array instead.")] = False) -> None:
    """Look at everything an installation needs, and say what is wrong. Exit code 1 when something is."""
    start_django()
    findings = [_look(name, look) for name, look in LOOKS.items()]
    if as_json:
        out.print_json(data=[vars(finding) for finding in findings])
    else:
        for finding in findings:
            mark = "[green]well [/]" if finding.is_well else "[bold red]wrong[/]"
            out.print(f"{mark}  {finding.name:<12} {escape(finding.sentence)}", highlight=False, soft_wrap=True)
    if not all(finding.is_well for finding in findings):
        raise typer.Exit(1)


def _look(name: str, look: Callable[[], tuple[bool, str]]) -> Finding:
    try:
        return Finding(name, *look())
    except Exception as error:  # noqa: BLE001 - a check that fails is a finding
        return Finding(name, is_well=False, sentence=f"{type(error).__name__}: {error}")


def _settings() -> tuple[bool, str]:
    from luister.common.options import options

    return True, f"data in {options().home}, address {options().address}, e-mail by {options().email_url.split(':')[0]}"


def _database() -> tuple[bool, str]:
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA quick_check")
            found = str(cursor.fetchone()[0])
            return found == "ok", f"SQLite: {found}"
        cursor.execute("SHOW server_version")
        return True, f"PostgreSQL {cursor.fetchone()[0]}"


def _administrator() -> tuple[bool, str]:
    from luister.organisation.queries import has_administrator

    well = has_administrator()
    return well, "somebody can administer it" if well else "nobody is administrator yet: luister user add EMAIL --role administrator"


def _worker() -> tuple[bool, str]:
    from luister.common.clock import now
    from luister.common.jobs import worker_last_seen

    spoken = worker_last_seen()
    if spoken is None:
        return False, "no worker has ever run: luister serve, or luister worker"
    silent = (now() - spoken).total_seconds()
    return silent < WORKER_SILENT_S, f"last spoke {silent:.0f} seconds ago"


def _outbox() -> tuple[bool, str]:
    from luister.lake.queries import health

    state = health()
    age = state.outbox_age_s or 0
    return age < OUTBOX_OLD_S, f"{state.outbox} responses wait to be published, the oldest for {age:.0f} seconds"


def _mail() -> tuple[bool, str]:
    from luister.common.models import Mail

    failed = Mail.objects.filter(state=Mail.State.FAILED).count()
    waiting = Mail.objects.filter(state=Mail.State.WAITING).count()
    return failed == 0, f"{waiting} waiting, {failed} given up"


def _disk() -> tuple[bool, str]:
    from luister.common.backup import disk_share_free
    from luister.common.options import options

    free = disk_share_free(options().home)
    return free > MIN_DISK_FREE, f"{free:.0%} free"


LOOKS: dict[str, Callable[[], tuple[bool, str]]] = {
    "settings": _settings,
    "database": _database,
    "people": _administrator,
    "worker": _worker,
    "lake": _outbox,
    "mail": _mail,
    "disk": _disk,
}
