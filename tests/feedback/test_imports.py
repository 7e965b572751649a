"""Many answers come in out of a file, and go again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from luister.common.clock import now
from luister.feedback.enums import BatchState
from luister.feedback.models import Answer, Comment, ImportBatch, Response
from luister.feedback.queries import lake_rows, pending_keys
from luister.feedback.services import PreparedAnswer, PreparedComment, PreparedResponse, Stored, importing, store_rows, undo_batch
from luister.feedback.signals import response_accepted, responses_removed
from luister.lake.models import Tombstone
from luister.organisation.models import Event, Unit, User
from luister.organisation.rules import Actor
from luister.surveys.enums import Mode
from luister.surveys.models import Survey
from tests.factories import make_customer, make_survey

OPERATOR = Actor.operator("tester")
DAY = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)


@pytest.fixture
def survey(root: Unit) -> Survey:
    return make_survey()


@pytest.fixture
def batch(survey: Survey) -> ImportBatch:
    return ImportBatch.objects.create(
        file_name="a.csv", digest="0" * 64, mapping_name="m", survey=survey, created_by_label="t", created_at=now()
    )


def row(survey: Survey, identity: str = "1", *, score: int = 3, text: str = "Too slow.", **fields: Any) -> PreparedResponse:
    answers = [PreparedAnswer(question=survey.questions.get(key="nps"), score=score)]
    comments = [PreparedComment(question=survey.questions.get(key="comment"), text=text)]
    given = {"unit": survey.unit, "answered_at": DAY, "answers": answers, "comments": comments, **fields}
    return PreparedResponse(identity=identity, survey=survey, **given)


def test_rows_are_stored_once(batch: ImportBatch, survey: Survey) -> None:
    first = store_rows(batch=batch, rows=[row(survey, "1"), row(survey, "2"), row(survey, "1")], by=OPERATOR)
    again = store_rows(batch=batch, rows=[row(survey, "2"), row(survey, "3")], by=OPERATOR)

    assert (first, again) == (Stored(2, 1), Stored(1, 1))
    assert list(Response.objects.order_by("pk").values_list("import_identity", flat=True)) == ["1", "2", "3"]
    assert (Answer.objects.count(), Comment.objects.count()) == (3, 3)
    assert pending_keys() == sorted(Response.objects.values_list("pk", flat=True))


def test_equal_answers_of_two_people_are_both_kept(batch: ImportBatch, survey: Survey) -> None:
    assert store_rows(batch=batch, rows=[row(survey, "hash-1"), row(survey, "hash-2")], by=OPERATOR).added == 2


def test_the_same_identity_in_two_surveys_is_two_responses(batch: ImportBatch, survey: Survey) -> None:
    other = make_survey()

    assert store_rows(batch=batch, rows=[row(survey, "1"), row(other, "1")], by=OPERATOR) == Stored(2, 0)


def test_imported_comments_are_read_and_open_no_news_of_single_answers(
    batch: ImportBatch, survey: Survey, run_jobs: Callable[[], int]
) -> None:
    heard: list[object] = []
    response_accepted.connect(heard.append)
    try:
        store_rows(batch=batch, rows=[row(survey, str(number)) for number in range(3)], by=OPERATOR)
    finally:
        response_accepted.disconnect(heard.append)

    assert (heard, run_jobs()) == ([], 1)
    assert not Comment.objects.filter(read_at__isnull=True).exists()


def test_chunks_are_stored_one_by_one(batch: ImportBatch, survey: Survey, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "CHUNK", 2)

    assert store_rows(batch=batch, rows=[row(survey, str(number)) for number in range(5)], by=OPERATOR) == Stored(5, 0)


def test_a_chunk_costs_few_queries(batch: ImportBatch, survey: Survey, django_assert_max_num_queries: Callable[[int], Any]) -> None:
    rows = [row(survey, str(number)) for number in range(50)]

    with django_assert_max_num_queries(14):
        store_rows(batch=batch, rows=rows, by=OPERATOR)


@pytest.mark.parametrize("fields", [{"score": 11}, {"text": "a\0"}, {"text": "a" * 20_001}, {"attributes": {"a": "b\0"}}])
def test_what_an_importer_must_not_let_through_is_refused_whole(batch: ImportBatch, survey: Survey, fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="accepted"):
        store_rows(batch=batch, rows=[row(survey, "1"), row(survey, "2", **fields)], by=OPERATOR)

    assert not Response.objects.exists()


def test_an_anonymous_import_keeps_no_trace(batch: ImportBatch) -> None:
    survey = make_survey(mode=Mode.ANONYMOUS)
    known = row(survey, customer=make_customer(), attributes={"contract": "gold"}, contact_allowed=True, contact_email="a@example.org")

    store_rows(batch=batch, rows=[known], by=OPERATOR)

    response = Response.objects.get()
    assert (response.customer, response.attributes, response.contact_allowed, response.contact_email) == (None, {}, False, "")
    assert response.answered_at == datetime(2026, 3, 1, 23, tzinfo=UTC)


def test_nobody_imports_where_they_may_not(batch: ImportBatch, survey: Survey, manager: User) -> None:
    with pytest.raises(PermissionDenied):
        store_rows(batch=batch, rows=[row(survey)], by=Actor.person(manager))


def test_an_undone_import_leaves_nothing_in_figures(batch: ImportBatch, survey: Survey) -> None:
    store_rows(batch=batch, rows=[row(survey, str(number)) for number in range(3)], by=OPERATOR)
    keys = list(Response.objects.values_list("pk", flat=True))
    told: list[int] = []

    def listen(response_ids: Iterable[int], **kwargs: object) -> None:
        told.extend(response_ids)

    responses_removed.connect(listen)
    try:
        assert undo_batch(batch=batch, by=OPERATOR) == 3
        assert undo_batch(batch=batch, by=OPERATOR) == 0
    finally:
        responses_removed.disconnect(listen)

    assert not Response.objects.exists()
    assert not Comment.objects.exists()
    assert sorted(told) == sorted(keys)
    assert set(Tombstone.objects.values_list("response_key", flat=True)) == set(keys)
    assert list(lake_rows(None)) == []
    assert batch.state == BatchState.UNDONE
    assert Event.objects.filter(action="import.undone").count() == 1


def test_what_was_undone_can_be_imported_again(batch: ImportBatch, survey: Survey) -> None:
    store_rows(batch=batch, rows=[row(survey)], by=OPERATOR)
    undo_batch(batch=batch, by=OPERATOR)

    assert store_rows(batch=batch, rows=[row(survey)], by=OPERATOR) == Stored(1, 0)


def test_an_undoing_that_was_killed_goes_on(batch: ImportBatch, survey: Survey, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "CHUNK", 2)
    store_rows(batch=batch, rows=[row(survey, str(number)) for number in range(5)], by=OPERATOR)
    calls = 0

    def die_in_the_second_chunk(**kwargs: object) -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise KeyboardInterrupt

    responses_removed.connect(die_in_the_second_chunk)
    try:
        with pytest.raises(KeyboardInterrupt):
            undo_batch(batch=batch, by=OPERATOR)
        assert Response.objects.count() == 3
        assert undo_batch(batch=batch, by=OPERATOR) == 3
    finally:
        responses_removed.disconnect(die_in_the_second_chunk)


def test_nobody_undoes_what_lies_outside_their_units(batch: ImportBatch, survey: Survey, manager: User) -> None:
    store_rows(batch=batch, rows=[row(survey)], by=OPERATOR)

    with pytest.raises(PermissionDenied):
        undo_batch(batch=batch, by=Actor.person(manager))

    assert Response.objects.count() == 1
