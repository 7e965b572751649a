"""`luister serve`, `luister web` and `luister worker`: the processes of an installation."""

from __future__ import annotations

import hashlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from luister.cli.app import app, fail, log, start_django
from luister.cli.locking import hold_installation

if TYPE_CHECKING:
    from luister.config.options import Options

RESTART_AFTER_S = 1.0
STOP_WITHIN_S = 20.0


@app.command()
def serve(
    *,
    demo: Annotated[bool, typer.Option("--demo", help="Fill an empty installation with the demo organisation first.")] = False,
) -> None:
    """Run web and worker together, and start them again should one of them die."""
    start_django()
    from luister.common.options import options

    home = options().home
    with hold_installation(home, refusal=f"Luister already runs on {home}. Stop it first, or name another folder with LUISTER_HOME."):
        _free_port(options())
        _collect_static()
        if demo:
            _fill_with_demo()
        _say_how_to_sign_in(options())
        _supervise({"web": _web_command(options()), "worker": [sys.executable, "-m", "luister", "worker"]})


@app.command()
def web() -> None:
    """Run the web server alone; run `luister worker` beside it."""
    start_django()
    from luister.common.options import options

    _free_port(options())
    _collect_static()
    command = _web_command(options())
    os.execv(command[0], command)  # noqa: S606 - our own interpreter, no shell


@app.command()
def worker() -> None:
    """Run the worker alone: it reads comments, publishes to the lake, sends mail and minds the clock."""
    start_django()
    from luister.common.jobs import run_worker

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_args: stop.set())
    run_worker(stop)


def _web_command(options: Options) -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", options.host, "--port", str(options.port),
        "--workers", str(options.web_processes), "--blocking-threads", str(options.web_threads), "--respawn-failed-workers",
        "--workers-kill-timeout", "15", "--log-level", "error", "luister.config.wsgi:application",
    ]  # fmt: skip


def _free_port(options: Options) -> None:
    """Leave with one sentence when the port is taken, instead of a traceback from the server."""
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((options.host, options.port))
        except OSError as error:
            other = options.port + 1 if options.port < 65_535 else 8000  # noqa: PLR2004 - the last port
            raise fail(
                f"{options.host}:{options.port} can't be used: {error.strerror}. Another program may run there. "
                f"Choose another port: PORT={other} make run (or PORT={other} luister serve)."
            ) from None


def _collect_static() -> None:
    """Copy the static files where the web server finds them, when one of them changed since the last start."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    from luister.web.build import build_assets

    build_assets()
    sources = [Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list([])]
    stamp = hashlib.sha256(repr(sorted((str(p), p.stat().st_size, p.stat().st_mtime_ns) for p in sources)).encode()).hexdigest()
    kept = Path(settings.STATIC_ROOT) / "collected.txt"
    if kept.exists() and kept.read_text(encoding="ascii") == stamp:
        return
    with log.status("Laying out the interface's files ..."):
        call_command("collectstatic", interactive=False, verbosity=0)
    kept.write_text(stamp, encoding="ascii")


def _fill_with_demo() -> None:
    from luister.cli.demo import fill_if_empty

    fill_if_empty()


def _say_how_to_sign_in(options: Options) -> None:
    from luister.organisation.queries import setup_link

    log.print(f"\nLuister runs on {options.address}", style="bold")
    link = setup_link()
    if link:
        log.print(f"Nobody can sign in yet. Set it up here (the link works once): {link}", soft_wrap=True)
    else:
        log.print("Sign in with your e-mail address. A lost password: luister user reset EMAIL.")
    log.print("Stop with Ctrl+C.", style="dim")


def _supervise(commands: dict[str, list[str]]) -> None:
    """Run the commands until a signal comes; one that dies is started again."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_args: stopping.set())
    running = {name: _start(command) for name, command in commands.items()}
    while not stopping.wait(0.2):
        for name, process in running.items():
            if process.poll() is None:
                continue
            log.print(f"The {name} process ended with code {process.returncode}; it is started again.", style="yellow")
            _end_group(process)
            stopping.wait(RESTART_AFTER_S)
            if not stopping.is_set():
                running[name] = _start(commands[name])
    _stop_all(list(running.values()))


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    # A session of its own, so that Ctrl+C reaches the children by us alone, in order.
    return subprocess.Popen(command, start_new_session=True)  # noqa: S603 - our own interpreter, no shell


def _stop_all(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        process.terminate()
    end = time.monotonic() + STOP_WITHIN_S
    for process in processes:
        try:
            process.wait(max(0.1, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
        _end_group(process)


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """End what a process that was killed left behind: its own children would go on answering at the port."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
