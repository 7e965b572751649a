"""`luister backup` and `luister restore`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from luister.cli.app import app, fail, log, operator, start_django
from luister.cli.locking import hold_installation


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="The file to write, such as luister-2026-11-21.tar.gz.")]) -> None:
    """Write the whole installation into one file, while it runs. The lake is left out: it is rebuilt from the database."""
    start_django()
    from luister.common.backup import BackupRefused, write_backup
    from luister.common.options import options
    from luister.organisation.services import record_event

    with Progress(console=log, transient=True) as bar:
        task = bar.add_task("Copying the database", total=None)
        try:
            info = write_backup(
                home=options().home, target=file.absolute(), progress=lambda done, total: bar.update(task, completed=done, total=total)
            )
        except (BackupRefused, OSError) as error:
            raise fail(str(error)) from None
    record_event(by=operator(), action="installation.backed_up", details={"file": info.path.name, "size": info.size})
    log.print(
        f"{info.path}: {info.files} parts, {info.size / 1_000_000:.1f} MB. Keep it safe: it holds customers' answers and the secret key."
    )


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that `luister backup` wrote.")],
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before the present data is moved aside.")] = False,
) -> None:
    """Put a backup in place of what the installation holds now. Customers who were erased since are erased again."""
    start_django(migrate=False)
    from django.db import connection

    from luister.cli.lake import rebuild_lake
    from luister.cli.migrating import migrate_if_needed
    from luister.common.backup import BackupRefused, read_backup, restore_backup
    from luister.common.options import options
    from luister.customers.queries import read_erasures
    from luister.customers.services import replay_erasures
    from luister.organisation.services import record_event

    if options().database_url:
        raise fail("This installation keeps its data in another database (DATABASE_URL). Restore it with that database's own tools.")
    home = options().home
    try:
        info = read_backup(file)
        has_data = (home / "luister.sqlite3").exists()
        if has_data and not yes:
            typer.confirm(f"Put the backup of {info.made_at:%Y-%m-%d %H:%M} UTC in place of the data in {home}?", abort=True, err=True)
        with hold_installation(home, refusal=f"Luister runs on {home}. Stop it before you restore."):
            if has_data:
                migrate_if_needed()
            erased = read_erasures() if has_data else []
            connection.close()
            restore_backup(source=file, home=home)
    except (BackupRefused, OSError) as error:
        raise fail(str(error)) from None
    migrate_if_needed()
    again = replay_erasures(erasures=erased, by=operator())
    rebuild_lake()
    record_event(by=operator(), action="installation.restored", details={"file": file.name, "erased_again": again})
    log.print(f"Restored the backup of {info.made_at:%Y-%m-%d %H:%M} UTC. Customers erased since, and now erased again: {again}.")
    if has_data:
        log.print(f"The data that was here lies in {home}/before-restore-*; delete that folder when you no longer need it.", style="dim")
