from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection

from luister.action.enums import CaseState, EntryKind, Outcome, RootCause
from luister.action.models import Case, CaseEntry, CaseRule
from luister.action.queries import contact_of, history_of, timeline_of, waiting_counts
from luister.action.services import (
    CaseAlreadyClosed,
    ReplyNotPossible,
    add_note,
    close_case,
    forget_customer,
    record_call,
    reply_by_email,
)
from luister.common.clock import now
from luister.common.models import Mail
from luister.customers.models import Customer
from luister.customers.services import erase_customer
from luister.customers.signals import erasure_requested, export_requested
from luister.feedback.signals import responses_removed
from luister.organisation.enums import Role
from luister.organisation.models import Event
from tests.factories import actor, make_case, make_customer, make_organisation, make_person, make_response


@pytest.fixture
def case(krakow, colleague):
    customer = make_customer(email="jan@example.net", phone="+48 600 100 200")
    return make_case(response=make_response(unit=krakow, score=2, comment="No.", contact_allowed=True, customer=customer), owner=colleague)


def test_closing_says_who_how_and_why(case, colleague):
    closed = close_case(case=case, outcome=Outcome.RESOLVED, root_cause=RootCause.PROMISE, lesson=" Call back. ", by=actor(colleague))

    assert (closed.state, closed.outcome, closed.root_cause, closed.lesson) == ("closed", "resolved", "promise", "Call back.")
    assert closed.closed_by == colleague
    assert Event.objects.get(action="case.closed").details == {"outcome": "resolved", "root_cause": "promise"}


