"""First half of an import: the whole file is read and checked before anything is stored."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from luister.common.clock import now
from luister.exchange.files.checks import layout_of, require_columns
from luister.exchange.files.merge import Merged, merge
from luister.exchange.files.problems import RowProblem, RowRefused
from luister.exchange.files.report import Report
from luister.exchange.files.rows import RowReader
from luister.exchange.files.spill import Spill, open_spill
from luister.exchange.files.table import open_table
from luister.organisation.queries import time_zone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from luister.exchange.files.mapping import Mapping

    Progress = Callable[[str, int, int | None], None]

STEP = 1_000
"""Rows between two signs of life."""


@dataclass
class ReadFile:
    """A file that was read to its end. `responses` can be gone through once."""

    report: Report
    prompts: dict[str, str]
    expected: int
    _spill: Spill
    _mapping: Mapping

    def responses(self) -> Iterator[Merged]:
        """Yield each response; rows that contradict an earlier one go into the report."""
        columns = {part.key: part.column for part in self._mapping.scores}
        for identity, rows in self._spill.groups():
            merged = merge(identity, rows, columns)
            self.report.add_problems(merged.problems)
            self.report.add_response(merged, self._mapping)
            yield merged


@contextmanager
def read_file(path: Path, mapping: Mapping, tree: Any, progress: Progress) -> Iterator[ReadFile]:
    """Read the file into a spill, row by row. Memory stays bounded.

    Raises
    ------
    FileRefused, MappingWrong
        If the file can't be read, or the mapping names columns that it does not have.
    """
    report = Report()
    with open_table(path, layout_of(mapping)) as table, open_spill() as spill:
        require_columns(mapping, tree, table.columns)
        report.facts = table.facts
        reader = RowReader(mapping, zone=time_zone(), now=now())
        for number, row in table.rows:
            report.rows += 1
            if isinstance(row, RowProblem):
                report.add_problems([row])
            else:
                try:
                    spill.add(number, reader.read(row))
                except RowRefused as refused:
                    report.add_problems([RowProblem(number, refused.column, refused.sentence)])
            if report.rows % STEP == 0:
                progress("reading", report.rows, None)
        yield ReadFile(report, reader.prompts, spill.close_book(), spill, mapping)
