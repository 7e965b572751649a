"""The one validator of answers."""

import json
import math
from datetime import date, datetime
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luister.core.form import DONT_KNOW, MESSAGES, AnswerValue, Contact, parse_questionnaire, validate_answers

COLOURS = [{"key": key, "label": {"en": key.title()}} for key in ("red", "green", "blue")]
ROWS = [{"key": key, "label": {"en": key.title()}} for key in ("price", "speed")]
QUESTIONS = [
    {"key": "nps", "type": "nps", "dont_know": True},
    {"key": "csat", "type": "csat"},
    {"key": "ces", "type": "ces"},
    {"key": "stars", "type": "rating", "minimum": -2, "maximum": 2},
    {"key": "one", "type": "single_choice", "choices": COLOURS},
    {"key": "many", "type": "multiple_choice", "choices": COLOURS},
    {"key": "grid", "type": "matrix", "choices": COLOURS, "rows": ROWS},
    {"key": "order", "type": "ranking", "choices": COLOURS},
    {"key": "amount", "type": "number", "minimum": 0, "maximum": 99.5},
    {"key": "day", "type": "date"},
    {"key": "words", "type": "text"},
    {"key": "short", "type": "text", "max_length": 5},
    {"key": "contact", "type": "contact"},
    {"key": "again", "type": "yes_no"},
]
EVERY_TYPE = parse_questionnaire(
    {"default_language": "en", "languages": ["en"], "questions": [{"prompt": {"en": "Well?"}, **question} for question in QUESTIONS]}
)


def answer(key, value):
    """The value of one good answer, or the code of its error."""
    validated = validate_answers(EVERY_TYPE, {key: value})
    assert set(validated.answers) | set(validated.errors) <= {key}
    return validated.errors[key].code if validated.errors else validated.answers.get(key)


@pytest.mark.parametrize("given", [0, 10, "7", " 9 ", 9.0, "9.0", "9,0", Decimal(3), np.int64(4), np.float64(5), "+3"])
def test_a_score_may_come_as_number_or_as_figures(given):
    assert answer("nps", given) == AnswerValue(score=int(float(str(given).replace(",", "."))))


@pytest.mark.parametrize(
    "given",
    [
        11,
        -1,
        7.5,
        "7.5",
        math.nan,
        math.inf,
        "nan",
        "inf",
        True,
        False,
        "ten",
        "1e1",
        "٣",
        "1_0",
        [7],
        {"score": 7},
        b"7",
        pytest.param(10**5000, id="huge"),
        "9" * 9999,
    ],
)
def test_what_is_not_a_whole_number_on_the_scale_is_no_score(given):
    assert answer("nps", given) == "not_a_score"


@pytest.mark.parametrize(("key", "lowest", "highest"), [("nps", 0, 10), ("csat", 1, 5), ("ces", 1, 7), ("stars", -2, 2)])
def test_every_scale_ends_where_it_says(key, lowest, highest):
    assert answer(key, str(lowest)).score == lowest
    assert answer(key, str(highest)).score == highest
    assert answer(key, lowest - 1) == answer(key, highest + 1) == "not_a_score"


@pytest.mark.parametrize("given", [None, "", "  \n", [], {}, ()])
def test_nothing_is_no_answer_and_no_error(given):
    for question in EVERY_TYPE.questions:
        assert answer(question.key, given) is None


def test_dont_know_is_an_answer_only_where_it_is_offered():
    assert answer("nps", DONT_KNOW) == AnswerValue(dont_know=True)
    assert answer("csat", DONT_KNOW) == "not_a_score"


def test_text_is_kept_exactly_as_given():
    text = "  Zażółć\r\n\tgęślą <b>jaźń</b> e\u0301 😀 "
    assert answer("words", text) == AnswerValue(text=text)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("a\0b", "not_readable"),
        ("\ud800", "not_readable"),
        ("x" * 10_001, "too_long"),
        (7, "not_text"),
        (["a"], "not_text"),
        (True, "not_text"),
    ],
)
def test_text_that_cannot_be_stored_is_refused_and_not_mended(given, code):
    assert answer("words", given) == code


def test_text_may_be_as_long_as_its_question_says():
    assert answer("short", "12345").text == "12345"
    assert answer("short", "123456") == "too_long"
    assert answer("words", "x" * 10_000).text == "x" * 10_000


def test_choices_are_taken_by_key():
    assert answer("one", "red").choices == ("red",)
    assert answer("many", ["blue", "red"]).choices == ("blue", "red")
    assert answer("many", "blue").choices == ("blue",)
    assert answer("again", "on").choices == answer("again", True).choices == answer("again", 1).choices == ("yes",)
    assert answer("again", "no").choices == ("no",)


