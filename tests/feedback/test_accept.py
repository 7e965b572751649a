"""One answer comes in."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django_tasks_db.models import DBTaskResult

from luister.common.clock import now
from luister.customers.models import Attribute
from luister.feedback.enums import Source
from luister.feedback.models import Answer, Comment, Response
from luister.feedback.services import Accepted, AlreadyAnswered, AnswersInvalid, KeyUsedForOtherAnswer, SurveyNotOpen, accept
from luister.feedback.signals import response_accepted
from luister.lake.models import Outbox
from luister.organisation.models import Unit, User
from luister.organisation.rules import Actor
from luister.surveys.enums import Mode, SurveyState
from luister.surveys.models import SurveyVersion
from tests.factories import make_campaign, make_customer, make_invitation, make_open_survey, make_touchpoint

TOLD = {"score": "3", "reason": "Nobody called me back.", "contact": {"consent": True, "name": "Ewa", "email": "ewa@example.org"}}
OPERATOR = Actor.operator("tester")


def answer(version: SurveyVersion, answers: dict[str, object] | None = None, **fields: object) -> Accepted:
    given = {"source": Source.API, "idempotency_key": "key-1", "by": OPERATOR, "language": "en", **fields}
    return accept(version=version, answers=TOLD if answers is None else answers, **given)  # type: ignore[arg-type]


def test_an_answer_is_stored_with_its_score_comment_contact_outbox_row_and_job(version: SurveyVersion) -> None:
    accepted = answer(version)

    response = Response.objects.get()
    assert accepted == Accepted(response, created=True)
    assert (response.contact_allowed, response.contact_name, response.contact_email) == (True, "Ewa", "ewa@example.org")
    assert Answer.objects.get().score == 3
    comment = Comment.objects.get()
    assert (comment.text, comment.read_at) == ("Nobody called me back.", None)
    assert list(Outbox.objects.values_list("response_key", flat=True)) == [response.pk]
    assert "luister.feedback.tasks.read_response" in set(DBTaskResult.objects.values_list("task_path", flat=True))


def test_a_prompt_is_kept_in_the_language_it_was_read_in(version: SurveyVersion) -> None:
    definition = version.definition["questions"][1]["prompt"]

    answer(version, language="pl")

    assert Comment.objects.get().prompt == definition["pl"] != definition["en"]


def test_the_same_key_and_content_give_the_stored_response(version: SurveyVersion) -> None:
    first = answer(version)

    again = answer(version)

    assert again == Accepted(first.response, created=False)
    assert (Response.objects.count(), Outbox.objects.count(), Comment.objects.count()) == (1, 1, 1)


def test_the_same_key_with_other_content_is_refused(version: SurveyVersion) -> None:
    answer(version)

    with pytest.raises(KeyUsedForOtherAnswer):
        answer(version, {"score": 4})

    assert Answer.objects.get().score == 3


def test_a_retry_after_the_survey_closed_still_gets_its_answer_and_a_new_one_is_refused(version: SurveyVersion) -> None:
    first = answer(version)
    version.survey.state = SurveyState.CLOSED
    version.survey.save()

    assert answer(version) == Accepted(first.response, created=False)
    with pytest.raises(SurveyNotOpen):
        answer(version, idempotency_key="key-2")


def test_a_closed_campaign_takes_no_answers(version: SurveyVersion) -> None:
    campaign = make_campaign(version.survey)
    campaign.closed_at = now()
    campaign.save()

    with pytest.raises(SurveyNotOpen):
        answer(version, campaign=campaign, by=Actor.customer())


@pytest.mark.parametrize(
    ("given", "fields", "wrong"),
    [
        ({"score": 11}, {}, {"score": "not_a_score"}),
        ({}, {}, {"score": "required"}),
        ({"score": 3, "reason": "a\0b"}, {}, {"reason": "not_readable"}),
        ({"score": 3, "nope": 1}, {}, {"nope": "unknown_question"}),
        ({"score": 3}, {"idempotency_key": ""}, {"idempotency_key": "required"}),
        ({"score": 3}, {"idempotency_key": "k\0"}, {"idempotency_key": "not_readable"}),
        ({"score": 3}, {"attributes": {"region": "north"}}, {"attributes.region": "not_a_choice"}),
        ({"score": 3}, {"attributes": {"contract": "a\0"}}, {"attributes.contract": "not_readable"}),
        ({"score": 3}, {"answered_at": datetime(2199, 1, 1, tzinfo=UTC)}, {"answered_at": "in_the_future"}),
        ({"score": 3}, {"answered_at": datetime(1, 1, 1, tzinfo=UTC)}, {"answered_at": "too_small"}),
    ],
)
def test_what_cannot_be_stored_is_refused_by_name(
    version: SurveyVersion, given: dict[str, object], fields: dict[str, object], wrong: dict[str, str]
) -> None:
    Attribute.objects.create(key="contract", name="Contract")

    with pytest.raises(AnswersInvalid) as refused:
        answer(version, given, **fields)

    assert {name: error.code for name, error in refused.value.errors.items()} == wrong
    assert all(str(error) for error in refused.value.errors.values())
    assert not Response.objects.exists()


def test_contact_details_are_kept_only_with_consent(version: SurveyVersion) -> None:
    answer(version, {"score": 3, "contact": {"consent": False, "name": "Ewa", "email": "ewa@example.org"}})

    response = Response.objects.get()
    assert (response.contact_allowed, response.contact_name, response.contact_email, response.contact_phone) == (False, "", "", "")


def test_an_anonymous_answer_cannot_be_traced(anonymous: SurveyVersion) -> None:
    customer = make_customer(attributes={"contract": "gold"})
    invitation = make_invitation(make_campaign(anonymous.survey), customer)

    answer(anonymous, by=Actor.customer(), invitation=invitation)

    response = Response.objects.get()
    kept = (response.customer, response.invitation, response.attributes, response.contact_allowed, response.contact_email)
    assert kept == (None, None, {}, False, "")
    invitation.refresh_from_db()
    for moment in (response.answered_at, response.received_at, invitation.answered_at):
        assert moment.astimezone(anonymous_zone()).strftime("%H:%M:%S.%f") == "00:00:00.000000"


def anonymous_zone() -> object:
    from luister.organisation.queries import time_zone

    return time_zone()


def test_an_anonymous_link_counts_once(anonymous: SurveyVersion) -> None:
    invitation = make_invitation(make_campaign(anonymous.survey), make_customer())
    first = answer(anonymous, by=Actor.customer(), invitation=invitation)

    assert answer(anonymous, by=Actor.customer(), invitation=invitation) == Accepted(first.response, created=False)
    with pytest.raises(AlreadyAnswered):
        answer(anonymous, by=Actor.customer(), invitation=invitation, idempotency_key="another tab")
    assert Response.objects.count() == 1


def test_a_personal_link_is_answered_once_and_decides_what_is_credited(version: SurveyVersion, care: Unit) -> None:
    touchpoint = make_touchpoint("Repair visit", unit=care)
    customer = make_customer(attributes={"contract": "gold"}, unit=care)
    campaign = make_campaign(version.survey, touchpoint=touchpoint, unit=care)
    invitation = make_invitation(campaign, customer)
    customer.attributes = {"contract": "silver"}  # since it was asked
    customer.save()

    first = answer(version, by=Actor.customer(), invitation=invitation, attributes={}, customer=make_customer())
    second = answer(version, {"score": 9}, by=Actor.customer(), invitation=invitation, idempotency_key="another tab")

    assert second == Accepted(first.response, created=False)
    stored = Response.objects.get()
    assert (stored.unit, stored.touchpoint, stored.customer, stored.attributes) == (care, touchpoint, customer, {"contract": "gold"})
    invitation.refresh_from_db()
    assert invitation.answered_at == stored.received_at


def test_a_customer_answers_by_a_campaign_only(version: SurveyVersion) -> None:
    with pytest.raises(PermissionDenied):
        answer(version, by=Actor.customer())


def test_nobody_records_responses_where_they_may_not(version: SurveyVersion, colleague: User, cx_manager: User) -> None:
    with pytest.raises(PermissionDenied):
        answer(version, by=Actor.person(colleague))

    assert answer(version, by=Actor.person(cx_manager)).created


def test_an_answer_takes_the_attributes_of_its_customer(version: SurveyVersion) -> None:
    answer(version, customer=make_customer(attributes={"contract": "gold"}))

    assert Response.objects.get().attributes == {"contract": "gold"}


def test_a_time_without_a_zone_is_the_organisations(version: SurveyVersion) -> None:
    answer(version, answered_at=datetime(2026, 1, 5, 12, 0))  # noqa: DTZ001 - the point of the test

    assert Response.objects.get().answered_at == datetime(2026, 1, 5, 11, 0, tzinfo=UTC)


def test_news_of_an_answer_is_sent_once_inside_its_transaction(version: SurveyVersion) -> None:
    heard: list[int] = []

    def listen(response: Response, **kwargs: object) -> None:
        heard.append(response.answers.count())

    response_accepted.connect(listen)
    try:
        answer(version)
        answer(version)
    finally:
        response_accepted.disconnect(listen)

    assert heard == [1]


def test_a_listener_that_fails_leaves_nothing_behind(version: SurveyVersion) -> None:
    def fail(**kwargs: object) -> None:
        raise RuntimeError("full disk")

    response_accepted.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            answer(version)
    finally:
        response_accepted.disconnect(fail)

    assert (Response.objects.count(), Outbox.objects.count(), DBTaskResult.objects.count()) == (0, 0, 0)


def test_text_comes_back_as_it_was_given(version: SurveyVersion) -> None:
    text = "  e\u0301 \U0001f469\u200d\U0001f680 <img src=x onerror=alert(1)> =1+1 \n"

    answer(version, {"score": 3, "reason": text})

    assert Comment.objects.get().text == text


def test_an_answer_costs_few_queries(version: SurveyVersion, django_assert_max_num_queries: Callable[[int], object]) -> None:
    with django_assert_max_num_queries(22):  # type: ignore[attr-defined]
        answer(version)


def test_named_surveys_keep_who_answered(root: Unit) -> None:
    customer = make_customer()

    answer(make_open_survey(mode=Mode.NAMED), customer=customer, answered_at=now() - timedelta(hours=3))

    assert Response.objects.get().customer == customer


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("by_link", [False, True])
def test_fifty_equal_answers_at_once_are_one(version: SurveyVersion, by_link: bool) -> None:
    campaign = make_campaign(version.survey)
    invitation = make_invitation(campaign, make_customer()) if by_link else None

    def send(number: int) -> tuple[int, bool]:
        try:
            # By a personal link even other keys (another tab, another device) are the same answer.
            key = f"key-{number}" if by_link else "key"
            accepted = answer(version, by=Actor.customer(), campaign=campaign, invitation=invitation, idempotency_key=key)
            return accepted.response.pk, accepted.created
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(send, range(50)))

    response = Response.objects.get()
    assert sorted(answers) == [(response.pk, False)] * 49 + [(response.pk, True)]
    assert (Answer.objects.count(), Comment.objects.count(), Outbox.objects.count()) == (1, 1, 1)
