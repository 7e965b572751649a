"""`luister figures`: the same numbers as on the pages."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from luister.cli.app import app, fail, operator, out, start_django

if TYPE_CHECKING:
    from luister.insight.rules import FigureRow


_BY = "Breakdowns, separated by commas: unit, touchpoint, campaign, survey, kind, channel, language, sentiment, month, week, day, attr.KEY."


class Format(StrEnum):
    """How figures are printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


@app.command()
def figures(
    *,
    metric: Annotated[str, typer.Option(help="nps, csat, ces or rating.", show_default=False)],
    by: Annotated[str, typer.Option(help=_BY)] = "",
    where: Annotated[
        list[str] | None,
        typer.Option(help="NAME=VALUE, such as unit=Support (with all below it). May be repeated: values of one name are alternatives."),
    ] = None,
    start: Annotated[str, typer.Option("--from", help="First day, such as 2026-01-31.")] = "",
    end: Annotated[str, typer.Option("--to", help="First day no longer included.")] = "",
    format: Annotated[Format, typer.Option("--format", help="How figures are printed.")] = Format.TABLE,  # noqa: A002 - the option's name
    as_email: Annotated[str | None, typer.Option("--as", help="E-mail address of a person, to act with their rights.")] = None,
) -> None:
    """Print figures with their interval and number of answers. Small groups of anonymous surveys stay hidden."""
    start_django()
    from django.core.exceptions import PermissionDenied

    from luister.feedback.rules import WrongFilter, parse_filters
    from luister.insight import queries
    from luister.insight.rules import WrongFigure

    groups = tuple(name.strip() for name in by.split(",") if name.strip())
    try:
        filters = parse_filters(_params(where or [], start, end))
        rows = queries.figures(metric=metric, by=groups, filters=filters, actor=operator(as_email)).rows
    except (WrongFigure, WrongFilter, PermissionDenied) as error:
        raise fail(str(error)) from None
    _PRINTERS[format](rows, groups)


def _params(where: Sequence[str], start: str, end: str) -> dict[str, list[str]]:
    params: dict[str, list[str]] = {}
    for text in where:
        name, sign, value = text.partition("=")
        if not sign or not value.strip():
            raise fail(f"--where {text}: accepted is NAME=VALUE, such as unit=Support.")
        if name in {"from", "to"}:
            raise fail(f"--where {text}: a period is given by --from and --to.")
        params.setdefault(name.strip(), []).append(value.strip())
    return params | {name: [day] for name, day in (("from", start), ("to", end)) if day}


def _print_json(rows: Sequence[FigureRow], by: Sequence[str]) -> None:
    from luister.insight.rules import as_record

    typer.echo(json.dumps([as_record(row) for row in rows], ensure_ascii=False))


def _print_csv(rows: Sequence[FigureRow], by: Sequence[str]) -> None:
    from luister.insight.rules import as_record, columns_of, safe_cell

    columns = columns_of(by)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        record = as_record(row)
        writer.writerow([safe_cell(record[name]) for name in columns])


def _print_table(rows: Sequence[FigureRow], by: Sequence[str]) -> None:
    from rich.table import Table
    from rich.text import Text

    if not rows:
        typer.echo("No answers.")
        return
    several = len({row.series for row in rows}) > 1
    table = Table(*(["survey", "question"] if several else ["survey"]), *by, box=None, pad_edge=False, header_style="bold")
    for name in ("value", "low", "high", "n"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column()
    for row in rows:
        series = (row.survey, row.question) if several else (row.survey,)
        texts = (*series, *(row.keys[name] or "-" for name in by), *_numbers(row), _remark(row))
        table.add_row(*(Text(str(text)) for text in texts))
    out.print(table)


def _numbers(row: FigureRow) -> tuple[str, ...]:
    found = row.estimate
    figures = ("", "", "") if found is None else tuple(f"{number:.1f}" for number in (found.value, found.low, found.high))
    return (*figures, "" if row.n is None else str(row.n))


def _remark(row: FigureRow) -> str:
    from luister.insight.rules import sentence

    return sentence(row) if row.hidden else row.words or ""


_PRINTERS = {Format.TABLE: _print_table, Format.JSON: _print_json, Format.CSV: _print_csv}
