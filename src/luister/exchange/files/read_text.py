"""Reads CSV, TSV and their kin."""

from __future__ import annotations

import csv
import io
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from django.utils.translation import gettext_noop as _

from luister.exchange.files.encoding import detect_encoding
from luister.exchange.files.limits import MAX_CELL, MAX_LINE
from luister.exchange.files.problems import FileRefused, RowProblem, Sentence, say
from luister.exchange.files.unpack import open_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from luister.exchange.files.layout import Layout
    from luister.exchange.files.values import Cell

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_SAMPLE_CHARACTERS = 64_000
_SAMPLE_RECORDS = 50


@contextmanager
def open_text(path: Path, layout: Layout) -> Iterator[tuple[Iterator[tuple[int, Sequence[Cell] | RowProblem]], dict[str, str]]]:
    """Open a text table: encoding and delimiter are found out unless the layout names them."""
    if layout.encoding:
        encoding = layout.encoding
    else:
        with open_bytes(path) as file:
            encoding = detect_encoding(file)
    with _decoded(path, encoding) as text:
        sample = _sample(text)
    delimiter = layout.delimiter or sniff_delimiter(sample)
    with _decoded(path, encoding) as text:
        yield _records(text, delimiter, path.name), {"encoding": encoding, "delimiter": DELIMITERS.get(delimiter, delimiter)}


def _sample(text: TextIO) -> str:
    try:
        return text.read(_SAMPLE_CHARACTERS)
    except UnicodeError:
        return ""  # reading the rows will say where


def sniff_delimiter(sample: str) -> str:
    """Return the delimiter that cuts the sample's records into the most equal numbers of cells; a comma when none cuts at all."""
    best, best_score = ",", (0.0, 0)
    for candidate in DELIMITERS:
        widths = _widths(sample, candidate)
        if not widths or widths[0] < 2:  # noqa: PLR2004 - one cell means that nothing was cut
            continue
        score = (sum(width == widths[0] for width in widths) / len(widths), widths[0])
        if score > best_score:
            best, best_score = candidate, score
    return best


def _widths(sample: str, delimiter: str) -> list[int]:
    widths: list[int] = []
    lines = sample.splitlines(keepends=True)
    if len(sample) == _SAMPLE_CHARACTERS and len(lines) > 1:
        lines.pop()  # cut in the middle
    reader = csv.reader(lines, delimiter=delimiter)
    while len(widths) < _SAMPLE_RECORDS:
        try:
            record = next(reader)
        except StopIteration:
            break
        except csv.Error:
            continue
        if record:
            widths.append(len(record))
    return widths


@contextmanager
def _decoded(path: Path, encoding: str) -> Iterator[TextIO]:
    # Five bytes mean nothing in code page 1252; a sign in their place is better than a file refused.
    errors = "replace" if encoding == "cp1252" else "strict"
    with open_bytes(path) as file:
        text = io.TextIOWrapper(file, encoding=encoding, errors=errors, newline="")
        try:
            yield text
        finally:
            text.detach()


def _records(text: TextIO, delimiter: str, name: str) -> Iterator[tuple[int, list[str] | RowProblem]]:
    """Yield record after record. A record that can't be read is a `RowProblem`, and reading goes on behind it."""
    lines = _Lines(text, name)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        first_line = lines.count + 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield number, RowProblem(number, "", _explain(str(error), first_line, lines.count))
            if lines.at_end:
                return
            continue
        yield number, list(record)


def _explain(error: str, first_line: int, last_line: int) -> Sentence:
    lines = {"first": str(first_line), "last": str(last_line)}
    if "unexpected end of data" in error:
        return say(_("a quoted cell that begins here is never closed (lines %(first)s to %(last)s)."), **lines)
    if "field larger" in error:
        return say(
            _("a cell is longer than %(limit)s characters; perhaps a quote is never closed (lines %(first)s to %(last)s)."),
            limit=MAX_CELL,
            **lines,
        )
    if "expected after" in error:
        return say(
            _('a quoted cell goes on after its closing quote (lines %(first)s to %(last)s); a quote inside a cell is written twice ("").'),
            **lines,
        )
    return say(_("the row can't be read: %(reason)s (lines %(first)s to %(last)s)."), reason=error, **lines)


class _Lines:
    """The lines of a file for `csv.reader`, none longer than `MAX_LINE`: a line of a gigabyte is never held in memory."""

    def __init__(self, text: TextIO, name: str) -> None:
        self._text = text
        self._name = name
        self.count = 0
        self.at_end = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        try:
            line = self._text.readline(MAX_LINE + 1)
        except UnicodeError as error:
            raise FileRefused(
                _("%(file)s: behind line %(line)s the text is not %(encoding)s (%(reason)s)."),
                file=self._name,
                line=str(self.count),
                encoding=self._text.encoding,
                reason=error,
            ) from None
        if not line:
            self.at_end = True
            raise StopIteration
        self.count += 1
        if len(line) > MAX_LINE:
            raise FileRefused(
                _("%(file)s: line %(line)s is longer than %(limit)s characters; this is not a table of text."),
                file=self._name,
                line=str(self.count),
                limit=MAX_LINE,
            )
        return line
