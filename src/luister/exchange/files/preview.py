"""The first rows of a file as a mapping would read them."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from luister.common.clock import now
from luister.exchange.files.checks import layout_of, require_columns
from luister.exchange.files.layout import Layout
from luister.exchange.files.mapping_file import parse_mapping
from luister.exchange.files.problems import FileRefused, MappingWrong, RowProblem, RowRefused
from luister.exchange.files.rows import RowFacts, RowReader
from luister.exchange.files.table import open_table
from luister.exchange.files.values import text_of
from luister.organisation.queries import time_zone

if TYPE_CHECKING:
    from pathlib import Path

    from luister.exchange.files.mapping import Mapping

ROWS = 10
_CELL = 80


@dataclass(frozen=True)
class PreviewRow:
    """A row as it would be read: what it says, or why it would be left out."""

    number: int
    facts: RowFacts | None
    problem: RowProblem | None

    @property
    def score_list(self) -> list[tuple[str, str]]:
        """The scores with their keys, as they would be stored; what is no score is said in words."""
        return [(key, _in_words(score)) for key, score in (self.facts.scores if self.facts else {}).items()]


def _in_words(score: int | str) -> str:
    if isinstance(score, int):
        return str(score)
    return _("don't know") if score == "dont_know" else _("%(code)s, left out") % {"code": score.removeprefix("left_out:")}


@dataclass
class Preview:
    """What a page shows before an import: the file as it is, and as it would be read."""

    columns: list[str] = field(default_factory=list)
    cells: list[tuple[int, list[str]]] = field(default_factory=list)
    rows: list[PreviewRow] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    mapping: Mapping | None = None
    mapping_problems: list[str] = field(default_factory=list)
    refused: str = ""


def preview_import(path: Path, yaml: str, *, name: str) -> Preview:
    """Read the first rows of a file that its owner calls `name`. Faults of file and mapping are in the result, never raised."""
    preview = Preview()
    tree = None
    try:
        preview.mapping, tree = parse_mapping(yaml)
    except MappingWrong as error:
        preview.mapping_problems = [str(problem) for problem in error.problems]
    try:
        with open_table(path, layout_of(preview.mapping) if preview.mapping else Layout()) as table:
            preview.columns, preview.facts = table.columns, table.facts
            reader = None
            if preview.mapping is not None:
                require_columns(preview.mapping, tree, table.columns)
                reader = RowReader(preview.mapping, zone=time_zone(), now=now())
            for number, row in islice(table.rows, ROWS):
                _add(preview, reader, number, row)
    except MappingWrong as error:
        preview.mapping_problems = [str(problem) for problem in error.problems]
    except FileRefused as error:
        preview.refused = str(error.about(name))
    return preview


def _add(preview: Preview, reader: RowReader | None, number: int, row: object) -> None:
    if isinstance(row, RowProblem):
        preview.rows.append(PreviewRow(number, None, row))
        return
    assert isinstance(row, dict)
    preview.cells.append((number, [text_of(cell)[:_CELL].replace("\x00", "\ufffd") for cell in row.values()]))
    if reader is None:
        return
    try:
        preview.rows.append(PreviewRow(number, reader.read(row), None))
    except RowRefused as refused:
        preview.rows.append(PreviewRow(number, None, RowProblem(number, refused.column, refused.sentence)))
