"""Mappings say what is wrong with a line, and what is accepted."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luister.exchange.files.checks import require_columns
from luister.exchange.files.mapping_file import parse_mapping
from luister.exchange.files.problems import MappingWrong
from luister.exchange.files.shipped import mapping_text, shipped_names, shipped_text


def problems(text):
    with pytest.raises(MappingWrong) as caught:
        parse_mapping(text)
    return [str(problem) for problem in caught.value.problems]


def test_three_mappings_ship_and_each_is_right():
    assert shipped_names() == ["nhs-fft", "nhs-fft-gp", "sfo-2017"]
    assert [parse_mapping(shipped_text(name))[0].name for name in shipped_names()] == shipped_names()


def test_the_two_nhs_files_ask_different_questions_of_different_surveys():
    fft, gp = (parse_mapping(shipped_text(name))[0] for name in ("nhs-fft", "nhs-fft-gp"))

    assert fft.survey.key != gp.survey.key
    assert fft.scores[0].question != gp.scores[0].question


def test_a_word_that_is_not_known_is_told_with_its_line_and_what_is_accepted(mapping):
    accepted = "name, description, survey, time, file, response_key, scores, comments, unit, touchpoint, customer, attributes, language, channel, weight"
    assert problems(mapping + "untit: {column: shop}\n") == [f"line 7: untit: 'untit' is not known here; accepted: {accepted}."]


def test_a_wrong_choice_is_told_with_the_right_ones(mapping):
    assert problems(mapping.replace("transactional", "both")) == [
        "line 1: survey.kind: given is 'both'; accepted: relationship, transactional, ad_hoc."
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("max: 10", "max: 5", "an NPS is asked from 0 to 10"),
        ("min: 0, max: 10", "min: 5, max: 1", "max must be greater than min"),
        ("when, formats", "when, fixed: 2024-01-01, formats", "give either column"),
        ('"%Y-%m-%d"', "day", "accepted are iso, unix and patterns"),
        ("unit: {column: shop}", "channel: {fixed: fax}", "'fax' is no channel; accepted: phone"),
        ("unit: {column: shop}", "language: {fixed: Polish}", "'Polish' is no language"),
        ("unit: {column: shop}", "unit: {column: [a, b]}", "given is 'a part of its own'"),
        ("key: shop", "key: My Shop", "accepted are small letters"),
    ],
)
def test_nonsense_is_told(mapping, old, new, said):
    assert any(said in problem for problem in problems(mapping.replace(old, new)))


@pytest.mark.parametrize(
    "text", ["a: &x 1\nb: *x\n", "- 1\n", "a: [1\n", "survey: {}\nsurvey: {}\n", "[" * 5_000, "\x00", "", "a: !!python/name:os.system x"]
)
def test_what_is_no_mapping_is_refused_plainly(text):
    assert problems(text)


def test_a_column_that_is_not_in_the_file_is_told_with_those_that_are(mapping):
    parsed, tree = parse_mapping(mapping)

    with pytest.raises(MappingWrong) as caught:
        require_columns(parsed, tree, ["id", "when", "nps", "why", "shops"])

    assert str(caught.value) == "line 6: unit.column: column 'shop' is not in the file; it has: id, when, nps, why, shops. Is it 'shops'?"


def test_a_mapping_is_a_name_or_a_file(tmp_path, mapping):
    (tmp_path / "mine.yaml").write_text(mapping)

    assert mapping_text(str(tmp_path / "mine.yaml")) == mapping
    with pytest.raises(MappingWrong, match="accepted are a YAML file or one of: nhs-fft, nhs-fft-gp, sfo-2017"):
        mapping_text("nhs")


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=120) | st.text("{}[]:,-#&*!|>'\"%@` \nabc1", max_size=120))
def test_no_text_crashes_the_mapping(text):
    with contextlib.suppress(MappingWrong):
        parse_mapping(text)
