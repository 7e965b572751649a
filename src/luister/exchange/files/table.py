"""A file as a table: headings, and rows one after the other."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop as _

from luister.exchange.files.layout import Layout
from luister.exchange.files.limits import MAX_COLUMNS, MAX_ROWS
from luister.exchange.files.problems import FileRefused, RowProblem, say
from luister.exchange.files.unpack import FileKind, kind_of
from luister.exchange.files.values import Cell, name_of, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    RawRows = Iterator["tuple[int, Sequence[Cell] | RowProblem]"]


@dataclass
class Table:
    """A file that is open. `rows` can be gone through once; each is a number (the headings are row 1) with its cells or its problem."""

    columns: list[str]
    rows: Iterator[tuple[int, dict[str, Cell] | RowProblem]]
    facts: dict[str, str] = field(default_factory=dict)
    """How the file was read: kind, encoding, delimiter, sheet."""


@contextmanager
def open_table(path: Path, layout: Layout | None = None) -> Iterator[Table]:
    """Open a CSV, TSV, XLSX or Parquet file, packed with gzip or not.

    Memory stays bounded: rows are read as they are asked for.

    Raises
    ------
    FileRefused
        If the file can't be read, has no headings, or is beyond a limit.
    """
    chosen = layout or Layout()
    kind = kind_of(path)
    with _reader(kind)(path, chosen) as (raw, facts):
        columns = _headings(raw, chosen, path.name)
        yield Table(columns, _rows(raw, columns, chosen), {"kind": kind.value, **facts})


def _reader(kind: FileKind) -> Callable[[Path, Layout], AbstractContextManager[tuple[RawRows, dict[str, str]]]]:
    if kind is FileKind.XLSX:
        from luister.exchange.files.read_xlsx import open_xlsx

        return open_xlsx
    if kind is FileKind.PARQUET:
        from luister.exchange.files.read_parquet import open_parquet

        return open_parquet
    from luister.exchange.files.read_text import open_text

    return open_text


def _headings(raw: RawRows, layout: Layout, name: str) -> list[str]:
    for number, cells in raw:
        if number < layout.header_row:
            continue
        if isinstance(cells, RowProblem):
            raise FileRefused(
                _("%(file)s: row %(row)s should hold the headings, but %(reason)s"), file=name, row=str(number), reason=cells.sentence
            )
        names = [name_of(cell) for cell in cells]
        while names and not names[-1]:
            names.pop()
        if names:
            return _distinct(names, name)
        if layout.header_row > 1:
            break
    raise FileRefused(_("%(file)s has no headings in row %(row)s."), file=name, row=str(layout.header_row))


def _distinct(names: list[str], file_name: str) -> list[str]:
    """Give columns without a heading, and those that share one, a name of their own."""
    if len(names) > MAX_COLUMNS:
        raise FileRefused(
            _("%(file)s has %(count)s columns; at most %(limit)s are accepted."), file=file_name, count=len(names), limit=MAX_COLUMNS
        )
    if any("\x00" in name for name in names):
        raise FileRefused(_("%(file)s: a heading holds a NUL character; this is not a text file, or it is damaged."), file=file_name)
    seen: Counter[str] = Counter()
    taken = set(names)
    distinct = []
    for position, given in enumerate(names, start=1):
        name = given or f"column {position}"
        seen[name] += 1
        if seen[name] > 1 or (not given and name in taken):
            serial = max(2, seen[name])
            while f"{name} ({serial})" in taken:
                serial += 1
            name = f"{name} ({serial})"
            taken.add(name)
        distinct.append(name)
    return distinct


def _rows(raw: RawRows, columns: list[str], layout: Layout) -> Iterator[tuple[int, dict[str, Cell] | RowProblem]]:
    width = len(columns)
    count = 0
    for number, cells in raw:
        if layout.first_row is not None and number < layout.first_row:
            continue
        if isinstance(cells, RowProblem):
            yield number, cells
            continue
        if not any(cell is not None and cell != "" for cell in cells) or not any(text_of(cell) for cell in cells):
            continue
        count += 1
        if count > MAX_ROWS:
            raise FileRefused(_("The file has more than %(limit)s rows; split it."), limit=MAX_ROWS)
        if len(cells) > width and any(text_of(cell) for cell in cells[width:]):
            yield (
                number,
                RowProblem(
                    number,
                    "",
                    say(_("the row has %(cells)s cells, but there are %(headings)s headings."), cells=len(cells), headings=width),
                ),
            )
            continue
        padded = [*cells[:width], *([None] * (width - len(cells)))]
        yield number, dict(zip(columns, padded, strict=True))
