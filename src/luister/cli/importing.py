"""`luister import`, `luister imports` and `luister undo-import`."""

from __future__ import annotations

import json
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from luister.cli.app import EXIT_ROWS_WITH_ERRORS, EXIT_WRONG_USAGE, app, fail, is_terminal, log, operator, out, start_django

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

As = Annotated[str | None, typer.Option("--as", help="E-mail address of a person, to act with their rights.")]


class Format(StrEnum):
    """How a report is printed."""

    TEXT = "text"
    JSON = "json"


_SHOWN = 50
"""Row errors that are printed; `--format json` lists them all."""


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="CSV, TSV, XLSX or Parquet, packed with gzip or not.", show_default=False)],
    mapping: Annotated[str, typer.Option("--map", help="A mapping file (YAML), or nhs-fft, nhs-fft-gp, sfo-2017.", show_default=False)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and check everything, store nothing.")] = False,
    format: Annotated[Format, typer.Option("--format", help="How the report is printed.")] = Format.TEXT,  # noqa: A002 - the option's name
    as_email: As = None,
) -> None:
    """Import feedback from a file. The same file adds nothing the second time. Exit 1: some rows had errors and were left out."""
    start_django()
    from django.core.exceptions import PermissionDenied

    from luister.exchange.files.problems import FileRefused, MappingWrong
    from luister.exchange.files.shipped import mapping_text

    try:
        result = _run(file, mapping_text(mapping), dry_run=dry_run, as_email=as_email)
    except MappingWrong as error:
        raise fail(f"--map {mapping}:\n{error}") from None
    except (FileRefused, PermissionDenied) as error:
        raise fail(str(error)) from None
    if format is Format.JSON:
        typer.echo(json.dumps(_with_messages(result), ensure_ascii=False))
    else:
        _print(result)
    if result["state"] == "failed":
        raise typer.Exit(EXIT_WRONG_USAGE)
    if result["error_count"]:
        raise typer.Exit(EXIT_ROWS_WITH_ERRORS)


@app.command("imports")
def list_imports() -> None:
    """List the imports of this installation, the newest first."""
    start_django()
    from luister.feedback.models import ImportBatch

    for batch in ImportBatch.objects.select_related("survey"):
        out.print(
            f"{batch.pk:>5}  {batch.created_at:%Y-%m-%d %H:%M}  {batch.state:<8} {batch.responses_added:>8,} added  {batch.file_name}",
            highlight=False, markup=False,
        )  # fmt: skip


@app.command("undo-import")
def undo_import(
    number: Annotated[int, typer.Argument(help="The number that `luister imports` shows.", show_default=False)], as_email: As = None
) -> None:
    """Take back all responses of one import."""
    start_django()
    from django.core.exceptions import PermissionDenied

    from luister.feedback.models import ImportBatch
    from luister.feedback.services import undo_batch

    batch = ImportBatch.objects.filter(pk=number).first()
    if batch is None:
        raise fail(f"There is no import {number}. `luister imports` lists them.")
    try:
        removed = undo_batch(batch=batch, by=operator(as_email))
    except PermissionDenied as error:
        raise fail(str(error)) from None
    out.print(f"Import {number} is undone: {removed:,} responses were removed.", highlight=False)


def _run(file: Path, yaml: str, *, dry_run: bool, as_email: str | None) -> dict[str, Any]:
    from luister.exchange.files.mapping_file import parse_mapping
    from luister.exchange.files.report import refusal_sentence
    from luister.exchange.files.run import report_data, run_import, start_import, try_import

    _need_organisation()
    by = operator(as_email)
    with _progress() as progress:
        if dry_run:
            report = try_import(path=file, mapping=yaml, by=by, progress=progress)
            parsed, _tree = parse_mapping(yaml)
            counts = {"responses_added": report.added, "responses_known": report.known}
            return {"state": "dry run", "file": file.name, "survey": parsed.survey.key, **counts, **report.to_data(parsed)}
        batch = start_import(path=file, mapping=yaml, by=by)
        run_import(batch=batch, by=by, path=file, progress=progress)
    _publish()
    result = report_data(batch)
    result.setdefault("error_count", 0)
    if refused := refusal_sentence(batch.report):
        result["refused"] = refused
    return result


