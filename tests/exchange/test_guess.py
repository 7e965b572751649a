"""A file nobody described gets a mapping to start from."""

from __future__ import annotations

import pytest

from luister.exchange.files.guess import guess_mapping
from luister.exchange.files.mapping_file import parse_mapping
from luister.exchange.files.preview import preview_import

pytestmark = pytest.mark.django_db

HEAD = "Response ID;Recorded Date;Zufriedenheit;Satisfaction;What could we do better?;Branch\n"


def rows():
    return HEAD + "".join(
        f"R_{n};{1 + n % 28:02}.05.2024;x;{1 + n % 5};number {n} should be much quicker than that;B{n % 3}\n" for n in range(40)
    )


def test_headings_and_values_give_a_mapping_that_reads_the_file(write):
    path = write(rows())
    guessed = guess_mapping(path, name="may.csv")

    mapping, _ = parse_mapping(guessed.yaml)
    preview = preview_import(path, guessed.yaml, name="may.csv")

    assert (mapping.survey.key, mapping.response_key, mapping.time.column, mapping.time.formats) == (
        "may",
        ["Response ID"],
        "Recorded Date",
        ["%d.%m.%Y"],
    )
    assert (mapping.scores[0].column, mapping.scores[0].metric, mapping.scores[0].scale.max) == ("Satisfaction", "csat", 5)
    assert [part.column for part in mapping.comments.columns] == ["What could we do better?"]
    assert {guess.part: guess.confidence for guess in guessed.guesses} == {
        "response_key": "high", "time": "high", "score": "medium", "comments": "high", "unit": "medium",
    }  # fmt: skip
    assert (preview.mapping_problems, [row.problem for row in preview.rows]) == ([], [None] * 10)


@pytest.mark.parametrize(
    ("file", "name"), [("nhs_fft_sample.csv", "nhs-fft"), ("nhs_fft_gp_sample.csv", "nhs-fft-gp"), ("sfo_2017_sample.csv", "sfo-2017")]
)
def test_a_file_that_a_shipped_mapping_fits_gets_that_one(samples, file, name):
    assert parse_mapping(guess_mapping(samples / file, name=file).yaml)[0].name == name


def test_a_file_without_answers_gets_a_mapping_whose_faults_are_told(write):
    path = write("a,b\n1,2\n")

    assert preview_import(path, guess_mapping(path, name="x.csv").yaml, name="x.csv").mapping_problems


@pytest.mark.parametrize(("highest", "expected"), [(10, [("nps", 0, 10)]), (5, [])])
def test_scores_from_nought_to_ten_are_a_recommendation_and_others_from_nought_are_not_guessed(write, highest, expected):
    path = write(
        "id;date;score;comment\n"
        + "".join(f"{n};2026-11-{1 + n % 28:02};{n % (highest + 1)};they promised to call me back {n}\n" for n in range(44))
    )

    mapping, _ = parse_mapping(guess_mapping(path, name="x.csv").yaml)

    assert [(part.metric, part.scale.min, part.scale.max) for part in mapping.scores] == expected
