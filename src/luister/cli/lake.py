"""`luister lake rebuild|verify|compact`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from luister.cli.app import EXIT_ROWS_WITH_ERRORS, app, fail, is_terminal, log, start_django

lake = typer.Typer(
    no_args_is_help=True, help="The answers in columns that figures are counted from. SQL is the truth; this can be made anew."
)
app.add_typer(lake, name="lake")

Wait = Annotated[float, typer.Option(help="Seconds to wait for a worker that is writing.", min=0)]


def rebuild_lake(*, wait: float = 60.0) -> int:
    """Make the lake anew from SQL, with a progress bar on stderr, and return its number of rows."""
    from luister.feedback.queries import lake_rows
    from luister.lake.services import rebuild

    with _progress("Rebuilding the lake") as progress:
        return rebuild(lake_rows(None), progress=progress, wait=wait)


@lake.command("rebuild")
def rebuild_command(*, wait: Wait = 60.0) -> None:
    """Make the lake anew from SQL. Figures stay right meanwhile."""
    start_django()
    with _refusals():
        rows = rebuild_lake(wait=wait)
    typer.echo(f"The lake is new: {rows:,} rows.")


@lake.command("verify")
def verify_command(*, wait: Wait = 60.0) -> None:
    """Compare the lake with SQL, row by row. Exit 1 and name the responses if they differ."""
    start_django()
    from luister.feedback.queries import lake_rows
    from luister.lake.queries import verify

    with _refusals(), _progress("Comparing the lake with SQL") as progress:
        found = verify(lake_rows(None), progress=progress, wait=wait)
    waiting = f" {found.waiting:,} responses wait to be published." if found.waiting else ""
    typer.echo(f"SQL {found.sql_rows:,} rows, lake {found.lake_rows:,} rows.{waiting}")
    if found.equal:
        typer.echo("They are equal.")
        return
    for what, rows, keys in (
        ("missing in the lake", found.missing_rows, found.missing),
        ("only in the lake", found.extra_rows, found.extra),
        ("different", found.different_rows, found.different),
        ("doubled in the lake", found.doubled_rows, found.doubled),
    ):
        if rows:
            typer.echo(f"{rows:,} rows {what}: responses {', '.join(map(str, keys))}")
    log.print("`luister lake rebuild` makes the lake anew from SQL.")
    raise typer.Exit(EXIT_ROWS_WITH_ERRORS)


@lake.command("compact")
def compact_command(*, wait: Wait = 60.0) -> None:
    """Write the lake anew without rows that are hidden or replaced, in few files. The worker does it every night."""
    start_django()
    from luister.lake.services import compact

    with _refusals(), _progress("Compacting the lake") as progress:
        rows = compact(progress=progress, wait=wait)
    typer.echo(f"The lake is compact: {rows:,} rows.")


@contextmanager
def _refusals() -> Iterator[None]:
    from luister.lake import LakeBusy, LakeDamaged

    try:
        yield
    except (LakeBusy, LakeDamaged) as error:
        raise fail(str(error), code=EXIT_ROWS_WITH_ERRORS) from None


@contextmanager
def _progress(title: str) -> Iterator[Callable[[int], None]]:
    """Show how many rows are done; how many there will be is not known before."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:,.0f} rows"), TimeElapsedColumn())
    with Progress(*columns, console=log, disable=not is_terminal()) as bar:
        task = bar.add_task(title, total=None)
        yield lambda rows: bar.update(task, completed=rows)
