"""Backup and restore of an installation on SQLite: one file that holds the database, the files and the secret key.

The lake is derived and not in it: it is rebuilt after a restore. The copy is made through SQLite's own backup, so it is
consistent while the product runs. Every part carries its SHA-256; a restore that finds another one changes nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

FORMAT = 1
DATABASE = "luister.sqlite3"
SECRET = "secret.key"  # noqa: S105 - a file name
MANIFEST = "manifest.json"
FILES = "files"
_CHUNK = 1 << 20

Progress = Callable[[int, int], None]


class BackupRefused(Exception):
    """The backup can't be written or read. The message says why and what to do."""


@dataclass(frozen=True)
class BackupInfo:
    """What a backup holds."""

    path: Path
    made_at: datetime
    size: int
    files: int
    migrations: tuple[str, ...]


def write_backup(*, home: Path, target: Path, progress: Progress | None = None) -> BackupInfo:
    """Write a backup of the installation in `home` to `target`, which must not exist.

    Parameters
    ----------
    progress : callable or None
        Is told (pages copied, pages in all) of the database.

    Raises
    ------
    BackupRefused
        If `target` exists or there is no SQLite database in `home`.
    """
    if target.exists():
        raise BackupRefused(f"{target} exists already. Name a file that does not.")
    if not (home / DATABASE).exists():
        raise BackupRefused(f"There is no SQLite database in {home}. On PostgreSQL use pg_dump; keep {home / SECRET} beside it.")
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".luister-backup-") as scratch:
        folder = Path(scratch)
        _copy_database(home / DATABASE, folder / DATABASE, progress)
        parts = {DATABASE: folder / DATABASE, SECRET: home / SECRET}
        parts |= {f"{FILES}/{path.relative_to(home / FILES)}": path for path in sorted((home / FILES).rglob("*")) if path.is_file()}
        manifest = {
            "format": FORMAT,
            "made_at": datetime.now(UTC).isoformat(),
            "migrations": _migrations(folder / DATABASE),
            "parts": {name: _digest(path) for name, path in parts.items()},
        }
        (folder / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        partial = folder / "backup.tar.gz"
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as raw, tarfile.open(fileobj=raw, mode="w:gz", compresslevel=6) as archive:
            archive.add(folder / MANIFEST, MANIFEST)
            for name, path in parts.items():
                archive.add(path, name)
        _sync(partial)
        partial.rename(target)
    return read_backup(target)


def read_backup(path: Path) -> BackupInfo:
    """Return what the backup at `path` holds, without unpacking it.

    Raises
    ------
    BackupRefused
        If the file is not a backup of Luister, or of a newer one.
    """
    try:
        with tarfile.open(path, "r:gz") as archive:
            first = archive.next()
            file = archive.extractfile(first) if first is not None and first.name == MANIFEST else None
            if file is None:
                raise BackupRefused(f"{path} is not a backup of Luister.")
            manifest = json.load(file)
    except (OSError, EOFError, tarfile.TarError, ValueError) as error:
        raise BackupRefused(f"{path} can't be read as a backup: {error}.") from None
    if manifest.get("format") != FORMAT:
        raise BackupRefused(f"{path} has format {manifest.get('format')!r}; this version reads format {FORMAT}.")
    return BackupInfo(
        path, datetime.fromisoformat(manifest["made_at"]), path.stat().st_size, len(manifest["parts"]), tuple(manifest["migrations"])
    )


def restore_backup(*, source: Path, home: Path) -> BackupInfo:
    """Put the backup at `source` in place of what `home` holds. The old database and files are moved aside, not deleted.

    The caller makes sure that nothing runs on `home`, and afterwards migrates, replays erasures and rebuilds the lake.

    Raises
    ------
    BackupRefused
        If a part is damaged or the database does not pass SQLite's integrity check. Nothing in `home` is changed then.
    """
    info = read_backup(source)
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home, prefix=".restore-") as scratch:
        folder = Path(scratch)
        _unpack(source, folder)
        with closing(sqlite3.connect(folder / DATABASE)) as connection:
            found = connection.execute("PRAGMA integrity_check").fetchone()[0]
        if found != "ok":
            raise BackupRefused(f"The database in {source} is damaged: {found}.")
        aside = home / f"before-restore-{datetime.now(UTC):%Y%m%dT%H%M%S}"
        aside.mkdir()
        for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", SECRET, FILES, "lake"):
            if (home / name).exists():
                (home / name).rename(aside / name)
        for name in (DATABASE, SECRET, FILES):
            if (folder / name).exists():
                (folder / name).rename(home / name)
        (home / FILES).mkdir(exist_ok=True)
    return info


def _copy_database(source: Path, target: Path, progress: Progress | None) -> None:
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as live, closing(sqlite3.connect(target)) as copy:
        # An open read transaction pins the snapshot: writers go on, and the copy need not start again.
        live.execute("BEGIN")
        live.execute("SELECT count(*) FROM sqlite_master").fetchone()
        live.backup(copy, pages=2000, progress=None if progress is None else lambda _status, left, total: progress(total - left, total))
        copy.execute("PRAGMA journal_mode=DELETE")


def _migrations(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute("SELECT app || '.' || name FROM django_migrations ORDER BY id").fetchall()
    return [row[0] for row in rows]


def _unpack(source: Path, folder: Path) -> None:
    try:
        with tarfile.open(source, "r:gz") as archive:
            archive.extractall(folder, filter="data")
    except (OSError, EOFError, tarfile.TarError) as error:
        raise BackupRefused(f"{source} is damaged: {error}. Nothing was changed.") from None
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    for name, digest in manifest["parts"].items():
        if not (folder / name).is_file() or _digest(folder / name) != digest:
            raise BackupRefused(f"{name} in {source} is damaged. Nothing was changed.")


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    for chunk in _chunks(path):
        digest.update(chunk)
    return digest.hexdigest()


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _sync(path: Path) -> None:
    for target, flags in ((path, os.O_RDONLY), (path.parent, os.O_RDONLY | os.O_DIRECTORY)):
        descriptor = os.open(target, flags)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def disk_share_free(path: Path) -> float:
    """Return which share of the disk under `path` is free, 0 to 1."""
    usage = shutil.disk_usage(path)
    return usage.free / usage.total
