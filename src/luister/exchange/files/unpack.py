"""Opens a file, gzip or not, and finds out what it is by its first bytes rather than its name."""

from __future__ import annotations

import gzip
import io
import shutil
import tempfile
import zlib
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from django.utils.translation import gettext_noop as _

from luister.exchange.files.limits import MAX_FILE_BYTES, MAX_UNPACKED_BYTES
from luister.exchange.files.problems import FileRefused

if TYPE_CHECKING:
    from collections.abc import Iterator

_GZIP = b"\x1f\x8b"
_HEADS = (
    (b"PK", "xlsx"),
    (b"PAR1", "parquet"),
    (b"\xd0\xcf\x11\xe0", "xls"),
    (b"%PDF", "pdf"),
    (b"SQLite format 3", "sqlite"),
    (b"BZh", "bz2"),
    (b"\xfd7zXZ", "xz"),
    (b"7z\xbc\xaf", "7z"),
)


class FileKind(StrEnum):
    """What can be read."""

    TEXT = "text"
    XLSX = "xlsx"
    PARQUET = "parquet"


def kind_of(path: Path) -> FileKind:
    """Return what the file is.

    Raises
    ------
    FileRefused
        If it is missing, empty, too large, or none of the kinds that can be read.
    """
    name = path.name
    try:
        size = path.stat().st_size
    except OSError as error:
        raise FileRefused(_("%(file)s: the file can't be opened (%(reason)s)."), file=name, reason=error.strerror) from None
    if path.is_dir():
        raise FileRefused(_("%(file)s is a folder; give a CSV, TSV, XLSX or Parquet file."), file=name)
    if size > MAX_FILE_BYTES:
        raise FileRefused(
            _("%(file)s has %(size)s bytes; at most %(limit)s are accepted. Split the file."),
            file=name,
            size=size,
            limit=MAX_FILE_BYTES,
        )
    with open_bytes(path) as file:
        head = file.read(16)
    if not head:
        raise FileRefused(_("%(file)s is empty; the first row should hold the headings."), file=name)
    found = next((kind for mark, kind in _HEADS if head.startswith(mark)), "text")
    if found == "xls":
        raise FileRefused(_("%(file)s is in the old Excel format (.xls); save it as .xlsx or CSV."), file=name)
    if found not in set(FileKind):
        raise FileRefused(
            _("%(file)s looks like a %(kind)s file; accepted are CSV, TSV, XLSX and Parquet, also packed with gzip."),
            file=name,
            kind=found,
        )
    return FileKind(found)


@contextmanager
def open_bytes(path: Path) -> Iterator[BinaryIO]:
    """Open the file for reading from its start; gzip is unpacked on the way, up to `MAX_UNPACKED_BYTES`."""
    try:
        raw = path.open("rb")
    except OSError as error:
        raise FileRefused(_("%(file)s: the file can't be opened (%(reason)s)."), file=path.name, reason=error.strerror) from None
    with raw:
        packed = raw.read(2) == _GZIP
        raw.seek(0)
        try:
            yield cast("BinaryIO", io.BufferedReader(_Unpacked(raw, path.name))) if packed else raw
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise FileRefused(_("%(file)s: the gzip file is damaged or cut off (%(reason)s)."), file=path.name, reason=error) from None


@contextmanager
def plain_path(path: Path) -> Iterator[Path]:
    """Give a path whose content is not packed, for formats that are read from several places at once."""
    with path.open("rb") as raw:
        packed = raw.read(2) == _GZIP
    if not packed:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="luister-") as folder:
        copy = Path(folder) / "unpacked"
        with open_bytes(path) as source, copy.open("wb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
        yield copy


class _Unpacked(io.RawIOBase):
    """The content of a gzip file. Stops with `FileRefused` where a gzip bomb would go on."""

    def __init__(self, raw: BinaryIO, name: str) -> None:
        self._gzip = gzip.GzipFile(fileobj=raw)
        self._name = name
        self._seen = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        data = self._gzip.read(len(buffer))
        self._seen += len(data)
        if self._seen > MAX_UNPACKED_BYTES:
            raise FileRefused(
                _("%(file)s unpacks to more than %(limit)s bytes; split the file."), file=self._name, limit=MAX_UNPACKED_BYTES
            )
        buffer[: len(data)] = data
        return len(data)
