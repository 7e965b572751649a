"""Questionnaires: their data, their problems, and the standard ones."""

import itertools
import json

import pytest

from luister.core.form import (
    InvalidQuestionnaire,
    QuestionType,
    fill_placeholders,
    parse_questionnaire,
    standard_questionnaire,
    validate_answers,
)


def questionnaire_data(**question):
    return {
        "default_language": "en",
        "languages": ["en", "nl-BE"],
        "questions": [{"key": "q", "type": "text", "prompt": {"en": "Well?"}, **question}],
    }


def problems(data):
    with pytest.raises(InvalidQuestionnaire) as raised:
        parse_questionnaire(data)
    return {problem.path: problem for problem in raised.value.problems}


@pytest.mark.parametrize("metric", ["nps", "csat", "ces"])
@pytest.mark.parametrize("form_of_address", ["formal", "familiar", {"nl": "familiar"}])
def test_a_questionnaire_survives_the_way_through_json(metric, form_of_address):
    questionnaire = standard_questionnaire(metric, form_of_address=form_of_address)
    assert parse_questionnaire(json.loads(json.dumps(questionnaire.to_data()))) == questionnaire


def test_every_type_of_question_survives_the_way_through_json():
    choices = [{"key": "a", "label": {"en": "A"}}]
    wanted = {"single_choice", "multiple_choice", "matrix", "ranking"}
    questions = [
        {"key": kind, "type": kind, "prompt": {"en": "Well?"}, "help": {"en": "Take your time."}}
        | ({"choices": choices} if kind in wanted else {})
        | ({"rows": choices} if kind == "matrix" else {})
        | ({"minimum": 0.5, "maximum": 9} if kind == "number" else {})
        | ({"dont_know": True, "labels": {"1": {"en": "Bad"}}} if kind == "rating" else {})
        for kind in QuestionType
    ]
    questionnaire = parse_questionnaire({"default_language": "en", "languages": ["en"], "questions": questions})
    assert parse_questionnaire(json.loads(json.dumps(questionnaire.to_data()))) == questionnaire
    assert questionnaire.question("rating").scale == (1, 2, 3, 4, 5)
    assert questionnaire.question("number").scale == ()
    assert [question.metric for question in questionnaire.questions[:5]] == ["nps", "csat", "ces", "rating", None]


def test_everything_wrong_is_named_at_once():
    data = questionnaire_data(key="Q!", type="essay", prompt={"pl": "Co?"}, colour="red")
    data["default_language"] = "de"
    found = problems(data)
    assert set(found) == {"default_language", "questions[0]", "questions[0].key", "questions[0].type", "questions[0].prompt"}
    assert (found["default_language"].given, found["default_language"].accepted) == ("de", "en, nl-BE")
    assert str(found["questions[0].type"]).startswith("questions[0].type: given essay, accepted nps, csat, ces, rating,")