@pytest.mark.parametrize(
    ("key", "given", "code"),
    [
        ("one", "pink", "not_a_choice"),
        ("one", ["red"], "not_a_choice"),
        ("many", ["red", "pink"], "not_a_choice"),
        ("many", ["red", "red"], "chosen_twice"),
        ("many", 7, "not_a_list"),
        ("many", {"red": "on"}, "not_a_list"),
        ("again", "maybe", "not_yes_or_no"),
        ("again", 2, "not_yes_or_no"),
        pytest.param("again", 10**5000, "not_yes_or_no", id="huge"),
        ("grid", "red", "not_rows"),
        ("grid", {"price": "pink"}, "not_a_choice"),
        ("grid", {"taste": "red"}, "unknown_row"),
        ("order", ["red", "red"], "chosen_twice"),
        ("order", {"red": 1, "blue": 1}, "not_a_ranking"),
        ("order", {"red": 1, "blue": 3}, "not_a_ranking"),
        ("order", {"red": "first"}, "not_a_ranking"),
        ("amount", "12 apples", "not_a_number"),
        ("amount", math.nan, "not_a_number"),
        ("amount", True, "not_a_number"),
        ("amount", -0.01, "too_small"),
        ("amount", "99,51", "too_large"),
        ("day", "2026-02-30", "not_a_date"),
        ("day", "31.03.2026", "not_a_date"),
        ("day", 20260331, "not_a_date"),
        ("day", datetime(2026, 3, 31, 12), "not_a_date"),  # noqa: DTZ001
        ("contact", "perhaps", "not_contact"),
        ("contact", {"email": "ana@example.com"}, "not_contact"),
        ("contact", {"consent": "yes", "email": "ana@example"}, "not_an_email"),
        ("contact", {"consent": "yes", "email": "a@b.pl\nBcc: c@d.pl"}, "not_readable"),
        ("contact", {"consent": "yes", "name": "x\0"}, "not_readable"),
        ("contact", {"consent": "yes", "name": "x" * 201}, "too_long"),
        ("contact", {"consent": "yes", "phone": "call me"}, "not_a_phone"),
    ],
)
def test_a_wrong_answer_is_refused_with_a_code(key, given, code):
    assert answer(key, given) == code


def test_the_other_types_are_read():
    assert answer("grid", {"price": "red", "speed": ""}).cells == {"price": "red"}
    assert answer("grid", {"price": ""}) is None
    assert answer("order", ["blue", "red"]).choices == ("blue", "red")
    assert answer("order", {"red": "2", "blue": 1, "green": ""}).choices == ("blue", "red")
    assert answer("amount", "12,5").number == answer("amount", 12.5).number == 12.5
    assert answer("day", "2026-03-31").date == answer("day", date(2026, 3, 31)).date == date(2026, 3, 31)


def test_contact_details_are_kept_only_with_consent():
    details = {"name": " Ana ", "email": "ana@example.com", "phone": "+48 600 123 456"}
    assert answer("contact", {"consent": "yes", **details}).contact == Contact(True, "Ana", "ana@example.com", "+48 600 123 456")
    assert answer("contact", {"consent": "no", **details}).contact == Contact(consent=False)
    assert answer("contact", True).contact == Contact(consent=True)


def test_an_unknown_question_is_an_error_that_names_the_known_ones():
    validated = validate_answers(EVERY_TYPE, {"npss": 9})
    error = validated.errors["npss"]
    assert error.code == "unknown_question"
    assert str(error).startswith("There is no question npss here; there are nps, csat, ces,")
    assert not validated.is_valid


def test_a_required_question_asks_for_its_answer():
    questions = [
        {"key": "score", "type": "nps", "prompt": {"en": "Well?"}, "required": True},
        {"key": "grid", "type": "matrix", "prompt": {"en": "And?"}, "choices": COLOURS, "rows": ROWS, "required": True},
    ]
    questionnaire = parse_questionnaire({"default_language": "en", "languages": ["en"], "questions": questions})
    errors = validate_answers(questionnaire, {"score": " ", "grid": {"price": "red"}}).errors
    assert {key: str(error) for key, error in errors.items()} == {
        "score": "Please answer this question.",
        "grid": "Please choose an answer for: Speed.",
    }


def test_a_message_says_what_was_given_and_what_is_accepted():
    error = validate_answers(EVERY_TYPE, {"nps": "eleven"}).errors["nps"]
    assert str(error) == "eleven is not an answer here. Please choose a whole number from 0 to 10."
    assert error.message % error.params == str(error)
    assert error.message == MESSAGES[error.code]


def test_a_message_repeats_what_was_given_shortly_and_harmlessly():
    error = validate_answers(EVERY_TYPE, {"nps": "%(x)s\n\0" + "a" * 5000}).errors["nps"]
    assert error.params["given"] == "%(x)s\ufffd\ufffd" + "a" * 32 + "…"
    assert str(error).startswith("%(x)s")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from(["red", "yes", "price", "2026-03-31"]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5) | st.sampled_from(["red", "price", "consent"]), inner, max_size=4)
    ),
    max_leaves=8,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault
@given(st.dictionaries(st.sampled_from([question.key for question in EVERY_TYPE.questions]), json_values))
def test_nothing_a_customer_sends_breaks_the_validator(given_answers):
    validated = validate_answers(EVERY_TYPE, given_answers)
    assert not set(validated.answers) & set(validated.errors)
    for error in validated.errors.values():
        assert "%(" not in error.message % error.params or "%(" in str(given_answers)
    for value in validated.answers.values():
        assert value != AnswerValue()
        json.dumps(value.to_data(), allow_nan=False).encode()


def test_a_deeply_nested_answer_is_refused_like_any_other():
    nested: object = 1
    for _ in range(100_000):
        nested = [nested]
    assert answer("nps", nested) == "not_a_score"


def test_the_data_of_an_answer_holds_only_what_was_answered():
    assert answer("nps", 9).to_data() == {"score": 9}
    assert answer("day", "2026-03-31").to_data() == {"date": "2026-03-31"}
    assert answer("contact", "no").to_data() == {"contact": {"consent": False, "name": "", "email": "", "phone": ""}}
