"""Comments are read, once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from luister.common.clock import now
from luister.core.language import Reading, SmallReader
from luister.feedback.enums import Sentiment, Source
from luister.feedback.models import Comment, Response
from luister.feedback.queries import pending_keys
from luister.feedback.services import ReadingFailed, accept, read_comments
from luister.feedback.signals import comments_read
from luister.feedback.tasks import publish, read_left_behind, read_response
from luister.lake.models import Outbox
from luister.lake.queries import counts
from luister.lake.rows import CountQuery
from luister.organisation.rules import Actor
from luister.surveys.models import SurveyVersion

UNHAPPY = "Terrible service, I waited an hour and nobody helped me. Write to jan@example.org."


def answered(version: SurveyVersion, text: str = UNHAPPY, key: str = "1") -> Response:
    answers = {"score": 2, "reason": text}
    return accept(version=version, answers=answers, source=Source.API, idempotency_key=key, by=Actor.system(), language="en").response


def test_a_comment_gets_a_language_a_sentiment_and_a_text_without_addresses(version: SurveyVersion, run_jobs: Callable[[], int]) -> None:
    answered(version)

    run_jobs()

    comment = Comment.objects.get()
    assert (comment.language, comment.sentiment) == ("en", Sentiment.NEGATIVE)
    assert "jan@example.org" in comment.text
    assert "example" not in comment.masked
    assert "example" not in comment.words
    assert comment.reader_version
    assert comment.read_at is not None


def test_reading_again_reads_nothing_and_sends_no_news(version: SurveyVersion) -> None:
    response = answered(version)
    heard: list[int] = []

    def listen(response: Response, **kwargs: object) -> None:
        heard.append(response.pk)

    comments_read.connect(listen)
    try:
        assert read_response.call(response.pk) == 1
        assert read_response.call(response.pk) == 0
    finally:
        comments_read.disconnect(listen)

    assert heard == [response.pk]


def test_what_was_read_goes_to_the_lake_again(version: SurveyVersion) -> None:
    response = answered(version)
    Outbox.objects.all().delete()

    read_comments(response_ids=[response.pk])

    assert pending_keys() == [response.pk]


def test_a_response_that_is_gone_is_no_error(version: SurveyVersion) -> None:
    assert read_response.call(12345) == 0


def test_comments_left_behind_are_read_later(version: SurveyVersion, run_jobs: Callable[[], int], monkeypatch: pytest.MonkeyPatch) -> None:
    response = answered(version)
    from django_tasks_db.models import DBTaskResult

    DBTaskResult.objects.all().delete()  # the job was lost
    read_left_behind()
    assert run_jobs() == 0

    Response.objects.filter(pk=response.pk).update(received_at=now() - timedelta(minutes=6))
    read_left_behind()

    assert run_jobs() == 1
    assert Comment.objects.get().read_at is not None


@pytest.mark.django_db(transaction=True)
def test_what_is_new_reaches_the_lake_within_a_round(version: SurveyVersion) -> None:
    response = answered(version)

    publish()

    assert pending_keys() == []
    assert [(row.cell, row.score, row.n) for row in counts(CountQuery(metric="nps", by=("response_key",)))] == [((response.pk,), 2, 1)]


class Stumbling:
    """A reader that trips over one text."""

    def read(self, text: str, *, language_hint: str | None = None, prompt: str | None = None) -> Reading:
        if "stone" in text:
            raise ValueError("a stone")
        return SmallReader().read(text, language_hint=language_hint, prompt=prompt)


def test_a_comment_that_cannot_be_read_keeps_no_other_from_being_read(version: SurveyVersion, monkeypatch: pytest.MonkeyPatch) -> None:
    responses = [answered(version, text, key=text).pk for text in ("Kind", "A stone lay in the way", "Late")]
    monkeypatch.setattr("luister.core.language.default_reader", Stumbling)

    with pytest.raises(ReadingFailed, match="1 comments"):
        read_comments(response_ids=responses)

    assert set(Comment.objects.filter(read_at__isnull=True).values_list("text", flat=True)) == {"A stone lay in the way"}
