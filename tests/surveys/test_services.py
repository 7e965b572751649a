"""Drafts, versions, questions and series."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from luister.core.form import InvalidQuestionnaire
from luister.organisation.models import Event
from luister.surveys.enums import Kind, Metric, Mode, SurveyState
from luister.surveys.models import Question, Survey, SurveyVersion
from luister.surveys.queries import draft_version, published_version, questionnaire_of, surveys
from luister.surveys.rules import SurveyRefused, proposed_metric
from luister.surveys.services import (
    change_survey,
    close_survey,
    create_survey,
    find_or_add_import_survey,
    find_or_add_question,
    publish_survey,
    reopen_survey,
    revise_survey,
)
from tests.factories import actor


@pytest.fixture
def carla(cx_manager):
    return actor(cx_manager)


@pytest.fixture
def draft(carla, care):
    return create_survey(name="After a call", kind="transactional", unit=care, metric="csat", by=carla, languages=("nl", "en"))


def with_prompt(data: dict, language: str, text: str, *, key: str = "score") -> dict:
    questions = [q | {"prompt": q["prompt"] | {language: text}} if q["key"] == key else q for q in data["questions"]]
    return data | {"questions": questions}


def test_a_new_survey_is_a_draft_that_asks_score_reason_and_contact(draft):
    assert (draft.key, draft.state, draft.default_language, draft.languages) == ("after-a-call", "draft", "nl", ["nl", "en"])
    questionnaire = questionnaire_of(draft_version(draft))
    assert [question.key for question in questionnaire.questions] == ["score", "reason", "contact"]
    assert published_version(draft) is None
    assert not Question.objects.exists()


@pytest.mark.parametrize(
    ("kind", "metric"), [(Kind.RELATIONSHIP, Metric.NPS), (Kind.TRANSACTIONAL, Metric.CSAT), (Kind.AD_HOC, Metric.CSAT)]
)
def test_recommendation_is_proposed_for_the_relationship_only(kind, metric):
    assert proposed_metric(kind) == metric


@pytest.mark.parametrize("wrong", [{"kind": ""}, {"kind": "gossip"}, {"metric": "smile"}, {"languages": ("xx",)}, {"mode": "secret"}])
def test_what_is_not_known_is_refused(carla, care, wrong):
    with pytest.raises(ValueError):  # noqa: PT011 - which of them is named by the message, not by the class
        create_survey(**{"name": "A", "kind": "ad_hoc", "unit": care, "metric": "nps", "by": carla} | wrong)
    assert not Survey.objects.exists()


def test_a_survey_without_a_name_is_refused(carla, care):
    with pytest.raises(ValidationError):
        create_survey(name=" ", kind="ad_hoc", unit=care, metric="nps", by=carla)


def test_publishing_fills_in_the_organisation_and_makes_the_questions(draft, carla):
    version = publish_survey(survey=draft, by=carla)

    draft.refresh_from_db()
    assert (draft.state, version.number, version.published_at is not None) == (SurveyState.OPEN, 1, True)
    assert questionnaire_of(version).question("score").prompt["en"] == "Overall, how satisfied are you with Zomerwind?"
    score = draft.questions.get(key="score")
    assert (score.metric, score.type, score.scale_min, score.scale_max) == ("csat", "csat", 1, 5)
    assert score.text == "Hoe tevreden bent u in het algemeen over Zomerwind?"


def test_publishing_twice_makes_one_version(draft, carla):
    first = publish_survey(survey=draft, by=carla)
    second = publish_survey(survey=Survey.objects.get(pk=draft.pk), by=carla)

    assert first == second
    assert SurveyVersion.objects.count() == 1
    assert [event.action for event in Event.objects.order_by("pk")] == ["survey.created", "survey.published"]


def test_a_published_version_stays_as_it_was_when_the_survey_is_revised(draft, carla):
    published = publish_survey(survey=draft, by=carla)
    before = published.definition
    revise_survey(survey=draft, definition=with_prompt(before, "en", "How was it?"), by=carla)

    published.refresh_from_db()
    assert published.definition == before
    assert published_version(draft) == published


def test_another_wording_starts_another_series_and_the_rest_goes_on(draft, carla):
    first = publish_survey(survey=draft, by=carla)
    revise_survey(survey=draft, definition=with_prompt(first.definition, "nl", "Hoe ging het?"), by=carla)
    second = publish_survey(survey=draft, by=carla)

    assert [q.key for q in questionnaire_of(second).questions] == ["score-2", "reason", "contact"]
    assert sorted(draft.questions.values_list("key", flat=True)) == ["contact", "reason", "score", "score-2"]
    assert draft.questions.get(key="score").text != draft.questions.get(key="score-2").text

    revise_survey(survey=draft, definition=with_prompt(second.definition, "nl", "En hoe ging het?", key="score-2"), by=carla)
    assert questionnaire_of(draft_version(draft)).questions[0].key == "score-3"


def test_a_language_more_is_the_same_series(draft, carla):
    data = publish_survey(survey=draft, by=carla).definition
    more = with_prompt(data | {"languages": [*data["languages"], "sv"]}, "sv", "Hur nöjd är du?")

    revised = revise_survey(survey=draft, definition=more, by=carla)
    assert questionnaire_of(revised).questions[0].key == "score"
    publish_survey(survey=draft, by=carla)
    assert Survey.objects.get().languages == ["nl", "en", "sv"]


def test_another_scale_is_another_series(draft, carla):
    data = publish_survey(survey=draft, by=carla).definition
    rating = {"key": "score", "type": "rating", "minimum": 1, "maximum": 10, "prompt": data["questions"][0]["prompt"]}

    revised = revise_survey(survey=draft, definition=data | {"questions": [rating, *data["questions"][1:]]}, by=carla)
    assert questionnaire_of(revised).questions[0].key == "score-2"


def test_a_draft_that_cannot_be_asked_is_refused_with_every_problem(draft, carla):
    with pytest.raises(InvalidQuestionnaire) as refused:
        revise_survey(survey=draft, definition={"default_language": "en", "languages": ["en"], "questions": [{"key": "Ü"}]}, by=carla)
    assert {problem.path for problem in refused.value.problems} >= {"questions[0].key", "questions[0].type", "questions[0].prompt"}


def test_an_anonymous_survey_does_not_ask_who_one_is(carla, care, draft):
    survey = create_survey(name="Honest", kind="ad_hoc", unit=care, metric="nps", by=carla, mode=Mode.ANONYMOUS)

    assert [q.key for q in questionnaire_of(draft_version(survey)).questions] == ["score", "reason"]
    with pytest.raises(SurveyRefused):
        revise_survey(survey=survey, definition=draft_version(draft).definition, by=carla)


def test_closed_and_open_again(draft, carla):
    with pytest.raises(SurveyRefused):
        reopen_survey(survey=draft, by=carla)
    publish_survey(survey=draft, by=carla)
    assert close_survey(survey=draft, by=carla).state == SurveyState.CLOSED
    assert reopen_survey(survey=draft, by=carla).state == SurveyState.OPEN


def test_name_and_purpose_may_change(draft, carla):
    change_survey(survey=draft, by=carla, name="After each call", purpose="To get better", touchpoint=None)
    stored = Survey.objects.get()
    assert (stored.key, stored.name, stored.purpose) == ("after-a-call", "After each call", "To get better")


def test_nobody_without_the_right_at_the_unit_does_any_of_it(draft, manager):
    mats = actor(manager)
    for act in (
        lambda: create_survey(name="A", kind="ad_hoc", unit=draft.unit, metric="nps", by=mats),
        lambda: publish_survey(survey=draft, by=mats),
        lambda: revise_survey(survey=draft, definition={}, by=mats),
        lambda: close_survey(survey=draft, by=mats),
        lambda: change_survey(survey=draft, by=mats, name="A", purpose="", touchpoint=None),
        lambda: find_or_add_import_survey(
            key="a", name="A", kind="ad_hoc", mode="anonymous", unit=draft.unit, default_language="en", by=mats
        ),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert list(surveys(by=mats)) == []


def test_an_import_finds_its_survey_again(operator, root):
    fields = {"name": "NHS", "kind": "transactional", "unit": root, "mode": "anonymous", "default_language": "en", "by": operator}
    first = find_or_add_import_survey(key="nhs", **fields)

    assert find_or_add_import_survey(key="nhs", **fields) == first
    assert first.is_imported
    with pytest.raises(SurveyRefused):
        find_or_add_import_survey(key="nhs", **fields | {"kind": "relationship"})
    with pytest.raises(SurveyRefused):
        publish_survey(survey=first, by=operator)


def test_an_import_does_not_take_over_a_survey_asked_here(draft, operator, root):
    with pytest.raises(SurveyRefused):
        find_or_add_import_survey(key=draft.key, name="x", kind=draft.kind, mode=draft.mode, unit=root, default_language="nl", by=operator)


def test_an_imported_question_with_another_wording_is_refused(operator, root):
    survey = find_or_add_import_survey(key="a", name="A", kind="ad_hoc", mode="named", unit=root, default_language="en", by=operator)
    asked = {"survey": survey, "key": "score", "type": "csat", "metric": "csat", "scale_min": 1, "scale_max": 5}

    first = find_or_add_question(text="How was it?", **asked)
    assert find_or_add_question(text="How was it?", **asked) == first
    with pytest.raises(ValueError, match="score"):
        find_or_add_question(text="Was it good?", **asked)
