"""Django's SQLite backend with one writer per file.

SQLite lets one connection write at a time. A connection that finds the lock taken sleeps and polls, which is unfair: under load
some writers wait a second while others pass them. A blocking `flock` taken before `BEGIN IMMEDIATE` queues them fairly, across
threads and processes, and no request ever meets "database is locked".
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that queues for its file before it opens a transaction."""

    _lock_fd: int | None = None
    _lock_held: bool = False

    def _lock_path(self) -> Path | None:
        name = str(self.settings_dict["NAME"])
        if self.is_in_memory_db() or not name:
            return None
        return Path(f"{name}-writer")

    def _queue_for_file(self) -> None:
        if self._lock_held:
            return
        path = self._lock_path()
        if path is None:
            return
        if self._lock_fd is None:
            self._lock_fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._lock_fd, fcntl.LOCK_EX)
        self._lock_held = True

    def _leave_file(self) -> None:
        if self._lock_held and self._lock_fd is not None:
            fcntl.flock(self._lock_fd, fcntl.LOCK_UN)
        self._lock_held = False

    def _start_transaction_under_autocommit(self) -> None:
        self._queue_for_file()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._leave_file()
            raise

    def _commit(self) -> Any:
        try:
            return super()._commit()  # type: ignore[misc]
        finally:
            # A commit that failed leaves the transaction open; Django then rolls back, which leaves the queue.
            if self.connection is None or not self.connection.in_transaction:
                self._leave_file()

    def _rollback(self) -> Any:
        try:
            return super()._rollback()  # type: ignore[misc]
        finally:
            self._leave_file()

    def _close(self) -> Any:
        try:
            return super()._close()  # type: ignore[misc]
        finally:
            self._leave_file()
            if self._lock_fd is not None:
                os.close(self._lock_fd)
                self._lock_fd = None
