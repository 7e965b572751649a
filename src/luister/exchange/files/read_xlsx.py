"""Reads XLSX. The zip's own list of contents is checked first; XML entities are refused by defusedxml."""

from __future__ import annotations

import warnings
import zipfile
import zlib
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext_noop as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from luister.exchange.files.limits import MAX_COLUMNS, MAX_PACKING_RATIO, MAX_SHARED_STRINGS_BYTES, MAX_UNPACKED_BYTES
from luister.exchange.files.problems import FileRefused
from luister.exchange.files.unpack import plain_path
from luister.exchange.files.values import plain_cell

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from luister.exchange.files.layout import Layout
    from luister.exchange.files.problems import RowProblem
    from luister.exchange.files.values import Cell

_SMALL = 10_000_000
_MAX_PARTS = 10_000
# What openpyxl and zipfile raise when the inside of a file is not what it should be.
_DAMAGED = (
    zipfile.BadZipFile, InvalidFileException, ParseError, KeyError, ValueError, TypeError, OSError, AttributeError, IndexError, EOFError,
    NotImplementedError, RuntimeError, zlib.error,
)  # fmt: skip


@contextmanager
def open_xlsx(path: Path, layout: Layout) -> Iterator[tuple[Iterator[tuple[int, Sequence[Cell] | RowProblem]], dict[str, str]]]:
    """Open one sheet of a workbook: that of the layout, else the first."""
    # openpyxl judges a path by its ending; uploads have none.
    with plain_path(path) as plain, plain.open("rb") as file:
        _refuse_bombs(plain, path.name)
        with _said_plainly(path.name), warnings.catch_warnings():
            # openpyxl warns of styles and extensions that it leaves out; none of them is data.
            warnings.simplefilter("ignore")
            workbook = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        try:
            names = workbook.sheetnames
            wanted = layout.sheet or (names[0] if names else "")
            if wanted not in names:
                raise FileRefused(
                    _("%(file)s has no sheet '%(sheet)s'; it has: %(sheets)s."), file=path.name, sheet=wanted, sheets=", ".join(names)
                )
            sheet = workbook[wanted]
            if not hasattr(sheet, "iter_rows"):
                raise FileRefused(_("%(file)s: '%(sheet)s' is a chart, not a sheet with rows."), file=path.name, sheet=wanted)
            yield _rows(sheet, path.name), {"sheet": wanted}
        finally:
            workbook.close()


def _rows(sheet: object, name: str) -> Iterator[tuple[int, Sequence[Cell]]]:
    if hasattr(sheet, "reset_dimensions"):
        sheet.reset_dimensions()  # the size that a sheet claims to have is often wrong
    with _said_plainly(name):
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):  # type: ignore[attr-defined]
            if len(row) > MAX_COLUMNS and any(value is not None for value in islice(row, MAX_COLUMNS, None)):
                raise FileRefused(
                    _("%(file)s: row %(row)s has more than %(limit)s columns, which is more than is accepted."),
                    file=name,
                    row=str(number),
                    limit=MAX_COLUMNS,
                )
            yield number, [plain_cell(value) for value in row[:MAX_COLUMNS]]


def _refuse_bombs(path: Path, name: str) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, EOFError) as error:
        raise FileRefused(_("%(file)s is not a readable XLSX file: %(reason)s."), file=name, reason=error) from None
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, path.stat().st_size)
    if unpacked > MAX_UNPACKED_BYTES or len(parts) > _MAX_PARTS or (unpacked > _SMALL and unpacked / packed > MAX_PACKING_RATIO):
        raise FileRefused(
            _("%(file)s unpacks from %(packed)s to %(unpacked)s bytes, which is not what a table looks like. It was not opened."),
            file=name,
            packed=packed,
            unpacked=unpacked,
        )
    strings = sum(part.file_size for part in parts if part.filename.lower().endswith("sharedstrings.xml"))
    if strings > MAX_SHARED_STRINGS_BYTES:
        raise FileRefused(
            _("%(file)s holds %(size)s bytes of text; at most %(limit)s are accepted as XLSX. Save it as CSV."),
            file=name,
            size=strings,
            limit=MAX_SHARED_STRINGS_BYTES,
        )


@contextmanager
def _said_plainly(name: str) -> Iterator[None]:
    try:
        yield
    except DefusedXmlException:
        raise FileRefused(_("%(file)s defines XML entities, which no spreadsheet program does. It was not read."), file=name) from None
    except _DAMAGED as error:
        raise FileRefused(
            _("%(file)s is damaged or not an XLSX file (%(reason)s)."), file=name, reason=f"{type(error).__name__}: {error}"
        ) from None
