"""Reads Parquet, batch by batch. Only people who may import reach this; pickled objects are never read."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
from django.utils.translation import gettext_noop as _

from luister.exchange.files.limits import MAX_COLUMNS, MAX_UNPACKED_BYTES
from luister.exchange.files.problems import FileRefused
from luister.exchange.files.unpack import plain_path
from luister.exchange.files.values import plain_cell

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from luister.exchange.files.layout import Layout
    from luister.exchange.files.problems import RowProblem
    from luister.exchange.files.values import Cell

_BATCH = 2_000


@contextmanager
def open_parquet(path: Path, layout: Layout) -> Iterator[tuple[Iterator[tuple[int, Sequence[Cell] | RowProblem]], dict[str, str]]]:
    """Open a Parquet file; the names of its columns count as row 1, so that numbers are those of a spreadsheet."""
    with plain_path(path) as plain:
        try:
            file = pq.ParquetFile(plain, memory_map=True)
        except (pa.ArrowException, OSError) as error:
            raise FileRefused(_("%(file)s is not a readable Parquet file: %(reason)s"), file=path.name, reason=error) from None
        with file:
            _check(file, path.name)
            yield _rows(file, path.name), {}


def _check(file: pq.ParquetFile, name: str) -> None:
    fields = list(file.schema_arrow)
    if len(fields) > MAX_COLUMNS:
        raise FileRefused(
            _("%(file)s has %(count)s columns; at most %(limit)s are accepted."), file=name, count=len(fields), limit=MAX_COLUMNS
        )
    nested = [field.name for field in fields if pa.types.is_nested(field.type)]
    if nested:
        raise FileRefused(
            _("%(file)s: the columns %(columns)s hold lists or structures; only plain columns are accepted."),
            file=name,
            columns=", ".join(nested),
        )
    size = sum(file.metadata.row_group(group).total_byte_size for group in range(file.metadata.num_row_groups))
    if size > MAX_UNPACKED_BYTES:
        raise FileRefused(_("%(file)s unpacks to more than %(limit)s bytes; split the file."), file=name, limit=MAX_UNPACKED_BYTES)


def _rows(file: pq.ParquetFile, name: str) -> Iterator[tuple[int, Sequence[Cell]]]:
    yield 1, [field.name for field in file.schema_arrow]
    number = 1
    try:
        for batch in file.iter_batches(batch_size=_BATCH):
            columns = [column.to_pylist() for column in batch.columns]
            for cells in zip(*columns, strict=True):
                number += 1
                yield number, [plain_cell(value) for value in cells]
    except (pa.ArrowException, OSError, ValueError) as error:
        raise FileRefused(_("%(file)s is damaged after row %(row)s: %(reason)s"), file=name, row=str(number), reason=error) from None
