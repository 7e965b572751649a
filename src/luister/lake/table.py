"""The Delta table of answers on disk: one writer, durable commits, replaced as a whole by moving one link.

`answers` is a link to the folder of the present table. A new table (after a rebuild or compaction) is written beside it and the link is
moved in one step: a reader sees the old table or the new one. The table is written by `write_deltalake` only; a converted table loses
rows without a word. Delta does not wait for the disk, so every commit is followed by fsync, and the newest commit is checked on opening.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from luister.common.ids import new_number
from luister.common.options import options
from luister.lake.rows import LakeBusy, LakeDamaged
from luister.lake.schema import STATISTICS, to_table

if TYPE_CHECKING:
    import pyarrow as pa
    from deltalake import DeltaTable

APP = "luister"
"""Name under which the table remembers the number of the batch that was published last."""

_LINK = "answers"


@contextmanager
def writer(*, wait: float = 30.0) -> Iterator[None]:
    """Be the one writer.

    Raises
    ------
    LakeBusy
        If another process or thread still writes after `wait` seconds.
    """
    folder = options().lake
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "writer.lock").open("w") as file:
        until = time.monotonic() + wait
        while not _locked(file.fileno()):
            if time.monotonic() > until:
                raise LakeBusy(f"The lake in {folder} is being written by another process; it was waited for {wait:.0f} seconds.")
            time.sleep(0.05)
        yield


def location() -> Path | None:
    """Return the folder of the present table, or None while nothing was ever published."""
    link = options().lake / _LINK
    return link.resolve() if link.is_symlink() else None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The table at one moment: its Parquet files, its columns, and the number of the batch that it holds last (0 for none).

    All is read at once: the folder may be replaced and removed right afterwards, and Delta reads its log when it is asked.
    """

    files: tuple[str, ...]
    columns: tuple[str, ...]
    batch: int


def open_table() -> Snapshot | None:
    """Open the present table, or return None while nothing was ever published.

    Raises
    ------
    LakeDamaged
        If the log or a file that it names is torn, cut or gone.
    """
    folder = location()
    if folder is None:
        return None
    from deltalake import DeltaTable
    from deltalake.exceptions import DeltaError

    try:
        _check_newest_commit(folder)
        table = DeltaTable(folder)
        _check_files(folder, table)
        columns = tuple(field.name for field in table.schema().fields)
        return Snapshot(tuple(table.file_uris()), columns, table.transaction_version(APP) or 0)
    except (DeltaError, OSError, ValueError) as error:
        if folder != location():
            # It was replaced, and its files removed, while it was opened.
            return open_table()
        raise LakeDamaged(f"The lake in {folder} can't be read ({error}). `luister lake rebuild` makes it anew.") from error


def table_age_s() -> float:
    """Return for how many seconds the present table has been written to since it was made anew; 0 without one."""
    folder = location()
    if folder is None:
        return 0.0
    # The link is made once for each table; the time of the folder changes with each file in it.
    return time.time() - (options().lake / _LINK).lstat().st_mtime


def append(rows: pa.Table, *, batch: int) -> None:
    """Add rows in one commit that carries the batch's number. New attributes become columns."""
    folder = location()
    if folder is None:
        replace([rows], batch=batch)
        return
    before = set(folder.rglob("*"))
    # An empty batch is committed too: the table's batch number is compared with SQL.
    _commit(folder, rows, batch)
    _sync(path for path in folder.rglob("*") if path not in before)
    _sync([folder / "_delta_log", folder])


def replace(tables: Iterable[pa.Table], *, batch: int) -> None:
    """Write a new table beside the present one, then move the link and remove what it replaced."""
    base = options().lake
    fresh = base / f"{_LINK}-{new_number():x}"
    for rows in chain([to_table([])], tables):
        _commit(fresh, rows, batch)
    _sync([*fresh.rglob("*"), fresh])
    link = base / f"{_LINK}.next"
    link.unlink(missing_ok=True)
    link.symlink_to(fresh.name)
    link.replace(base / _LINK)
    _sync([base])
    for other in base.glob(f"{_LINK}-*"):
        if other != fresh:
            shutil.rmtree(other, ignore_errors=True)


def _commit(folder: Path, rows: pa.Table, batch: int) -> None:
    from deltalake import CommitProperties, Transaction, write_deltalake

    write_deltalake(
        folder,
        rows,
        mode="append",
        schema_mode="merge",
        configuration={"delta.dataSkippingStatsColumns": ",".join(STATISTICS)},
        commit_properties=CommitProperties(app_transactions=[Transaction(APP, batch)]),
    )


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _check_newest_commit(folder: Path) -> None:
    """Refuse a commit that a power cut left empty or cut off: Delta itself reads an empty one as "nothing happened"."""
    newest = max((folder / "_delta_log").glob("*.json"), default=None)
    if newest is None:
        raise ValueError("its log is gone")
    lines = newest.read_text(encoding="utf-8").splitlines()
    if not any("commitInfo" in json.loads(line) for line in lines):
        raise ValueError(f"its newest commit {newest.name} is cut off")


def _check_files(folder: Path, table: DeltaTable) -> None:
    import pyarrow as pa

    actions = pa.table(table.get_add_actions(flatten=True)).to_pydict()
    for path, size in zip(actions["path"], actions["size_bytes"], strict=True):
        if (folder / path).stat().st_size != size:
            raise ValueError(f"{path} is not as long as the log says")


def _sync(paths: Iterable[Path]) -> None:
    for path in paths:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
