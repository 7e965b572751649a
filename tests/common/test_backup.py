"""A backup is whole or refused; a restore that finds damage changes nothing."""

from __future__ import annotations

import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

from luister.common.backup import DATABASE, BackupRefused, read_backup, restore_backup, write_backup


def _make_home(folder: Path, *, rows: int = 3) -> Path:
    (folder / "files").mkdir(parents=True)
    (folder / "files" / "letter.txt").write_text("Dear customer")
    (folder / "secret.key").write_text("s3cret")
    with closing(sqlite3.connect(folder / DATABASE)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE django_migrations (id INTEGER PRIMARY KEY, app TEXT, name TEXT)")
        connection.execute("INSERT INTO django_migrations (app, name) VALUES ('common', '0001_initial')")
        connection.execute("CREATE TABLE said (words TEXT)")
        connection.executemany("INSERT INTO said VALUES (?)", [(f"answer {n}",) for n in range(rows)])
        connection.commit()
    return folder


def _said(home: Path) -> int:
    with closing(sqlite3.connect(home / DATABASE)) as connection:
        return int(connection.execute("SELECT count(*) FROM said").fetchone()[0])


def test_what_was_backed_up_comes_back(tmp_path: Path) -> None:
    home, other = _make_home(tmp_path / "home"), tmp_path / "other"
    info = write_backup(home=home, target=tmp_path / "b.tar.gz")

    restore_backup(source=tmp_path / "b.tar.gz", home=other)

    assert info.migrations == ("common.0001_initial",)
    assert _said(other) == 3
    assert (other / "secret.key").read_text() == "s3cret"
    assert (other / "files" / "letter.txt").read_text() == "Dear customer"


def test_a_backup_holds_what_is_committed_while_a_writer_is_busy(tmp_path: Path) -> None:
    home = _make_home(tmp_path / "home")
    with closing(sqlite3.connect(home / DATABASE, isolation_level=None)) as writer:
        writer.execute("INSERT INTO said VALUES ('in the write-ahead log')")
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("INSERT INTO said VALUES ('not yet committed')")
        write_backup(home=home, target=tmp_path / "b.tar.gz")
        writer.execute("COMMIT")

    restore_backup(source=tmp_path / "b.tar.gz", home=tmp_path / "other")
    assert _said(tmp_path / "other") == 4


def test_only_its_owner_reads_a_backup(tmp_path: Path) -> None:
    write_backup(home=_make_home(tmp_path / "home"), target=tmp_path / "b.tar.gz")
    assert (tmp_path / "b.tar.gz").stat().st_mode & 0o077 == 0


def test_a_restore_moves_the_present_data_aside(tmp_path: Path) -> None:
    home = _make_home(tmp_path / "home")
    write_backup(home=home, target=tmp_path / "b.tar.gz")
    present = _make_home(tmp_path / "present", rows=9)

    restore_backup(source=tmp_path / "b.tar.gz", home=present)

    assert _said(present) == 3
    aside = next(present.glob("before-restore-*"))
    assert _said(aside) == 9


def test_an_existing_file_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "b.tar.gz").write_text("something else")
    with pytest.raises(BackupRefused, match="exists already"):
        write_backup(home=_make_home(tmp_path / "home"), target=tmp_path / "b.tar.gz")
    assert (tmp_path / "b.tar.gz").read_text() == "something else"


@pytest.mark.parametrize("content", [b"", b"not an archive", b"\x1f\x8b broken"])
def test_what_is_no_backup_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "b.tar.gz").write_bytes(content)
    with pytest.raises(BackupRefused):
        read_backup(tmp_path / "b.tar.gz")


def test_a_torn_backup_changes_nothing(tmp_path: Path) -> None:
    home = _make_home(tmp_path / "home", rows=5000)
    write_backup(home=home, target=tmp_path / "b.tar.gz")
    whole = (tmp_path / "b.tar.gz").read_bytes()
    (tmp_path / "b.tar.gz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BackupRefused):
        restore_backup(source=tmp_path / "b.tar.gz", home=home)
    assert _said(home) == 5000


def test_a_part_that_was_changed_is_noticed(tmp_path: Path) -> None:
    home = _make_home(tmp_path / "home")
    write_backup(home=home, target=tmp_path / "b.tar.gz")
    with tarfile.open(tmp_path / "b.tar.gz") as archive:
        archive.extractall(tmp_path / "parts", filter="data")
    (tmp_path / "parts" / "secret.key").write_text("another")
    with tarfile.open(tmp_path / "forged.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "parts" / "manifest.json", "manifest.json")
        for name in (DATABASE, "secret.key", "files/letter.txt"):
            archive.add(tmp_path / "parts" / name, name)
    with pytest.raises(BackupRefused, match=r"secret\.key"):
        restore_backup(source=tmp_path / "forged.tar.gz", home=home)
    assert (home / "secret.key").read_text() == "s3cret"


def test_without_a_database_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    with pytest.raises(BackupRefused, match="pg_dump"):
        write_backup(home=tmp_path, target=tmp_path / "b.tar.gz")
