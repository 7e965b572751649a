"""Cells: what a reader may give, and the one way in which they are written, compared and hashed."""

from __future__ import annotations

import math
import unicodedata
from datetime import date, datetime
from decimal import Decimal

Cell = str | int | float | bool | date | datetime | None
"""What a cell holds. Text files give only str; XLSX and Parquet give numbers and dates too."""

_MAX_EXACT = 2**53


def text_of(cell: Cell) -> str:
    """Return the cell as tidy text: NFC, blanks at the ends gone, numbers and dates in one way (5 and 5.0 are "5").

    No-break spaces count as blanks. Inner line breaks stay, since a comment may have paragraphs.
    """
    if cell is None:
        return ""
    if isinstance(cell, str):
        return unicodedata.normalize("NFC", cell.replace("\xa0", " ").replace("\r\n", "\n")).strip()
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return _number_text(cell)
    if isinstance(cell, (datetime, date)):
        return cell.isoformat()
    return str(cell)


def name_of(cell: Cell) -> str:
    """Return the cell as a name: one line, single blanks."""
    return " ".join(text_of(cell).split())


def fold(text: str) -> str:
    """Return what two spellings of one word have in common: case and blanks don't count, nor the kind of apostrophe."""
    return " ".join(unicodedata.normalize("NFKC", text).replace("’", "'").split()).casefold()


def number_of(text: str) -> float | None:
    """Return the finite number that `text` writes (a decimal comma is accepted), or None."""
    plain = text.strip()
    if "." not in plain and plain.count(",") == 1:
        plain = plain.replace(",", ".")
    # float() also reads "nan", "1_000" and digits of other scripts; none of these is an answer.
    if not plain.isascii() or not set(plain) <= set("0123456789+-.eE"):
        return None
    try:
        number = float(plain)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def plain_cell(value: object) -> Cell:
    """Return what a reader found as a `Cell`; what has no plain form is written out."""
    if value is None or isinstance(value, (str, bool, int, float, date)):
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() and abs(value) < _MAX_EXACT else float(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value)


def _number_text(number: float) -> str:
    if math.isfinite(number) and number == int(number) and abs(number) < _MAX_EXACT:
        return str(int(number))
    return repr(number)