@pytest.mark.parametrize(
    ("question", "path"),
    [
        ({"type": "nps", "minimum": 1}, ""),
        ({"type": "rating", "minimum": 5, "maximum": 1}, ""),
        ({"type": "rating", "minimum": 0.5}, ""),
        ({"type": "rating", "maximum": 101}, ""),
        ({"type": "number", "minimum": "1"}, ".minimum"),
        ({"type": "number", "minimum": float("nan")}, ".minimum"),
        ({"type": "number", "minimum": 2, "maximum": 1}, ""),
        ({"type": "text", "minimum": 2}, ""),
        ({"type": "text", "metric": "nps"}, ".metric"),
        ({"type": "csat", "metric": "nps"}, ".metric"),
        ({"type": "nps", "labels": {"11": {"en": "Great"}}}, ".labels"),
        ({"type": "nps", "labels": ["Bad"]}, ".labels"),
        ({"type": "text", "labels": {"1": {"en": "Bad"}}}, ".labels"),
        ({"type": "single_choice"}, ".choices"),
        ({"type": "single_choice", "choices": []}, ".choices"),
        ({"type": "single_choice", "choices": [{"key": "a", "label": {"en": "A"}}] * 2}, ".choices"),
        ({"type": "single_choice", "choices": [{"key": "a"}]}, ".choices[0].label"),
        ({"type": "text", "choices": [{"key": "a", "label": {"en": "A"}}]}, ".choices"),
        ({"type": "matrix", "choices": [{"key": "a", "label": {"en": "A"}}]}, ".rows"),
        ({"max_length": 0}, ".max_length"),
        ({"max_length": True}, ".max_length"),
        ({"max_length": 20_001}, ".max_length"),
        ({"type": "date", "max_length": 5}, ".max_length"),
        ({"required": "yes"}, ".required"),
        ({"dont_know": True}, ".dont_know"),
        ({"prompt": "Well?"}, ".prompt"),
        ({"prompt": {"en": " "}}, ".prompt.en"),
        ({"prompt": {"en": "a\0"}}, ".prompt.en"),
        ({"prompt": {"en": "x" * 1001}}, ".prompt.en"),
        ({"prompt": {"en": "Well?", "sv": "Nå?"}}, ".prompt"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(question, path):
    assert set(problems(questionnaire_data(**question))) == {f"questions[0]{path}"}


@pytest.mark.parametrize("data", [None, [], "nps", {}, {"questions": [None]}, {"questions": {}, "languages": 3}])
def test_what_is_no_questionnaire_is_refused_with_words(data):
    assert problems(data)


def test_two_questions_cannot_share_a_key():
    data = questionnaire_data()
    data["questions"] *= 2
    assert problems(data)["questions"].given == "q twice"


def test_a_missing_translation_falls_back_to_the_base_and_then_to_the_default_language():
    questionnaire = parse_questionnaire(questionnaire_data())
    assert questionnaire.text({"en": "Well?", "nl": "En?"}, "nl-BE") == "En?"
    assert questionnaire.text({"en": "Well?"}, "nl-BE") == "Well?"


def test_an_unknown_question_key_names_the_known_ones():
    with pytest.raises(KeyError, match="there are q"):
        parse_questionnaire(questionnaire_data()).question("nps")


def test_the_standard_questionnaire_asks_score_reason_and_contact():
    questionnaire = standard_questionnaire()
    assert [(question.key, question.type) for question in questionnaire.questions] == [
        ("score", "nps"),
        ("reason", "text"),
        ("contact", "contact"),
    ]
    score = questionnaire.question("score")
    assert score.prompt["en"] == "How likely is it that you would recommend {organisation} to a friend or colleague?"
    assert (score.required, score.scale, set(score.labels)) == (True, tuple(range(11)), {0, 10})
    assert validate_answers(questionnaire, {"score": "9", "reason": "Szybko", "contact": "no"}).is_valid


@pytest.mark.parametrize("metric", ["nps", "csat", "ces"])
def test_the_standard_wordings_are_complete_and_name_the_organisation_once(metric):
    for form in ("formal", "familiar"):
        score = standard_questionnaire(metric, form_of_address=form).question("score")
        assert set(score.prompt) == {"en", "pl", "nl", "sv"}
        assert all(prompt.count("{organisation}") == 1 for prompt in score.prompt.values())
        assert all(set(label) == {"en", "pl", "nl", "sv"} for label in score.labels.values())


def test_the_form_of_address_changes_polish_and_dutch_only():
    formal, familiar = (standard_questionnaire("csat", form_of_address=form).question("score").prompt for form in ("formal", "familiar"))
    assert {language for language in formal if formal[language] != familiar[language]} == {"pl", "nl"}
    assert "bent u" in formal["nl"]
    assert "ben je" in familiar["nl"]
    mixed = standard_questionnaire("csat", form_of_address={"nl": "familiar"}).question("score").prompt
    assert (mixed["nl"], mixed["pl"]) == (familiar["nl"], formal["pl"])


def test_the_first_language_is_the_default_one():
    questionnaire = standard_questionnaire("ces", languages=("sv", "en"))
    assert (questionnaire.default_language, questionnaire.languages) == ("sv", ("sv", "en"))


@pytest.mark.parametrize(
    "wrong", [{"metric": "smile"}, {"languages": ["fr"]}, {"languages": []}, {"default_language": "de"}, {"form_of_address": "rude"}]
)
def test_a_standard_questionnaire_that_does_not_exist_is_refused(wrong):
    with pytest.raises(ValueError, match="accepted are"):
        standard_questionnaire(**wrong)


def test_a_placeholder_is_filled_literally_and_once():
    for name, wording in itertools.product(["{organisation}", "%s {0} \\1", "A & B"], ["Dear {organisation}, {other} {0} %s"]):
        assert fill_placeholders(wording, {"organisation": name}) == f"Dear {name}, {{other}} {{0}} %s"