def _publish() -> None:
    """Bring the answers into the lake, also where no worker runs. Figures are right without it; they are only faster with it."""
    from luister.feedback.queries import lake_rows
    from luister.lake import LakeBusy, LakeDamaged
    from luister.lake.services import publish_pending

    try:
        publish_pending(lake_rows, wait=1.0)
    except LakeBusy:
        log.print("The worker is writing to the lake just now; it publishes these answers next.", style="dim")
    except LakeDamaged:
        log.print("The lake is damaged; the worker rebuilds it, or luister lake rebuild does it now.", style="dim")


def _with_messages(result: dict[str, Any]) -> dict[str, Any]:
    from luister.exchange.files.report import error_sentence

    errors = [{"row": error["row"], "column": error["column"], "message": error_sentence(error)} for error in result.get("errors", [])]
    return {**result, "errors": errors}


def _need_organisation() -> None:
    """An import into an empty home works; the organisation gets a name that can be changed on the settings page."""
    from luister.common.options import options
    from luister.organisation.queries import organisation
    from luister.organisation.services import set_up_organisation

    if organisation() is None:
        set_up_organisation(name="My organisation", time_zone=options().time_zone, language="en", by=operator())
        log.print('The installation was empty: it now holds the organisation "My organisation".', style="dim", highlight=False)


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int | None], None]]:
    """Show a bar on stderr while somebody watches it."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    words = {"reading": "Reading rows", "checking": "Checking responses", "storing": "Storing responses"}
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=log, transient=True, disable=not is_terminal()) as bar:
        task = bar.add_task(words["reading"], total=None)
        yield lambda stage, done, total: bar.update(task, description=words[stage], completed=done, total=total)


def _line(text: str, style: str | None = None) -> None:
    out.print(text, style=style, highlight=False, markup=False, soft_wrap=True)


def _print(result: dict[str, Any]) -> None:
    if "refused" in result:
        log.print(result["refused"], style="bold red", highlight=False, markup=False)
        return
    dry = result["state"] == "dry run"
    _line(f"{result['file']}: {result['rows']:,} rows are {result['responses']:,} responses with {result['comments']:,} comments.")
    _line(f"  {result['responses_added']:,} {'would be added' if dry else 'added'}, {result['responses_known']:,} known already.")
    _print_gaps(result)
    for kind, names in result["created"].items():
        if names:
            _line(f"  {kind} {'to be created' if dry else 'created'}: {', '.join(names)}")
    _print_errors(result)
    if not dry:
        _line(f"  This is import {result['batch']}; `luister undo-import {result['batch']}` takes it back.", "dim")


def _print_gaps(result: dict[str, Any]) -> None:
    for item in result["left_out"]:
        _line(f"  {item['responses']:,} without a score: code {item['code']} in {item['column']} is left out.")
    for item in result["dont_know"]:
        _line(f"  {item['responses']:,} don't know ({item['column']}).")
    for item in result["unanswered"]:
        _line(f"  {item['responses']:,} gave no answer ({item['column']}).")
    for name, count in result["differing"].items():
        _line(f"  {count:,} responses have rows that differ in {name}; the first row counts.")


def _print_errors(result: dict[str, Any]) -> None:
    from luister.exchange.files.report import error_sentence

    if result["error_count"]:
        _line(f"  {result['error_count']:,} rows had errors and were left out:", "bold red")
    for error in result["errors"][:_SHOWN]:
        column = f", column {error['column']}" if error["column"] else ""
        _line(f"    row {error['row']}{column}: {error_sentence(error)}")
    if result["error_count"] > _SHOWN:
        _line(f"    and {result['error_count'] - _SHOWN:,} more; --format json lists them.")
