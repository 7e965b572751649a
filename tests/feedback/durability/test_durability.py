"""Answers sent many times at once, by processes that are killed at random: none is lost and none is doubled."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from luister.config.options import Options

ROOT = Path(__file__).parents[3]
SCRIPT = Path(__file__).with_name("answering.py")
LONGEST_S = 240


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """An installation of the test's own, on the database that the suite runs on."""
    settings = {**os.environ, "LUISTER_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    url = Options().database_url
    if not url.startswith("postgres"):
        yield settings
        return
    name = f"luister_durability_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield {**settings, "DATABASE_URL": url.rsplit("/", 1)[0] + f"/{name}"}
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def run(environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, str(SCRIPT), *arguments]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True, timeout=LONGEST_S).stdout


@contextmanager
def process(environment: dict[str, str], journal: Path, keys: int, seed: int) -> Iterator[subprocess.Popen[bytes]]:
    started = subprocess.Popen([sys.executable, str(SCRIPT), "answer", str(keys), str(seed), str(journal)], env=environment)
    try:
        yield started
    finally:
        started.kill()
        started.wait()


def lives_long_enough(journal: Path, notes: int) -> None:
    """Wait until the process has confirmed so many answers, or ended."""
    deadline = time.monotonic() + LONGEST_S
    while time.monotonic() < deadline and (not journal.exists() or len(journal.read_bytes().splitlines()) <= notes):
        time.sleep(0.01)


def answer_and_kill(environment: dict[str, str], folder: Path, *, keys: int, rounds: int) -> None:
    """Let two processes answer at once, kill both at random moments, again and again, and at last let two go on to the end."""
    chance = random.Random(7)
    for number in range(rounds):
        one, other = folder / f"killed-{number}-one", folder / f"killed-{number}-other"
        seeds = chance.randrange(10**6), chance.randrange(10**6)
        with process(environment, one, keys, seeds[0]), process(environment, other, keys, seeds[1]):
            lives_long_enough(one, chance.randrange(1, keys // 2))
            time.sleep(chance.random() / 50)
    lasts = [folder / "last-0", folder / "last-1"]
    with process(environment, lasts[0], keys, 1) as first, process(environment, lasts[1], keys, 2) as second:
        assert (first.wait(LONGEST_S), second.wait(LONGEST_S)) == (0, 0)


def check(environment: dict[str, str], folder: Path, *, keys: int) -> None:
    found: dict[str, Any] = json.loads(run(environment, "report"))
    stored = {int(number): key for number, key in found["stored"].items()}
    linked = {number for start in range(0, keys, 8) for number in (start, start + 1)}
    expected = keys - len(linked) // 2

    assert len(stored) == len(set(stored.values())) == expected
    for name, counts in found["parts"].items():
        assert counts == {str(number): 1 for number in stored}, name
    confirmed: dict[int, set[int]] = {}
    for journal in folder.iterdir():
        # A note that was cut off by the kill was not confirmed to anybody.
        for line in journal.read_text("ascii").split("\n")[1:-1]:
            number, response = map(int, line.split())
            confirmed.setdefault(number - number % 2 if number in linked else number, set()).add(response)
    # A confirmed answer that was lost and stored anew would have another number the second time.
    assert len(confirmed) == expected
    assert {len(responses) for responses in confirmed.values()} == {1}
    assert set.union(*confirmed.values()) == set(stored)


@pytest.mark.parametrize(("keys", "rounds"), [pytest.param(64, 2, id="small"), pytest.param(1000, 25, id="large", marks=pytest.mark.slow)])
def test_answers_sent_again_and_again_by_processes_that_are_killed_count_once(
    environment: dict[str, str], tmp_path: Path, keys: int, rounds: int
) -> None:
    folder = tmp_path / "journals"
    folder.mkdir()
    run(environment, "prepare", str(keys))

    answer_and_kill(environment, folder, keys=keys, rounds=rounds)

    check(environment, folder, keys=keys)
