"""`luister import`: one report, three exit codes, nothing twice."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time

import pytest
from typer.testing import CliRunner

from luister.cli import importing  # noqa: F401 - adds the commands
from luister.cli.app import app
from luister.feedback.models import Response
from luister.organisation.models import Organisation

MAPPING = """\
survey: {key: shop, name: Shop, kind: transactional}
response_key: id
time: {column: when, formats: ["%Y-%m-%d"]}
score: {column: nps, metric: nps, question: Would you recommend us?, scale: {min: 0, max: 10}}
unit: {column: shop}
"""
HEAD = "id,when,nps,shop\n"


@pytest.fixture
def files(tmp_path):
    (tmp_path / "map.yaml").write_text(MAPPING)
    (tmp_path / "good.csv").write_text(HEAD + "1,2024-05-01,9,Oslo\n2,2024-05-02,3,Oslo\n")
    (tmp_path / "bad.csv").write_text(HEAD + "3,2024-05-01,12,Oslo\n4,2024-05-02,3,Oslo\n")
    return tmp_path


@pytest.fixture
def luister(files):
    def run(*arguments):
        return CliRunner().invoke(app, [str(files / part) if (files / str(part)).exists() else str(part) for part in arguments])

    return run


@pytest.mark.usefixtures("organisation")
def test_json_is_one_object_and_the_exit_code_tells_of_rows_with_errors(luister):
    good = luister("import", "good.csv", "--map", "map.yaml", "--format", "json")
    bad = luister("import", "bad.csv", "--map", "map.yaml", "--format", "json")

    first, second = json.loads(good.stdout), json.loads(bad.stdout)
    assert (good.exit_code, first["rows"], first["responses_added"], first["created"]["units"]) == (0, 2, 2, ["Oslo"])
    assert (bad.exit_code, second["responses_added"], second["error_count"]) == (1, 1, 1)
    assert (second["errors"][0]["row"], second["errors"][0]["column"]) == (2, "nps")
    assert second["errors"][0]["message"] == "'12' is no answer on this scale; accepted are whole numbers from 0 to 10."


@pytest.mark.usefixtures("organisation")
def test_the_report_in_words_names_rows_and_columns(luister):
    result = luister("import", "bad.csv", "--map", "map.yaml")

    assert "bad.csv: 2 rows are 1 responses with 0 comments." in result.stdout
    assert "row 2, column nps: '12' is no answer on this scale" in result.stdout


@pytest.mark.usefixtures("organisation")
def test_a_dry_run_stores_nothing(luister):
    result = luister("import", "good.csv", "--map", "map.yaml", "--dry-run")

    assert result.exit_code == 0
    assert "2 would be added, 0 known already." in result.stdout
    assert not Response.objects.exists()


@pytest.mark.usefixtures("organisation")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("import", "good.csv", "--map", "nhs"), "accepted are a YAML file or one of: nhs-fft, nhs-fft-gp, sfo-2017"),
        (("import", "nowhere.csv", "--map", "map.yaml"), "nowhere.csv: the file can't be opened"),
        (("import", "good.csv", "--map", "nhs-fft"), "column 'Respondent ID' is not in the file"),
        (("import", "good.csv", "--map", "map.yaml", "--as", "nobody@example.org"), "nobody with this address"),
        (("import", "good.csv"), "--map"),
        (("undo-import", "77"), "There is no import 77."),
    ],
)
def test_wrong_usage_is_told_and_ends_with_two(luister, arguments, said):
    result = luister(*arguments)

    assert result.exit_code == 2
    assert said in " ".join(result.stderr.split())


def test_a_person_without_the_right_may_not_import(luister, colleague):
    result = luister("import", "good.csv", "--map", "map.yaml", "--as", colleague.email)

    assert (result.exit_code, Response.objects.count()) == (2, 0)


@pytest.mark.usefixtures("organisation")
def test_an_import_is_listed_and_undone(luister):
    number = json.loads(luister("import", "good.csv", "--map", "map.yaml", "--format", "json").stdout)["batch"]

    assert "good.csv" in luister("imports").stdout
    assert f"Import {number} is undone: 2 responses were removed." in luister("undo-import", number).stdout
    assert not Response.objects.exists()


@pytest.mark.django_db
def test_an_empty_installation_gets_an_organisation(luister):
    assert luister("import", "good.csv", "--map", "map.yaml").exit_code == 0
    assert Organisation.objects.get().name == "My organisation"


@pytest.mark.slow
def test_an_import_killed_by_force_is_completed_by_the_same_command(files):
    home = files / "home"
    lines = [f"{number},2024-05-0{1 + number % 9},{number % 11},Shop {number % 7}" for number in range(6_000)]
    (files / "big.csv").write_text(HEAD + "\n".join(lines) + "\n")
    command = [
        sys.executable,
        "-c",
        "from luister.cli import main; main()",
        "import",
        str(files / "big.csv"),
        "--map",
        str(files / "map.yaml"),
    ]
    environment = {name: value for name, value in os.environ.items() if name not in ("DJANGO_SETTINGS_MODULE", "DATABASE_URL")}
    environment |= {"LUISTER_HOME": str(home)}

    def stored():
        try:
            with sqlite3.connect(f"file:{home / 'luister.sqlite3'}?mode=ro", uri=True) as database:
                return database.execute("SELECT count(*) FROM feedback_response").fetchone()[0]
        except sqlite3.OperationalError:
            return 0

    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    end = time.monotonic() + 120
    while process.poll() is None and not stored() and time.monotonic() < end:
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    left = stored()

    done = subprocess.run([*command, "--format", "json"], env=environment, capture_output=True, text=True, check=False)

    assert 0 < left < 6_000
    assert done.returncode == 0, done.stderr
    assert stored() == 6_000
    assert json.loads(done.stdout)["responses_added"] == 6_000
