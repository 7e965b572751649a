"""The lock of an installation: one server at a time, and no restore under a running one."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from luister.cli.app import fail


@contextmanager
def hold_installation(home: Path, *, refusal: str) -> Iterator[None]:
    """Hold the lock of the installation in `home`, or leave with `refusal` when a server holds it."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "serve.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise fail(refusal) from None
        yield
