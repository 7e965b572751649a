"""Rows become what they say of a response, or an error of their own."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luister.exchange.files.mapping_file import parse_mapping
from luister.exchange.files.problems import RowRefused
from luister.exchange.files.rows import RowReader
from tests.exchange.conftest import MAPPING

NOW = datetime(2026, 1, 1, tzinfo=UTC)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
ROW = {"id": "1", "when": "2024-05-02", "nps": "9", "why": "good", "shop": "Oslo"}


def reader(mapping=MAPPING):
    return RowReader(parse_mapping(mapping)[0], zone=AMSTERDAM, now=NOW)


def refusal(row, mapping=MAPPING):
    with pytest.raises(RowRefused) as caught:
        reader(mapping).read(row)
    return caught.value.column, str(caught.value.sentence)


def test_a_row_says_score_time_comment_and_unit():
    facts = reader().read(ROW)

    assert (facts.identity, facts.scores, facts.comments, facts.unit) == ("key:1", {"score": 9}, {"why": "good"}, "Oslo")
    assert facts.answered_at == datetime(2024, 5, 2, 10, tzinfo=UTC)  # noon in Amsterdam: a date stays this date


@pytest.mark.parametrize("score", ["11", "-1", "7.5", "NaN", "inf", "1e999", "9" * 5_000, "٣", "ten", "2**3", "0x1", "1_0", True])
def test_a_score_outside_the_scale_is_an_error_with_its_column(score):
    column, sentence = refusal(ROW | {"nps": score})

    assert column == "nps"
    assert "accepted are whole numbers from 0 to 10." in sentence


@pytest.mark.parametrize("when", ["2024-02-30", "31/12/2024", "soon", "0000-00-00", ""])
def test_a_date_that_does_not_exist_is_an_error_with_its_column(when):
    assert refusal(ROW | {"when": when})[0] == "when"


@pytest.mark.parametrize("when", ["2026-02-01", "9999-12-31", "1899-01-01", "0001-01-01"])
def test_the_future_and_the_distant_past_have_no_answers(when):
    assert refusal(ROW | {"when": when})[1] == f"'{when}' lies in the future or before 1900."


def test_an_empty_response_key_is_an_error():
    assert refusal(ROW | {"id": " "}) == ("id", "the response key is empty.")


@pytest.mark.parametrize("text", ["a\x00b", "half \ud800 a sign"])
def test_what_no_database_keeps_is_an_error(text):
    assert refusal(ROW | {"why": text})[0] == "why"


def test_a_comment_of_a_megabyte_is_an_error():
    assert refusal(ROW | {"why": "x" * 1_000_000}) == ("why", "the comment has 1,000,000 characters; at most 20,000 are accepted.")


def test_a_scale_whose_lowest_code_is_best_is_turned():
    mapping = MAPPING.replace("nps, question", "csat, question").replace("min: 0, max: 10}", "min: 1, max: 5}, direction: lower_is_better")

    assert [reader(mapping).read(ROW | {"nps": code}).scores["score"] for code in "12345"] == [5, 4, 3, 2, 1]


def test_words_missing_codes_left_out_codes_and_dont_know_are_told_apart():
    mapping = MAPPING.replace(
        "max: 10}", "max: 10}, words: {Very good: 10}, missing: [99], left_out: [6, x], dont_know_values: [Don't know]"
    )
    read = reader(mapping).read

    found = [read(ROW | {"nps": cell}).scores for cell in (" very  GOOD", 99, 99.0, "", 6, "X", "don’t know")]

    assert found == [{"score": 10}, {}, {}, {}, {"score": "left_out:6"}, {"score": "left_out:x"}, {"score": "dont_know"}]


def test_rows_without_a_key_are_known_by_all_their_cells_whatever_their_order_and_type():
    mapping = MAPPING.replace("response_key: id\n", "")
    identity = reader(mapping).read(ROW).identity

    assert reader(mapping).read(dict(reversed((ROW | {"nps": 9.0, "why": "good "}).items()))).identity == identity
    assert reader(mapping).read(ROW | {"id": "2"}).identity != identity


def test_comments_in_rows_take_their_prompt_along():
    mapping = MAPPING.replace(
        "{columns: [{column: why, key: why, prompt: Why?}]}",
        "{rows: {prompt: shop, text: why, prompts: {Oslo: How was Oslo?}}, no_comment: [nothing]}",
    )
    rows = reader(mapping)

    facts = [rows.read(ROW), rows.read(ROW | {"shop": "What\nelse?"}), rows.read(ROW | {"why": "Nothing"})]

    assert [list(fact.comments.values()) for fact in facts] == [["good"], ["good"], []]
    assert list(rows.prompts.values()) == ["How was Oslo?", "What else?"]


def test_local_times_are_read_in_the_zone_of_the_mapping():
    mapping = MAPPING.replace('formats: ["%Y-%m-%d"]', 'formats: ["%Y-%m-%d %H:%M", iso], time_zone: America/New_York')

    assert reader(mapping).read(ROW | {"when": "2024-05-02 20:00"}).answered_at == datetime(2024, 5, 3, 0, 0, tzinfo=UTC)
    assert reader(mapping).read(ROW | {"when": "2024-05-02T20:00+02:00"}).answered_at == datetime(2024, 5, 2, 18, 0, tzinfo=UTC)
    assert reader(mapping).read(ROW | {"when": "2024-05-02"}).answered_at == datetime(2024, 5, 2, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize("weight", ["0", "-1", "", "NaN", "x", "0.00001", "1e300"])
def test_a_weight_is_above_zero(weight):
    assert refusal(ROW | {"id": "1", "why": weight}, MAPPING + "weight: {column: why}\n")[0] == "why"


def test_a_weight_becomes_whole_ten_thousandths():
    assert reader(MAPPING + "weight: {column: why}\n").read(ROW | {"why": "1,6329600946"}).weight == 16330


_cell = st.none() | st.text(max_size=30) | st.integers() | st.floats() | st.booleans() | st.dates() | st.datetimes()


@settings(max_examples=300, deadline=None)
@given(cells=st.lists(_cell, min_size=5, max_size=5))
def test_no_cell_crashes_a_row(cells):
    mapping = MAPPING + "touchpoint: {column: why}\nweight: {column: nps}\nlanguage: {column: shop}\nchannel: {column: shop}\n"
    row = dict(zip(ROW, cells, strict=True))
    try:
        facts = reader(mapping).read(row)
    except RowRefused as refused:
        column = refused.column
        message = str(refused.sentence)
    else:
        column, message = "id", facts.identity
    assert column in ROW
    assert message
