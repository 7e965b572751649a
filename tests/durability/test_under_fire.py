"""The promise: a confirmed response is neither lost nor doubled, whatever dies in between.

The whole product runs (`luister serve`), customers send their answers at once and again, and processes are killed at random.
"""

from __future__ import annotations

import http.client
import os
import random
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

ANSWERS = 500
CUSTOMERS_AT_ONCE = 24
KILL_EVERY_S = 1.5
PATIENCE_S = 150.0

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path(f"/proc/self/task/{os.getpid()}/children").exists(), reason="needs Linux's /proc to find processes"),
]


@dataclass
class Installation:
    """A running product with an open survey."""

    home: Path
    port: int
    token: str
    serve: subprocess.Popen[bytes]


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LUISTER_", "DATABASE_URL", "DJANGO_", "PORT"))}
    environment = kept | {"LUISTER_HOME": str(tmp_path), "PORT": str(port), "LUISTER_WEB_PROCESSES": "2"}
    made = subprocess.run([sys.executable, "-c", MAKE_SURVEY], env=environment, capture_output=True, text=True, check=True)
    with (tmp_path / "serve.log").open("wb") as log:
        serve = subprocess.Popen([sys.executable, "-m", "luister", "serve"], env=environment, stdout=log, stderr=log)
        try:
            _wait_until_ready(port)
            yield Installation(tmp_path, port, made.stdout.split()[-1], serve)
        finally:
            serve.terminate()
            serve.wait(30)


def test_five_hundred_answers_sent_twice_under_fire_are_each_there_once(installation: Installation) -> None:
    stop = threading.Event()
    killer = threading.Thread(target=_kill_at_random, args=(installation.serve.pid, stop))
    killer.start()
    try:
        with ThreadPoolExecutor(CUSTOMERS_AT_ONCE) as customers:
            confirmed = list(customers.map(lambda number: _answer(installation, number), range(ANSWERS)))
    finally:
        stop.set()
        killer.join()

    assert all(confirmed)
    with closing(sqlite3.connect(installation.home / "luister.sqlite3")) as database:
        said = [row[0] for row in database.execute("SELECT text FROM feedback_comment")]
        waiting = database.execute(
            "SELECT count(*) FROM feedback_response r LEFT JOIN feedback_answer a ON a.response_id = r.id WHERE a.id IS NULL"
        )
        assert waiting.fetchone()[0] == 0
    assert sorted(said) == sorted(f"answer {number}" for number in range(ANSWERS))


def _answer(installation: Installation, number: int) -> bool:
    """Be a customer: open the page, send the answer, and send it again; on a broken connection, send it again until it is confirmed."""
    page = re.search(rb'name="page" value="([^"]+)"', _until(lambda: _ask(installation, "GET"), {200}))
    assert page is not None
    form = {"page": page[1].decode(), "lang": "en", "q-score": str(number % 11), "q-reason": f"answer {number}"}
    for _time in range(2):
        _until(lambda: _ask(installation, "POST", form), {303})
    return True


def _until(attempt: object, wanted: set[int]) -> bytes:
    end = time.monotonic() + PATIENCE_S
    status = 0
    while time.monotonic() < end:
        with suppress(OSError, http.client.HTTPException):
            status, body = attempt()  # type: ignore[operator]
            if status in wanted:
                return bytes(body)
            # Nothing but "not just now" may come in between.
            assert status in {502, 503}, (status, body[:300])
        time.sleep(random.uniform(0.05, 0.4))
    raise AssertionError(f"not confirmed within {PATIENCE_S} seconds; the last status was {status}")


def _ask(installation: Installation, method: str, form: dict[str, str] | None = None) -> tuple[int, bytes]:
    with closing(http.client.HTTPConnection("127.0.0.1", installation.port, timeout=20)) as connection:
        body = urllib.parse.urlencode(form) if form else None
        connection.request(method, f"/s/{installation.token}/", body, {"Content-Type": "application/x-www-form-urlencoded"} if form else {})
        response = connection.getresponse()
        return response.status, response.read()


def _kill_at_random(serve: int, stop: threading.Event) -> None:
    chance = random.Random(7)
    while not stop.wait(KILL_EVERY_S):
        children = _children(serve)
        victims = children + [grandchild for child in children for grandchild in _children(child)]
        if victims:
            with suppress(ProcessLookupError):
                os.kill(chance.choice(victims), signal.SIGKILL)


def _children(pid: int) -> list[int]:
    with suppress(OSError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def _wait_until_ready(port: int) -> None:
    end = time.monotonic() + 90
    while time.monotonic() < end:
        with suppress(OSError), closing(http.client.HTTPConnection("127.0.0.1", port, timeout=2)) as connection:
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        time.sleep(0.3)
    raise AssertionError("the product did not start within 90 seconds")


MAKE_SURVEY = """
from luister.cli.app import start_django
start_django()
from luister.organisation.queries import root_unit
from luister.organisation.rules import Actor
from luister.organisation.services import set_up_organisation
from luister.outreach.services import create_campaign
from luister.surveys.services import create_survey, publish_survey
by = Actor.operator("tester")
set_up_organisation(name="Zomerwind", time_zone="Europe/Amsterdam", language="en", by=by)
survey = create_survey(name="Fire", kind="relationship", metric="nps", unit=root_unit(), by=by)
publish_survey(survey=survey, by=by)
print(create_campaign(survey=survey, name="open", by=by).token)
"""
