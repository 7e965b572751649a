"""Run the tests as the machine allows.

Alone: the fast sets, on SQLite. With `CI=true`: also the slow, Spark and browser sets, and the database tests once more on
PostgreSQL, on a server of our own that is started for the run and stopped after it. In CI a skipped test is a failure.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
PYTEST = [sys.executable, "-m", "pytest"]
FAST = "not slow and not spark and not browser"
SERVER_PORT = 54329


def main(arguments: list[str]) -> int:
    """Run the sets one after another and return the worst exit code."""
    if os.environ.get("CI") != "true":
        return _pytest("the fast tests on SQLite", ["-m", FAST, *arguments])
    codes = [
        _pytest("the tests on SQLite, with the slow and browser sets", ["-m", "not spark", *arguments]),
        _pytest("the engine tests on Spark, one after another", ["-m", "spark", *arguments, "-n", "0"]),
    ]
    with _postgres() as url:
        codes.append(_pytest("the database tests on PostgreSQL", ["-m", f"{FAST} and not sqlite", *arguments], DATABASE_URL=url))
    return max(codes)


def _pytest(title: str, arguments: list[str], **environment: str) -> int:
    print(f"\n== {title} ==", flush=True)
    return subprocess.run([*PYTEST, *arguments], cwd=ROOT, env={**os.environ, **environment}, check=False).returncode


@contextmanager
def _postgres() -> Iterator[str]:
    """Start a PostgreSQL server of our own on a socket and a loopback port, and stop it afterwards."""
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if not binaries:
        sys.exit("PostgreSQL's server programs were not found under /usr/lib/postgresql. On Debian: apt install postgresql.")
    folder = Path(tempfile.mkdtemp(prefix="luister-pg-"))
    run_as: list[str] = []
    if os.getuid() == 0:
        # PostgreSQL refuses to run as root.
        shutil.chown(folder, "postgres", "postgres")
        run_as = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    control = [*run_as, str(binaries[-1] / "pg_ctl"), "-D", str(folder / "data")]
    subprocess.run(
        [*run_as, str(binaries[-1] / "initdb"), "-D", str(folder / "data"), "-U", "luister", "-A", "trust", "-E", "UTF8", "--no-locale"],
        check=True, stdout=subprocess.DEVNULL, cwd=folder,
    )  # fmt: skip
    options = f"-p {SERVER_PORT} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200"
    subprocess.run([*control, "-w", "-l", str(folder / "log"), "-o", options, "start"], check=True, stdout=subprocess.DEVNULL, cwd=folder)
    try:
        yield f"postgresql://luister@127.0.0.1:{SERVER_PORT}/postgres"
    finally:
        subprocess.run([*control, "-m", "fast", "stop"], check=False, stdout=subprocess.DEVNULL, cwd=folder)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
