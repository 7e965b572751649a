"""Filters in the address, on the command line and in the API."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luister.feedback.rules import FILTER_NAMES, Filters, WrongFilter, only_filters, parse_filters


def test_filters_are_read_by_their_names() -> None:
    found = parse_filters(
        {
            "unit": ["care", "field-service", "care"],
            "kind": ["relationship"],
            "state": ["new"],
            "attr.contract": ["gold", ""],
            "score": ["0-6"],
            "from": ["2026-01-01"],
            "to": ["2026-02-01"],
            "q": [" late  "],
            "tag": [""],
        }
    )

    assert found == Filters(
        unit=("care", "field-service"),
        kind=("relationship",),
        reading_state=("new",),
        attributes={"contract": ("gold",)},
        score_min=0,
        score_max=6,
        start=date(2026, 1, 1),
        end=date(2026, 2, 1),
        text="late",
    )


@pytest.mark.parametrize(
    ("name", "value", "accepted"),
    [
        ("metric", "nps", "unit, touchpoint"),
        ("kind", "monthly", "relationship, transactional, ad_hoc"),
        ("sentiment", "angry", "positive"),
        ("state", "old", "new, read, done, test"),
        ("score", "bad", "promoter, passive, detractor, 7, 0-6"),
        ("score", "9-3", "promoter"),
        ("from", "1/2/2026", "2026-03-31"),
        ("attr.re gion", "x", "attr.<key>"),
        ("attr.region__startswith", "x" * 201, "printable"),
        ("unit", "a\0", "printable"),
    ],
)
def test_a_wrong_filter_says_what_is_accepted(name: str, value: str, accepted: str) -> None:
    with pytest.raises(WrongFilter, match=accepted):
        parse_filters({name: [value]})


def test_a_period_must_not_end_before_it_starts() -> None:
    with pytest.raises(WrongFilter, match="2026-01-01"):
        parse_filters({"from": ["2026-01-02"], "to": ["2026-01-01"]})


def test_one_value_is_taken_where_only_one_makes_sense() -> None:
    with pytest.raises(WrongFilter, match="2 times"):
        parse_filters({"from": ["2026-01-02", "2026-01-03"]})


def test_a_page_may_have_other_parameters_beside_filters() -> None:
    assert only_filters({"cursor": ["x"], "unit": ["a"], "attr.b": ["c"]}) == {"unit": ["a"], "attr.b": ["c"]}


_word = st.text("abcż ł&=+%\"'", min_size=1, max_size=9).map(str.strip).filter(bool)
_words = st.lists(_word, max_size=3, unique=True).map(tuple)


@given(
    unit=_words,
    tag=_words,
    contract=_words,
    channel=st.sampled_from([(), ("phone",), ("phone", "web")]),
    score=st.sampled_from([{}, {"score_group": "promoter"}, {"score_min": 2, "score_max": 5}]),
    text=st.one_of(st.just(""), _word),
    start=st.one_of(st.none(), st.dates(date(2000, 1, 1), date(2030, 1, 1))),
)
def test_an_address_says_the_same_as_the_filters(*, unit, tag, contract, channel, score, text, start) -> None:
    attributes = {"contract": contract} if contract else {}
    filters = Filters(unit=unit, tag=tag, attributes=attributes, channel=channel, text=text, start=start, **score)

    assert parse_filters(parse_qs(filters.to_query())) == filters


@given(st.dictionaries(st.one_of(st.sampled_from(FILTER_NAMES), st.text(max_size=12)), st.lists(st.text(max_size=20), max_size=3)))
def test_whatever_is_given_is_read_or_refused(params: dict[str, list[str]]) -> None:
    try:
        found = parse_filters(params)
    except WrongFilter:
        return
    assert parse_filters(found.to_params()) == found
