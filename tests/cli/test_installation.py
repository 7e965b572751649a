"""An installation at the command line, in a home of its own: it starts empty, says what is wrong, and survives a restore."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Luister = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def luister(tmp_path: Path) -> Luister:
    """`luister("user", "list", PORT="1")`: run the command on a home of this test alone."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LUISTER_", "DATABASE_URL", "DJANGO_", "PORT"))}

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        settings = kept | {"LUISTER_HOME": str(tmp_path / "home"), "COLUMNS": "200"} | environment
        return subprocess.run([sys.executable, "-m", "luister", *arguments], env=settings, capture_output=True, text=True, check=False)

    return run


def test_a_wrong_setting_stops_the_start_with_what_is_accepted(luister: Luister) -> None:
    for name, value, accepted in (
        ("PORT", "eighty", "valid integer"),
        ("LUISTER_ENGINE", "oracle", "'duckdb' or 'spark'"),
        ("DATABASE_URL", "mysql://x", "postgresql://"),
        ("LUISTER_TIME_ZONE", "Europe/Nowhere", "Europe/Warsaw"),
        ("LUISTER_EMAIL_FROM", "nobody", "cx@example.org"),
    ):
        found = luister("check", **{name: value})
        assert found.returncode == 2
        assert name in found.stderr
        assert value in found.stderr
        assert accepted in found.stderr
        assert "Traceback" not in found.stderr


def test_a_misspelled_setting_is_said_with_the_one_that_was_meant(luister: Luister, tmp_path: Path) -> None:
    in_the_shell = luister("check", LUISTER_EMAILURL="file:")
    (tmp_path / "home").mkdir(exist_ok=True)
    (tmp_path / "home" / "luister.env").write_text("# ours\nLUISTER_ENGIN=spark\n")
    in_the_file = luister("check")
    for found, given, meant in ((in_the_shell, "LUISTER_EMAILURL", "LUISTER_EMAIL_URL"), (in_the_file, "LUISTER_ENGIN", "LUISTER_ENGINE")):
        assert found.returncode == 2
        assert f"{given} is no setting of Luister; accepted: {meant}." in found.stderr


def test_a_database_that_is_not_reached_is_said_in_a_sentence_without_its_password(luister: Luister) -> None:
    found = luister("user", "list", DATABASE_URL="postgresql://luister:hush-hush@127.0.0.1:1/nowhere")
    assert found.returncode == 2
    assert "127.0.0.1:1/nowhere" in found.stderr
    assert "hush-hush" not in found.stderr
    assert "Traceback" not in found.stderr


def test_a_port_that_is_taken_is_said_in_a_sentence(luister: Luister) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        found = luister("serve", PORT=port)
    assert found.returncode == 2
    assert f"127.0.0.1:{port}" in found.stderr
    assert "PORT=" in found.stderr
    assert "Traceback" not in found.stderr


def test_who_was_erased_after_a_backup_is_erased_again_by_a_restore(luister: Luister, tmp_path: Path) -> None:
    answers = tmp_path / "answers.csv"
    answers.write_text("id,day,score,why,customer\n1,2026-03-02,3,Nobody came to Marker Street,C-7\n2,2026-03-03,9,Fine,C-8\n")
    mapping = tmp_path / "map.yaml"
    mapping.write_text(MAPPING)
    backup = tmp_path / "b.tar.gz"

    assert luister("import", str(answers), "--map", str(mapping)).returncode == 0
    assert luister("backup", str(backup)).returncode == 0
    assert luister("customer", "erase", "C-7", "--yes").returncode == 0
    restored = luister("restore", str(backup), "--yes")
    figures = luister("figures", "--metric", "nps", "--format", "csv")

    assert restored.returncode == 0, restored.stderr
    assert "erased again: 1." in restored.stderr
    assert b"Marker Street" not in (tmp_path / "home" / "luister.sqlite3").read_bytes()
    assert ",1," in figures.stdout
    assert luister("lake", "verify").returncode == 0


def test_the_check_says_that_nobody_can_sign_in_and_no_worker_runs(luister: Luister) -> None:
    found = luister("check")
    assert found.returncode == 1
    assert "luister user add" in found.stdout
    assert "luister worker" in found.stdout


MAPPING = """
survey: {key: street, name: Street survey, kind: relationship, mode: named, language: en}
response_key: id
time: {column: day, formats: ["%Y-%m-%d"]}
score: {key: recommend, column: score, metric: nps, question: "How likely are you to recommend us?", scale: {min: 0, max: 10}}
comments:
  columns:
    - {column: why, prompt: "Why this score?"}
unit: {fixed: Street}
customer: {column: customer}
language: {fixed: en}
"""
