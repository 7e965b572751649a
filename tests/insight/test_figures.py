"""Figures: what is counted, for whom, and what is not shown."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied

from luister.core.measure import nps, top_box
from luister.customers.models import Attribute
from luister.feedback.models import Answer, Tag
from luister.feedback.queries import lake_rows
from luister.feedback.rules import Filters, WrongFilter
from luister.insight.queries import figures, metrics_that_exist
from luister.insight.rules import WrongFigure, sentence
from luister.lake.services import publish_pending, remember_changed
from luister.lake.table import location
from luister.organisation.rules import Actor
from luister.surveys.enums import Kind, Metric, Mode
from tests.factories import actor, make_response, make_survey

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey(organisation):
    return make_survey("Relationship", metric=Metric.NPS, kind=Kind.RELATIONSHIP)


def answer(survey, *scores, **fields):
    """Stored and waiting to be published."""
    made = [make_response(survey=survey, score=score, **fields) for score in scores]
    remember_changed(response.pk for response in made)
    return made


def ask(**fields):
    return figures(**({"metric": "nps", "actor": Actor.system()} | fields)).rows


def test_a_figure_is_the_same_before_and_after_it_is_published(survey):
    answer(survey, *[10] * 20, *[8] * 10, *[3] * 6)
    counts = [0, 0, 0, 6, 0, 0, 0, 0, 10, 0, 20]

    waiting = ask()
    publish_pending(lake_rows)

    assert ask() == waiting
    (row,) = waiting
    assert (row.survey, row.question, row.kind, row.keys) == ("Relationship", "How likely?", "relationship", {})
    assert row.estimate == nps(counts)
    assert (row.n, row.n_eff, row.hidden, row.words, row.comparable) == (36, 36.0, False, None, True)
    assert row.counts == tuple(counts)


def test_months_and_weeks_are_those_of_the_organisation(survey):
    # Amsterdam is an hour or two ahead of UTC: both answers belong to the next day there.
    answer(survey, 10, answered_at=datetime(2021, 3, 31, 22, 30, tzinfo=UTC))
    answer(survey, 10, answered_at=datetime(2020, 12, 31, 23, 30, tzinfo=UTC))

    assert [row.keys for row in ask(by=("month",))] == [{"month": "2021-01"}, {"month": "2021-04"}]
    assert [row.keys for row in ask(by=("week",))] == [{"week": "2020-W53"}, {"week": "2021-W13"}]
    assert [row.keys for row in ask(by=("day",))] == [{"day": "2021-01-01"}, {"day": "2021-04-01"}]


def test_units_and_touchpoints_have_a_name_and_a_stable_key(survey, krakow, care):
    answer(survey, 10, unit=krakow)
    answer(survey, 3, unit=care)

    rows = ask(by=("unit", "touchpoint"))

    assert [row.keys["unit"] for row in rows] == ["Customer care", "Customer care Kraków"]
    assert rows[1].keys == {"unit": "Customer care Kraków", "unit_key": "customer-care-krakow", "touchpoint": None, "touchpoint_key": None}


def test_different_questions_and_kinds_are_never_one_row(survey):
    other = make_survey("After a call", metric=Metric.NPS, kind=Kind.TRANSACTIONAL)
    answer(survey, 10)
    answer(other, 0, 0)

    assert [(row.survey, row.n) for row in ask()] == [("After a call", 2), ("Relationship", 1)]


def test_a_unit_includes_what_lies_below_it(survey, care, krakow, field_service):
    answer(survey, 10, unit=krakow)
    answer(survey, 9, unit=care)
    answer(survey, 1, unit=field_service)

    assert [row.n for row in ask(filters=Filters(unit=("Customer care",)))] == [2]
    assert [row.n for row in ask(filters=Filters(unit=("customer-care-krakow", "field-service")))] == [2]


def test_a_manager_counts_only_what_lies_below(survey, manager, krakow, field_service):
    answer(survey, 10, unit=krakow)
    answer(survey, 1, unit=field_service)

    assert [row.n for row in ask(actor=actor(manager))] == [1]
    with pytest.raises(WrongFilter):
        ask(actor=actor(manager), filters=Filters(unit=("field-service",)))


def test_a_stranger_gets_no_figures(survey, stranger):
    with pytest.raises(PermissionDenied):
        ask(actor=actor(stranger))


def test_test_responses_and_deleted_ones_leave_the_figures(survey):
    first, second, _ = answer(survey, 10, 10, 1)
    publish_pending(lake_rows)

    first.reading_state = "test"
    first.save()
    remember_changed([first.pk, second.pk])
    second.delete()

    assert [row.n for row in ask()] == [1]


def test_weights_make_a_figure_weighted_and_count_respondents(survey):
    answer(survey, *[10] * 50, weight=10_000)
    answer(survey, *[0] * 50, weight=30_000)

    (row,) = ask()

    assert (row.n, row.n_eff, row.value) == (100, 80.0, pytest.approx(-50))
    assert row.weighted


def test_an_answer_without_a_weight_among_weighted_ones_weighs_one(survey):
    answer(survey, *[10] * 30, weight=10_000)
    answer(survey, *[0] * 10)

    (row,) = ask()

    assert (row.n, row.n_eff, row.value) == (40, 40.0, 50.0)


def test_dont_know_is_no_answer_to_the_figure(survey):
    (unsure,) = answer(survey, None)
    Answer.objects.create(response=unsure, question=survey.questions.get(key="nps"), dont_know=True)
    answer(survey, 10)

    (row,) = ask()

    assert (row.n, row.dont_know) == (1, 1)


def test_few_answers_of_customers_are_said_in_words(survey):
    answer(survey, 10, 9, 9, 7, 2)

    (row,) = ask()

    assert row.words == "3 glad, 1 in between, 1 unhappy"
    assert sentence(row) == "3 glad, 1 in between, 1 unhappy. Too few answers for a figure."
    assert (row.value, row.n, row.comparable) == (40.0, 5, False)


def test_csat_is_the_share_of_the_two_best(organisation):
    survey = make_survey("Visits", metric=Metric.CSAT)
    answer(survey, *[5] * 20, *[4] * 10, *[3] * 5, *[1] * 5)

    (row,) = ask(metric="csat")

    assert row.estimate == top_box([5, 0, 5, 10, 20])
    assert sentence(row) == "75% satisfied, between 60% and 86%. 40 answers."


@pytest.mark.parametrize(("metric", "good", "bad", "value"), [("ces", 6, 2, 75.0), ("rating", 5, 1, 4.0)])
def test_ces_and_ratings_have_their_own_statistics(organisation, metric, good, bad, value):
    survey = make_survey("Easy", metric=Metric(metric))
    answer(survey, *[good] * 30, *[bad] * 10)

    (row,) = ask(metric=metric)

    assert row.value == value
    assert row.words is None


class TestAnonymous:
    """The case of figures.md: a total of 40 = 3 + 12 + 25."""

    @pytest.fixture
    def survey(self, organisation, care, krakow, field_service):
        survey = make_survey("Pulse", mode=Mode.ANONYMOUS)
        answer(survey, *[9] * 3, unit=krakow)
        answer(survey, *[9] * 12, unit=care)
        answer(survey, *[9] * 25, unit=field_service)
        return survey

    def test_a_small_group_and_a_second_are_hidden(self, survey):
        rows = {row.keys["unit"]: row for row in ask(by=("unit",))}

        assert {name: row.hidden for name, row in rows.items()} == {
            "Customer care": True, "Customer care Kraków": True, "Field service": False,
        }  # fmt: skip
        small = rows["Customer care Kraków"]
        assert (small.estimate, small.n, small.n_eff, small.words, small.counts) == (None, None, None, None, ())
        assert "could be recognised" in sentence(small)
        assert [row.n for row in ask()] == [40]

    def test_a_filter_that_leaves_out_fewer_than_five_is_hidden(self, survey):
        (row,) = ask(filters=Filters(unit=("customer-care", "field-service")))
        assert row.n == 40

        answer(survey, *[1] * 2, language="sv")
        (row,) = ask(filters=Filters(language=("en",)))
        assert row.hidden


def test_filters_by_words_tags_and_state_count_the_same_answers_as_the_list(survey):
    (tagged,) = (make_response(survey=survey, score=2, comment="The engineer never came."),)
    other = make_response(survey=survey, score=10, comment="Fine.", reading_state="done")
    remember_changed([tagged.pk, other.pk])
    tagged.tags.add(Tag.objects.create(key="late", name="late"))

    assert [row.value for row in ask(filters=Filters(tag=("late",)))] == [-100.0]
    assert [row.value for row in ask(filters=Filters(reading_state=("done",)))] == [100.0]


def test_attributes_are_a_breakdown_and_a_filter(survey):
    Attribute.objects.create(key="plan", name="Plan")
    answer(survey, 10, attributes={"plan": "gold"})
    answer(survey, 1, attributes={"plan": "basic"})
    answer(survey, 1)

    assert [(row.keys, row.n) for row in ask(by=("attr.plan",))] == [
        ({"attr.plan": "basic"}, 1),
        ({"attr.plan": "gold"}, 1),
        ({"attr.plan": None}, 1),
    ]
    assert [row.value for row in ask(filters=Filters(attributes={"plan": ("gold",)}))] == [100.0]


def test_a_damaged_lake_gives_the_same_figures(survey):
    answer(survey, 10, 10, 3)
    before = ask()
    publish_pending(lake_rows)
    max((location() / "_delta_log").glob("*.json")).write_text("")

    assert ask() == before


def test_only_metrics_with_answers_exist(survey):
    answer(survey, 10)
    answer(make_survey("Visits", metric=Metric.CSAT), 5, 5)

    assert metrics_that_exist(filters=Filters(), actor=Actor.system()) == ["csat", "nps"]


@pytest.mark.parametrize("wrong", [{"metric": "happiness"}, {"by": ("colour",)}, {"by": ("attr.colour",)}, {"by": ("unit", "unit")}])
def test_what_does_not_exist_is_refused_with_what_does(survey, wrong):
    with pytest.raises(WrongFigure, match=r"accepted|there are"):
        ask(**wrong)


def test_a_name_that_does_not_exist_is_refused_with_what_does(survey):
    with pytest.raises(WrongFilter, match="Customer care"):
        ask(filters=Filters(unit=("Custmer care",)))


def test_a_filter_by_score_is_refused(survey):
    with pytest.raises(WrongFigure, match="all scores"):
        ask(filters=Filters(score_group="promoter"))


def test_an_attribute_that_does_not_exist_is_refused_and_not_an_empty_figure(survey, admin):
    answer(survey, 10)
    with pytest.raises(WrongFilter, match=r"attr\.plna"):
        ask(actor=actor(admin), filters=Filters(attributes={"plna": ("x",)}))