def test_close_case_lets_only_the_first_of_two_win(case, colleague, manager):
    second = Case.objects.get(pk=case.pk)  # a second browser tab, still showing "open"
    close_case(case=case, outcome=Outcome.RESOLVED, root_cause="", lesson="", by=actor(colleague))

    with pytest.raises(CaseAlreadyClosed, match="Kasia Colleague"):
        close_case(case=second, outcome=Outcome.NOT_REACHED, root_cause="", lesson="", by=actor(manager))

    assert Case.objects.get().outcome == Outcome.RESOLVED
    assert Event.objects.filter(action="case.closed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_people_closing_at_the_same_moment_one_wins():
    make_organisation()
    case = make_case()
    people = [make_person(role=Role.ADMINISTRATOR) for _ in range(6)]

    def close(person):
        try:
            close_case(case=Case.objects.get(pk=case.pk), outcome=Outcome.RESOLVED, root_cause="", lesson=person.name, by=actor(person))
        except CaseAlreadyClosed:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(6) as pool:
        won = list(pool.map(close, people))

    assert won.count(True) == 1
    assert Case.objects.get().lesson == people[won.index(True)].name
    assert Event.objects.filter(action="case.closed").count() == 1


def test_closing_takes_only_known_words(case, colleague):
    with pytest.raises(ValueError, match="resolved, explained"):
        close_case(case=case, outcome="gone", root_cause="", lesson="", by=actor(colleague))
    with pytest.raises(ValueError, match="promise, waiting"):
        close_case(case=case, outcome=Outcome.RESOLVED, root_cause="weather", lesson="", by=actor(colleague))


@pytest.mark.parametrize("who", ["neighbour", "stranger"])
def test_strangers_can_do_nothing_with_a_case(case, who, request):
    by = actor(request.getfixturevalue(who))

    with pytest.raises(PermissionDenied):
        close_case(case=case, outcome=Outcome.RESOLVED, root_cause="", lesson="", by=by)
    with pytest.raises(PermissionDenied):
        add_note(case=case, text="x", by=by)
    with pytest.raises(PermissionDenied):
        record_call(case=case, reached=True, note="", by=by)
    with pytest.raises(PermissionDenied):
        reply_by_email(case=case, text="x", by=by)


def test_a_call_takes_the_case_up_and_stays_in_its_history(case, colleague):
    record_call(case=case, reached=False, note="", by=actor(colleague))
    record_call(case=case, reached=True, note="He waits since May.", by=actor(colleague))

    case.refresh_from_db()
    assert case.state == CaseState.ACKNOWLEDGED
    assert [entry.reached for entry in case.entries.all()] == [False, True]
    written = [turn.entry.text for turn in timeline_of(case) if turn.entry]
    happened = [turn.event.action for turn in timeline_of(case) if turn.event]
    assert written == ["He waits since May.", ""]
    assert happened == ["case.acknowledged"]


def test_a_reply_goes_to_the_customer_and_their_answer_to_the_colleague(case, colleague):
    reply_by_email(case=case, text="I am <b>sorry</b>.", by=actor(colleague))
    reply_by_email(case=case, text="I am <b>sorry</b>. ", by=actor(colleague))

    mail = Mail.objects.get()
    assert (mail.recipient, mail.reply_to, mail.html) == ("jan@example.net", colleague.email, "")
    assert mail.text.startswith("I am <b>sorry</b>.\n")
    assert "Zomerwind" in mail.text
    assert CaseEntry.objects.get().kind == EntryKind.REPLY


def test_what_the_customer_left_with_the_answer_goes_before_what_was_known(case):
    case.response.contact_email = "new@example.net"

    assert contact_of(case).email == "new@example.net"
    assert contact_of(case).phone == "+48 600 100 200"


def test_nobody_writes_to_a_customer_who_did_not_allow_it_or_left_no_address(case, colleague):
    case.response.contact_allowed = False
    case.response.save()
    with pytest.raises(ReplyNotPossible, match="did not allow"):
        reply_by_email(case=case, text="Hello", by=actor(colleague))
    case.response.contact_allowed = True
    case.customer.email = ""
    with pytest.raises(ReplyNotPossible, match="no e-mail address"):
        reply_by_email(case=case, text="Hello", by=actor(colleague))

    assert not Mail.objects.exists()
    assert not CaseEntry.objects.exists()


@pytest.mark.parametrize("text", ["", "  \n "])
def test_empty_notes_and_replies_are_refused(case, colleague, text):
    with pytest.raises(ValueError, match="at least a word"):
        add_note(case=case, text=text, by=actor(colleague))
    with pytest.raises(ValueError, match="at least a word"):
        reply_by_email(case=case, text=text, by=actor(colleague))


def test_erasing_a_customer_takes_the_words_and_leaves_the_counts(case, colleague):
    add_note(case=case, text="Jan lives in Kraków.", by=actor(colleague))
    reply_by_email(case=case, text="Dear Jan", by=actor(colleague))
    done = make_case(
        response=make_response(customer=case.customer), state="closed", closed_at=now(), outcome="resolved", lesson="Jan was right."
    )

    erasure_requested.send(type(case.customer), customer=case.customer, at=now())

    case.refresh_from_db()
    done.refresh_from_db()
    assert set(CaseEntry.objects.values_list("text", flat=True)) == {""}
    assert (done.lesson, done.outcome, done.customer) == ("", "resolved", None)
    assert (case.state, case.outcome) == (CaseState.CLOSED, Outcome.NO_ACTION)
    assert not Mail.objects.filter(recipient="jan@example.net").exists()


def test_erasing_one_customer_leaves_the_others_alone(case, colleague):
    add_note(case=case, text="Stays.", by=actor(colleague))

    assert forget_customer(customer=make_customer("Another", email="other@example.net"), at=now()) == 0
    assert CaseEntry.objects.get().text == "Stays."


def test_removed_answers_take_the_words_of_their_cases_along(case, colleague):
    add_note(case=case, text="Jan again.", by=actor(colleague))

    responses_removed.send(type(case.response), response_ids=[case.response.pk])

    assert CaseEntry.objects.get().text == ""


def test_the_history_of_a_customer_is_shown_as_far_as_one_may_read_it(case, colleague, field_service):
    mine = make_response(unit=case.unit, customer=case.customer)
    make_response(unit=field_service, customer=case.customer)

    assert list(history_of(case, by=actor(colleague))) == [mine]
    case.customer = None
    assert list(history_of(case, by=actor(colleague))) == []


def test_waiting_are_mine_and_those_of_nobody_where_i_may_help(case, colleague, neighbour, stranger, krakow):
    make_case(response=make_response(unit=krakow), due_at=case.due_at)
    make_case(response=make_response())

    counts = waiting_counts(actor(colleague))

    assert (counts.mine, counts.unowned, counts.overdue) == (1, 1, 2)
    assert waiting_counts(actor(neighbour)).unowned == 0
    assert waiting_counts(actor(stranger)).mine == 0


def test_the_database_refuses_a_closed_case_without_outcome_and_a_range_without_metric(case):
    with pytest.raises(IntegrityError):
        Case.objects.filter(pk=case.pk).update(state="closed")


def test_the_database_refuses_a_range_of_scores_without_a_metric(organisation):
    with pytest.raises(IntegrityError):
        CaseRule.objects.create(name="x", score_max=3)


def test_an_erased_customer_is_in_no_row_of_a_case_any_more(case, colleague, operator):
    add_note(case=case, text="Jan Kowalski again.", by=actor(colleague))
    reply_by_email(case=case, text="Dear Jan Kowalski", by=actor(colleague))

    erase_customer(customer=case.customer, by=operator)

    case.refresh_from_db()
    assert (case.response, case.customer, case.state) == (None, None, CaseState.CLOSED)
    assert not CaseEntry.objects.exclude(text="").exists()
    assert not Mail.objects.exists()


def test_a_customer_who_asks_gets_their_cases(case, colleague):
    add_note(case=case, text="Asked the planners.", by=actor(colleague))

    answers = [answer for _, answer in export_requested.send(Customer, customer=case.customer) if "cases" in answer]

    assert answers[0]["cases"][0]["entries"][0]["text"] == "Asked the planners."
