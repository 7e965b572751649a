"""Full text search, alike on both databases."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luister.feedback.models import Comment, Response
from luister.feedback.queries import with_words
from luister.feedback.rules import fold_words, search_words
from luister.feedback.services import read_comments
from luister.organisation.models import Unit
from tests.factories import make_response


def said(text: str) -> Response:
    response = make_response(comment=text)
    read_comments(response_ids=[response.pk])
    return response


def found(text: str) -> set[Response]:
    return set(with_words(Response.objects.all(), text))


@pytest.mark.parametrize(
    "wanted",
    ["żółć", "zolc", "ZOLC", "Żółć", "z\u0307o\u0301łc\u0301", "gorzk", "łódź", "lodz", "Lodz zolc", "zolc, lodz", '"gorzka" AND', "zo*"],
)
def test_a_comment_is_found_without_accents_case_or_endings(root: Unit, wanted: str) -> None:
    response = said("Gorzka żółć, a potem Łódź.")
    said("Smörgås och en lång kö")

    # "AND" is a word like any other here, and this text does not have it.
    assert found(wanted) == (set() if "AND" in wanted else {response})


@pytest.mark.parametrize("wanted", ["smorgas", "smörgås", "lang ko", "kö"])
def test_swedish_is_found_without_rings_and_dots(root: Unit, wanted: str) -> None:
    response = said("Smörgås och en lång kö")

    assert found(wanted) == {response}


@pytest.mark.parametrize("wanted", ["", "   ", "-", '"', "()", "!!!", "'", "\\", "żółty", "oda", "long ko x"])
def test_what_is_not_there_is_not_found(root: Unit, wanted: str) -> None:
    said("Gorzka żółć. Smörgås och en lång kö")

    assert found(wanted) == set()


def test_every_word_must_be_there(root: Unit) -> None:
    both = said("The technician came late.")
    said("The technician was kind.")

    assert found("technician late") == {both}


def test_masked_addresses_are_not_found(root: Unit) -> None:
    said("Write to secret.person@example.org please")

    assert (found("secret"), len(found("please"))) == (set(), 1)


def test_the_index_follows_changes_and_deletions(root: Unit) -> None:
    response = said("The technician came late.")
    Comment.objects.update(words="somebody else")
    assert (found("technician"), found("somebody")) == (set(), {response})

    response.delete()

    assert found("somebody") == set()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO feedback_comment_search(feedback_comment_search, rank) VALUES ('integrity-check', 1)")


def test_the_index_and_its_triggers_outlive_all_migrations(db: None) -> None:
    search = import_module("luister.feedback.migrations.0003_search")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'feedback_comment'")
            assert len(cursor.fetchall()) == sum(statement.startswith("CREATE TRIGGER") for statement in search.SQLITE)
        else:
            cursor.execute("SELECT indexname FROM pg_indexes WHERE indexname = 'feedback_comment_search'")
            assert cursor.fetchall() == [("feedback_comment_search",)]


HOSTILE = [
    "'",
    '"',
    "a' OR 1=1 --",
    "NEAR(a b)",
    "a*b",
    "^a",
    "{a}",
    "words:x",
    "a\0b",
    "\ud800",
    ":* & !",
    "\\",
    "%_",
    "a:*'); DROP TABLE x; --",
]


@pytest.mark.parametrize("wanted", HOSTILE)
def test_hostile_searches_are_words_like_others(root: Unit, wanted: str) -> None:
    said("quite harmless")

    assert found(wanted) == set()


@given(st.text(max_size=200))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_search_is_an_error(db: None, wanted: str) -> None:
    found(wanted)


@given(st.text(max_size=60))
def test_folded_words_stay_as_they_are(text: str) -> None:
    folded = fold_words(text)

    assert fold_words(folded) == folded
    assert all(word.isalnum() for word in search_words(text))


def test_a_very_long_search_is_cut(root: Unit) -> None:
    assert len(search_words(" ".join(f"word{number}" for number in range(5000)))) == 12
