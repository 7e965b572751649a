"""Responses by filters, as rows of the lake, and as stories."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from luister.feedback.enums import ReadingState
from luister.feedback.models import Answer, Comment, Response, Tag
from luister.feedback.queries import lake_rows, responses, rows, story_candidates
from luister.feedback.rules import Filters, WrongFilter, parse_filters
from luister.organisation.models import Unit, User
from luister.organisation.rules import Actor
from luister.surveys.enums import Kind, Metric
from luister.surveys.models import Question
from tests.factories import make_campaign, make_customer, make_response, make_survey, make_touchpoint

SYSTEM = Actor.system()


def keys(by: Actor = SYSTEM, **params: str | list[str]) -> list[int]:
    given = {name.replace("attr_", "attr."): [value] if isinstance(value, str) else value for name, value in params.items()}
    return [response.pk for response in responses(parse_filters(given), by=by)]


def test_people_see_the_responses_of_their_units(
    *, root: Unit, care: Unit, krakow: Unit, manager: User, colleague: User, neighbour: User, stranger: User
) -> None:
    at_root, at_care, at_krakow = (make_response(unit=unit).pk for unit in (root, care, krakow))

    assert set(keys()) == {at_root, at_care, at_krakow}
    assert set(keys(Actor.person(manager))) == {at_care, at_krakow}
    assert keys(Actor.person(colleague)) == [at_krakow]
    assert keys(Actor.person(neighbour)) == []
    assert keys(Actor.person(stranger)) == []
    assert keys(Actor.customer()) == []


def test_a_unit_includes_what_lies_below_it(root: Unit, care: Unit, krakow: Unit) -> None:
    make_response(unit=root)
    below = {make_response(unit=care).pk, make_response(unit=krakow).pk}

    assert set(keys(unit="customer-care")) == set(keys(unit="Customer care")) == below


@pytest.mark.parametrize("name", ["unit", "touchpoint", "campaign", "survey", "tag"])
def test_a_name_that_stands_for_nothing_is_refused(root: Unit, name: str) -> None:
    with pytest.raises(WrongFilter, match="nowhere"):
        keys(**{name: "nowhere"})


def test_each_filter_keeps_what_it_names(root: Unit) -> None:
    touchpoint = make_touchpoint("Repair visit")
    survey = make_survey("Yearly", kind=Kind.RELATIONSHIP)
    one = make_response(
        score=3, comment="Late", survey=survey, touchpoint=touchpoint, channel="phone", attributes={"contract": "gold"},
        campaign=make_campaign(survey), reading_state=ReadingState.READ,
    )  # fmt: skip
    Response.objects.filter(pk=one.pk).update(language="pl")
    Comment.objects.filter(response=one).update(sentiment="negative")
    one.tags.add(Tag.objects.create(key="invoice", name="Invoice"))
    other = make_response(score=9, comment="Kind")
    Comment.objects.filter(response=other).update(sentiment="positive")

    named: list[dict[str, str]] = [
        {"touchpoint": "repair-visit"}, {"survey": "Yearly"}, {"kind": "relationship"}, {"channel": "phone"}, {"language": "pl"},
        {"sentiment": "negative"}, {"state": "read"}, {"tag": "Invoice"}, {"tag": "invoice"}, {"attr_contract": "gold"}, {"score": "0-6"},
        {"score": "detractor"}, {"score": "3"}, {"campaign": "Campaign"},
    ]  # fmt: skip
    for params in named:
        assert keys(**params) == [one.pk], params
    assert keys(attr_contract="silver") == keys(attr_contract__startswith="g") == keys(kind="ad_hoc") == []
    assert keys(kind=["relationship", "transactional"]) == [other.pk, one.pk]


def test_groups_of_scores_are_those_of_nps_only(root: Unit) -> None:
    make_response(score=5, survey=make_survey(metric=Metric.CSAT))

    assert keys(score="detractor") == []
    assert len(keys(score="5")) == 1


def test_a_response_with_glad_and_unhappy_comments_is_mixed(root: Unit) -> None:
    response = make_response(comment="Kind")
    other = Question.objects.create(survey=response.survey, key="better", type="comment", text="What could we do better?")
    Comment.objects.filter(response=response).update(sentiment="positive")
    Comment.objects.create(response=response, question=other, prompt=other.text, text="Late", sentiment="negative")

    assert keys(sentiment="positive") == keys(sentiment="negative") == keys(sentiment="neutral") == []
    assert keys(sentiment="mixed") == [response.pk]


def test_days_are_those_of_the_organisation(root: Unit) -> None:
    midnight = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)  # 0:30 on 2 March in Amsterdam
    response = make_response(answered_at=midnight)

    assert keys(**{"from": "2026-03-02", "to": "2026-03-03"}) == [response.pk]
    assert keys(**{"from": "2026-03-01", "to": "2026-03-02"}) == []


def test_a_test_response_is_listed_only_when_asked_for(root: Unit) -> None:
    response = make_response(reading_state=ReadingState.TEST)

    assert (keys(), keys(state="test")) == ([], [response.pk])


@pytest.mark.parametrize("number", [1, 3])
def test_a_list_costs_the_same_queries_whatever_its_length(
    root: Unit, number: int, django_assert_num_queries: Callable[[int], Any]
) -> None:
    for _ in range(number):
        make_response(comment="Late", customer=make_customer(), touchpoint=make_touchpoint()).tags.add(
            Tag.objects.get_or_create(key="a", name="a")[0]
        )

    with django_assert_num_queries(4):
        for response in responses(Filters(), by=SYSTEM):
            facts = (response.unit.name, response.touchpoint, response.survey.name, response.customer)
            assert all(facts)
            assert [answer.question.metric for answer in response.answers.all()] == ["nps"]
            assert [comment.text for comment in response.comments.all()] == ["Late"]
            assert [tag.name for tag in response.tags.all()] == ["a"]


def test_answers_and_comments_are_rows_of_the_lake(root: Unit) -> None:
    customer = make_customer()
    moment = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    response = make_response(
        score=3, comment="Late", customer=customer, answered_at=moment, weight=12_500, attributes={"contract": "gold"}, channel="phone"
    )
    Comment.objects.update(sentiment="negative")
    survey = response.survey
    answer, comment = Answer.objects.get(), Comment.objects.get()

    score, words = lake_rows([response.pk])

    assert (score.answer_key, words.answer_key) == (2 * answer.pk, 2 * comment.pk + 1)
    assert (score.metric, score.score, score.dont_know, score.is_comment, score.sentiment) == ("nps", 3, False, False, -1)
    assert (words.metric, words.score, words.is_comment, words.sentiment) == ("", None, True, -1)
    for row in (score, words):
        assert (row.response_key, row.survey_key, row.unit_key, row.customer_key) == (response.pk, survey.pk, root.pk, customer.pk)
        assert (row.answered_at, row.day, row.weight, row.channel) == (moment, date(2026, 3, 2), 12_500, "phone")
        assert (row.kind, row.mode, row.language, row.attributes) == ("transactional", "confidential", "en", {"contract": "gold"})


def test_dont_know_is_a_row_and_another_answer_is_none(root: Unit) -> None:
    response = make_response(score=None)
    question = response.survey.questions.get(key="nps")
    choice = Question.objects.create(survey=response.survey, key="colour", type="single_choice", text="Which?")
    Answer.objects.create(response=response, question=question, dont_know=True)
    Answer.objects.create(response=response, question=choice, value={"choices": ["red"]})

    assert [(row.score, row.dont_know) for row in lake_rows(None)] == [(None, True)]


def test_rows_are_streamed_in_chunks_and_none_is_lost(
    root: Unit, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Callable[[int], Any]
) -> None:
    monkeypatch.setattr(rows, "CHUNK", 2)
    survey = make_survey()
    made = [make_response(survey=survey, comment="Late").pk for _ in range(5)]
    make_response(survey=survey, reading_state=ReadingState.TEST)

    with django_assert_num_queries(11):  # the time zone, four looks for a chunk, two queries beside each of three
        found = [row.response_key for row in lake_rows(None)]

    assert found == [key for key in made for _ in range(2)]
    assert [row.response_key for row in lake_rows(reversed(made))] == found


@pytest.mark.parametrize(
    ("signs", "whole"), [([], None), ([None], None), ([1, None], 1), ([1, 0], 1), ([-1, 0], -1), ([0], 0), ([1, -1], 0), ([1, -1, 0], 0)]
)
def test_the_sentiment_of_a_response_is_that_of_its_comments_together(signs: list[int | None], whole: int | None) -> None:
    assert rows._as_whole(signs) == whole


def test_stories_are_yesterdays_words_with_the_strongest_felt_first(root: Unit, krakow: Unit) -> None:
    day = date(2026, 3, 2)
    noon = datetime(2026, 3, 2, 12, tzinfo=ZoneInfo("Europe/Amsterdam"))
    long = "The technician came twice and nobody told me why it was necessary."
    told = [make_response(unit=krakow, comment=long, answered_at=noon) for _ in range(3)]
    for response, felt in zip(told, (0.2, -0.9, 0.5), strict=True):
        Comment.objects.filter(response=response).update(read_at=noon, sentiment_score=felt)
    for unfit in (
        make_response(unit=krakow, comment="Late", answered_at=noon),
        make_response(unit=krakow, comment=long, answered_at=noon, reading_state=ReadingState.TEST),
        make_response(unit=krakow, comment=long, answered_at=noon - timedelta(days=1)),
        make_response(unit=root, comment=long, answered_at=noon),
    ):
        Comment.objects.filter(response=unfit).update(read_at=noon)
    make_response(unit=krakow, comment=long, answered_at=noon)  # nobody has read it yet

    assert list(story_candidates({krakow.pk}, day)) == [told[1], told[2], told[0]]
