"""Files that pages hand out. Cells of tables are safe to open in a spreadsheet; rows are written as they are fetched."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence

from django.http import StreamingHttpResponse

from luister.insight.rules import safe_cell


class _Echo:
    """A file that gives each line back to who wrote it."""

    def write(self, line: str) -> str:
        return line


def csv_download(file_name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> StreamingHttpResponse:
    """Return a CSV file in UTF-8 (with the mark by which spreadsheets know it), row by row."""

    def lines() -> Iterator[str]:
        writer = csv.writer(_Echo())
        yield "\N{ZERO WIDTH NO-BREAK SPACE}" + str(writer.writerow([safe_cell(str(cell)) for cell in header]))
        for row in rows:
            yield str(writer.writerow([safe_cell(cell) for cell in row]))

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response["Cache-Control"] = "no-store"
    return response
