"""Counts: equal integers on every engine."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luister.lake import Condition, CountQuery, CountRow
from luister.lake.queries import counts, counts_of
from luister.lake.services import publish_pending, remember_changed
from tests.lake.rows import plain_counts, row, supplier

pytestmark = pytest.mark.django_db

EVERYTHING = CountQuery(by=("unit_key", "month", "attr.contract"), metric="nps")


def _sample() -> list:
    return [
        row(score=score, unit_key=5 + score % 3, day=date(2020, 12, 28) + timedelta(days=17 * score), weight=weight, attributes=attributes)
        for score, weight, attributes in [
            (0, None, {"contract": "yearly"}), (9, 12_345, {"contract": "monthly"}), (10, 3_000_000_000, {}), (10, 3_000_000_001, {}),
            (7, None, {"contract": "yearly", "x-y_1": "ż"}), (7, 10_000, {"contract": "yearly"}),
        ]
    ]  # fmt: skip


def test_counts_of_published_and_of_waiting_rows_equal_a_plain_count(using):
    rows = [*_sample(), row(score=None, dont_know=True), row(score=None), row(metric="", score=None, is_comment=True, sentiment=-1)]
    published, waiting = rows[:5], rows[5:]
    remember_changed(found.response_key for found in published)
    publish_pending(supplier(rows))

    for query in (EVERYTHING, CountQuery(by=("week",), metric="nps"), CountQuery(metric="nps"), CountQuery(by=("sentiment", "day"))):
        found = counts(query, pending=waiting, pending_keys=[r.response_key for r in waiting], using=using)
        assert len(found) == len(set(found))
        assert set(found) == plain_counts(rows, query)


def test_sums_of_squared_weights_are_exact_beyond_64_bits(using):
    rows = [row(score=10, weight=weight) for weight in (3_000_000_000, 3_000_000_001, 10**12)]
    squares = 3_000_000_000**2 + 3_000_000_001**2 + 10**24

    assert counts(CountQuery(metric="nps"), pending=rows, using=using) == [CountRow((), 10, 3, 3, 10**12 + 6_000_000_001, squares)]


@pytest.mark.parametrize(
    "where",
    [
        (Condition("unit_key", (5, 6)),),
        (Condition("touchpoint_key", (None, 3)),),
        (Condition("attr.contract", ("yearly", "' OR 1=1 --")),),
        (Condition("attr.unknown", ("x",)),),
        (Condition("score", (7,), "from"), Condition("score", (10,), "below")),
        (Condition("response_key", tuple(range(1, 2000, 3))),),
    ],
)
def test_conditions_keep_what_a_plain_filter_keeps(using, where):
    rows = [*_sample(), row(touchpoint_key=3), row(touchpoint_key=4)]
    query = CountQuery(by=("score",), where=where, metric="nps")

    assert set(counts(query, pending=rows, using=using)) == plain_counts(rows, query)


def test_a_period_includes_its_start_and_not_its_end():
    rows = [row(day=date(2021, 4, day)) for day in (1, 2, 30)]
    query = CountQuery(by=("day",), metric="nps", start=date(2021, 4, 2), end=date(2021, 4, 30))

    assert [found.cell for found in counts(query, pending=rows)] == [(date(2021, 4, 2),)]


@pytest.mark.parametrize("name", ["score; drop table", "attr.Ünsinn", "attr.a b", "attr.", "answers"])
def test_a_column_that_does_not_exist_is_refused(name):
    with pytest.raises(ValueError, match="accepted are"):
        counts(CountQuery(by=(name,)), pending=[row()])


def test_an_empty_lake_has_no_counts(using):
    assert counts(EVERYTHING, using=using) == []


def test_counts_of_many_chunks_add_up(monkeypatch):
    rows = _sample()
    monkeypatch.setattr("luister.lake.schema.chunks.__kwdefaults__", {"size": 2})

    assert set(counts_of(EVERYTHING, rows)) == plain_counts(rows, EVERYTHING)
    assert set(counts(EVERYTHING, pending=rows)) == plain_counts(rows, EVERYTHING)


ROWS = st.lists(
    st.fixed_dictionaries({
        "score": st.sampled_from([None, 0, 6, 7, 9, 10]), "dont_know": st.booleans(), "unit_key": st.integers(1, 3),
        "touchpoint_key": st.none() | st.integers(1, 2), "day": st.dates(date(2019, 12, 20), date(2021, 1, 10)),
        "weight": st.none() | st.integers(1, 10**12), "metric": st.sampled_from(["nps", "csat"]), "sentiment": st.sampled_from([None, -1, 0, 1]),
        "attributes": st.dictionaries(st.sampled_from(["plan", "x-1"]), st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=3)),
    }),
    max_size=25,
)  # fmt: skip
NAMES = st.lists(
    st.sampled_from(["unit_key", "touchpoint_key", "month", "week", "day", "sentiment", "attr.plan", "attr.x-1", "metric"]),
    max_size=3,
    unique=True,
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fields=ROWS, by=NAMES, metric=st.sampled_from([None, "nps"]), cut=st.integers(0, 25))
def test_counts_equal_a_plain_count_whatever_the_rows(fields, by, metric, cut):
    rows = [row(**each) for each in fields]
    query = CountQuery(by=tuple(by), metric=metric, where=(Condition("unit_key", (1, 3)),))
    remember_changed(found.response_key for found in rows[:cut])
    publish_pending(supplier(rows))

    everything = CountQuery(
        by=query.by, metric=metric, where=(*query.where, Condition("response_key", tuple(r.response_key for r in rows) or (-1,)))
    )
    assert set(counts(everything, pending=rows[cut:])) == plain_counts(rows, query)
