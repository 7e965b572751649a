"""`luister figures` and `luister lake`: what is printed where, and the exit codes."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from luister.cli import figures, lake  # noqa: F401 - adds the commands
from luister.cli.app import app
from luister.core.measure import nps
from luister.feedback.models import Answer
from luister.feedback.queries import lake_rows
from luister.lake.services import publish_pending, remember_changed
from luister.surveys.enums import Kind, Mode
from tests.factories import make_response, make_survey, make_touchpoint

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey(organisation, krakow, field_service):
    survey = make_survey("Repair visits", kind=Kind.TRANSACTIONAL)
    made = [
        make_response(survey=survey, score=score, unit=krakow, answered_at=datetime(2021, 4, 10, tzinfo=UTC))
        for score in [10] * 8 + [3] * 4
    ]
    made += [make_response(survey=survey, score=9, unit=field_service, answered_at=datetime(2021, 5, 10, tzinfo=UTC))]
    remember_changed(response.pk for response in made)
    return survey


def luister(*arguments):
    return CliRunner().invoke(app, list(arguments))


def test_json_is_one_array_with_keys_interval_and_series(survey, krakow):
    found = luister("figures", "--metric", "nps", "--by", "unit,month", "--format", "json")

    assert found.exit_code == 0
    rows = json.loads(found.stdout)
    estimate = nps([0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 8])
    assert rows[0] == {
        "unit": "Customer care Kraków", "unit_key": krakow.key, "month": "2021-04",
        "value": estimate.value, "low": estimate.low, "high": estimate.high, "n": 12, "n_eff": 12.0, "hidden": False,
        "survey": "Repair visits", "survey_key": "repair-visits", "question": "How likely?", "question_key": "nps", "kind": "transactional",
    }  # fmt: skip
    assert [(row["unit"], row["month"], row["n"]) for row in rows[1:]] == [("Field service", "2021-05", 1)]
    # The keys stand in the order in which one reads.
    assert list(rows[0])[:4] == ["unit", "unit_key", "month", "value"]


def test_from_is_included_and_to_is_not(survey):
    def numbers(*period):
        return [row["n"] for row in json.loads(luister("figures", "--metric", "nps", "--format", "json", *period).stdout)]

    assert numbers("--from", "2021-04-10", "--to", "2021-05-10") == [12]
    assert numbers("--from", "2021-04-11") == [1]
    assert numbers("--to", "2021-04-10") == []


def test_where_narrows_and_repeated_values_are_alternatives(survey):
    def units(*where):
        rows = json.loads(luister("figures", "--metric", "nps", "--by", "unit", "--format", "json", *where).stdout)
        return [row["unit_key"] for row in rows]

    assert units("--where", "unit=Customer care") == ["customer-care-krakow"]
    assert units("--where", "unit=Customer care", "--where", "unit=field-service") == ["customer-care-krakow", "field-service"]


def test_hidden_rows_have_nulls(organisation, krakow, field_service):
    pulse = make_survey("Pulse", mode=Mode.ANONYMOUS)
    made = [make_response(survey=pulse, unit=unit) for unit in [krakow] * 3 + [field_service] * 20 + [pulse.unit] * 30]
    remember_changed(response.pk for response in made)

    rows = json.loads(luister("figures", "--metric", "nps", "--by", "unit", "--format", "json").stdout)

    hidden = [row for row in rows if row["hidden"]]
    assert {row["unit_key"] for row in hidden} == {"customer-care-krakow", "field-service"}
    assert all(row[name] is None for row in hidden for name in ("value", "low", "high", "n", "n_eff"))


def test_as_somebody_shows_what_they_may_see(survey, manager, stranger):
    rows = json.loads(luister("figures", "--metric", "nps", "--format", "json", "--as", manager.email).stdout)
    assert [row["n"] for row in rows] == [12]

    refused = luister("figures", "--metric", "nps", "--as", stranger.email)
    assert refused.exit_code == 2
    assert "see figures" in refused.stderr


def test_csv_has_a_head_and_no_formulas(survey, krakow):
    evil = make_response(survey=survey, score=9, touchpoint=make_touchpoint("=1+1", unit=krakow))
    remember_changed([evil.pk])

    found = luister("figures", "--metric", "nps", "--by", "touchpoint", "--format", "csv")

    rows = list(csv.DictReader(io.StringIO(found.stdout)))
    assert [(row["touchpoint"], row["n"]) for row in rows] == [("'=1+1", "1"), ("", "13")]


def test_a_table_says_small_groups_in_words(survey):
    found = luister("figures", "--metric", "nps", "--by", "month")

    assert "1 glad" in found.stdout
    assert "2021-04" in found.stdout


@pytest.mark.parametrize(
    ("arguments", "accepted"),
    [
        (["--metric", "joy"], "nps, csat, ces, rating"),
        (["--metric", "nps", "--by", "colour"], "touchpoint, campaign"),
        (["--metric", "nps", "--where", "unit"], "NAME=VALUE"),
        (["--metric", "nps", "--where", "unit=Nowhere"], "Customer care"),
        (["--metric", "nps", "--where", "colour=red"], "touchpoint"),
        (["--metric", "nps", "--where", "from=2021-01-01"], "--from"),
        (["--metric", "nps", "--from", "soon"], "2026-03-31"),
        (["--metric", "nps", "--format", "xml"], "table"),
        (["--metric", "nps", "--as", "nobody@example.org"], "luister user list"),
        ([], "--metric"),
    ],
)
def test_wrong_usage_says_what_is_accepted(survey, arguments, accepted):
    found = luister("figures", *arguments)

    assert found.exit_code == 2
    assert found.stdout == ""
    assert accepted in " ".join(found.stderr.split())


def test_lake_commands_rebuild_compare_and_compact(survey):
    publish_pending(lake_rows)
    assert luister("lake", "verify").exit_code == 0
    assert "13 rows" in luister("lake", "compact").stdout

    changed = Answer.objects.order_by("pk").first()
    Answer.objects.filter(pk=changed.pk).update(score=0)
    found = luister("lake", "verify")
    assert found.exit_code == 1
    assert f"1 rows different: responses {changed.response_id}" in found.stdout

    assert "13 rows" in luister("lake", "rebuild").stdout
    assert luister("lake", "verify").exit_code == 0
