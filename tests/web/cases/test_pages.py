from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from luister.action.enums import CaseState
from luister.action.models import Case, CaseEntry, CaseRule
from luister.action.services import close_case
from luister.common.clock import now
from luister.common.models import Mail
from luister.organisation.enums import Role
from luister.web.cases.words import due_words
from tests.factories import actor, make_case, make_customer, make_person, make_response, make_rule, make_survey

WARSAW = ZoneInfo("Europe/Warsaw")
NOON = datetime(2026, 3, 3, 11, tzinfo=UTC)  # a Tuesday, 12:00 in Warsaw


@pytest.fixture
def case(krakow, colleague):
    customer = make_customer("Jan Kowalski", email="jan@example.net", phone="+48 600 100 200")
    response = make_response(unit=krakow, score=2, comment="Nobody called me back.", contact_allowed=True, customer=customer)
    response.comments.update(masked="Nobody called ***.", read_at=now())
    return make_case(response=response, owner=colleague, due_at=now() + timedelta(hours=5))


@pytest.mark.parametrize(
    ("later", "words"),
    [
        (timedelta(seconds=-10), "1 min late"),
        (timedelta(minutes=-59), "59 min late"),
        (timedelta(hours=-2), "2 h late"),
        (timedelta(hours=-49), "2 days late"),
        (timedelta(hours=2), "today 14:00"),
        (timedelta(hours=13), "tomorrow 01:00"),
        (timedelta(days=3), "Friday 12:00"),
        (timedelta(days=30), "2 April"),
    ],
)
def test_due_times_are_said_as_people_say_them(later, words):
    assert due_words(NOON + later, at=NOON, zone=WARSAW).text == words


def test_the_list_begins_with_my_cases_and_says_what_the_customer_said(case, client, sign_in, colleague, krakow):
    make_case(response=make_response(unit=krakow, comment="Nobody's yet."), owner=None)
    make_case(response=make_response(unit=krakow, comment="Somebody else's."), owner=make_person())

    page = sign_in(client, colleague).get(reverse("cases")).content.decode()

    assert "Nobody called me back." in page
    assert "scored 2 of 10" in page
    assert "Nobody&#x27;s yet." in page
    assert "Somebody else" not in page


def test_filters_stand_in_the_address(case, client, sign_in, manager, krakow):
    make_case(response=make_response(unit=krakow, comment="Late one."), due_at=now() - timedelta(hours=2), severity="high")
    sign_in(client, manager)

    late = client.get(reverse("cases"), {"whose": "all", "state": "overdue"}).content.decode()
    high = client.get(reverse("cases"), {"whose": "nobody", "severity": "high"}).content.decode()
    closed = client.get(reverse("cases"), {"whose": "all", "state": "closed"}).content.decode()
    unit = client.get(reverse("cases"), {"whose": "all", "unit": "customer-care"}).content.decode()

    assert "Late one." in late
    assert "2 h late" in late
    assert "Nobody called" not in late
    assert "Late one." in high
    assert "No closed case here" in closed
    assert "Nobody called" in unit


@pytest.mark.parametrize("query", ["whose=them", "cursor=nonsense", "unit=nowhere", "state=%00", "cursor=WzAsMV0"])
def test_nonsense_in_the_address_is_no_accident(case, client, sign_in, colleague, query):
    assert client.get(f"{reverse('cases')}?{query}").status_code in {200, 302}
    assert sign_in(client, colleague).get(f"{reverse('cases')}?{query}").status_code in {200, 302}


def test_a_long_list_is_paged_and_shows_each_case_once(client, sign_in, manager, krakow):
    survey = make_survey(unit=krakow)
    wanted = {make_case(response=make_response(survey=survey, unit=krakow)).pk for _ in range(30)}
    sign_in(client, manager)

    first = client.get(reverse("cases"), {"whose": "all"})
    second = client.get(reverse("cases") + first.context["next_url"])

    shown = [row.href for row in first.context["rows"] + second.context["rows"]]
    assert sorted(shown) == sorted(reverse("case", args=[pk]) for pk in wanted)


def test_the_list_costs_the_same_queries_for_one_and_for_three(client, sign_in, manager, krakow, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    sign_in(client, manager)
    counts = []
    for _ in range(2):
        make_case(response=make_response(unit=krakow, comment="x", customer=make_customer()), owner=manager)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("cases"), {"whose": "all"})
        counts.append(len(queries))
        make_case(response=make_response(unit=krakow, comment="y"), owner=None)

    assert counts[0] == counts[1]


def test_the_page_shows_words_history_contact_and_what_can_be_done(case, client, sign_in, colleague):
    make_response(unit=case.unit, customer=case.customer, score=9, comment="It was fine in May.")

    page = sign_in(client, colleague).get(reverse("case", args=[case.pk])).content.decode()

    for words in (
        "Nobody called me back.",
        "tel:+48600100200",
        "jan@example.net",
        "It was fine in May.",
        "Store this call",
        "Close the case",
    ):
        assert words in page


def test_an_executive_sees_the_masked_words_and_no_contact(case, client, sign_in, root):
    sign_in(client, make_person(role=Role.EXECUTIVE, unit=root))

    page = client.get(reverse("case", args=[case.pk])).content.decode()
    listed = client.get(reverse("cases")).content.decode()

    assert "Nobody called ***." in page
    assert "Nobody called ***." in listed
    for secret in ("back.", "jan@example.net", "600", "Jan Kowalski", "Store this call"):
        assert secret not in page


@pytest.mark.parametrize("name", ["case-acknowledge", "case-assign", "case-note", "case-call", "case-reply", "case-close"])
def test_strangers_find_no_case_and_visitors_sign_in_first(case, client, sign_in, neighbour, stranger, name):
    address = reverse(name, args=[case.pk])

    assert client.post(address).status_code == 302
    assert sign_in(client, stranger).post(address).status_code == 403
    assert sign_in(client, neighbour).post(address).status_code == 404
    assert sign_in(client, neighbour).get(address).status_code == 405
    assert not CaseEntry.objects.exists()


def test_strangers_see_no_page_of_a_case(case, client, sign_in, neighbour, stranger):
    address = reverse("case", args=[case.pk])

    assert client.get(address).status_code == 302
    assert sign_in(client, stranger).get(address).status_code == 403
    assert sign_in(client, stranger).get(reverse("cases")).status_code == 403
    assert sign_in(client, neighbour).get(address).status_code == 404
    assert "Nobody called" not in sign_in(client, neighbour).get(reverse("cases"), {"whose": "all"}).content.decode()


def test_an_executive_reads_and_does_nothing(case, client, sign_in, root):
    sign_in(client, make_person(role=Role.EXECUTIVE, unit=root))

    assert client.post(reverse("case-note", args=[case.pk]), {"note-text": "x"}).status_code == 403


def test_a_case_is_taken_up_called_noted_answered_and_closed(case, client, sign_in, colleague):
    sign_in(client, colleague)

    def post(name, **fields):
        return client.post(reverse(name, args=[case.pk]), fields)

    assert post("case-acknowledge").status_code == 302
    assert post("case-call", **{"call-reached": "no", "call-note": ""}).status_code == 302
    assert post("case-call", **{"call-reached": "yes", "call-note": "He waits since May."}).status_code == 302
    assert post("case-note", **{"note-text": "Asked the planners."}).status_code == 302
    assert post("case-reply", **{"reply-text": "I am sorry."}).status_code == 302
    closing = {"close-outcome": "resolved", "close-root_cause": "promise", "close-lesson": "Call when a visit moves."}
    assert post("case-close", **closing).status_code == 302

    page = client.get(reverse("case", args=[case.pk])).content.decode()
    for words in ("Called, not reached", "He waits since May.", "Asked the planners.", "I am sorry.", "Call when a visit moves."):
        assert words in page
    assert "Store this call" not in page
    assert Mail.objects.get().recipient == "jan@example.net"


@pytest.mark.parametrize(
    ("name", "fields", "kept"),
    [
        ("case-close", {"close-outcome": "", "close-lesson": "Kept lesson."}, "Kept lesson."),
        ("case-call", {"call-note": "Kept call."}, "Kept call."),
        ("case-note", {"note-text": ""}, "This field is required."),
        ("case-reply", {"reply-text": "x" * 10_001}, "at most 10000 characters"),
        ("case-assign", {"assign-owner": "987654"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(case, client, sign_in, manager, name, fields, kept):
    page = sign_in(client, manager).post(reverse(name, args=[case.pk]), fields)

    assert page.status_code == 422
    assert kept in page.content.decode()
    assert not CaseEntry.objects.exists()


def test_who_closes_second_is_told_who_was_first_and_keeps_the_words(case, client, sign_in, manager, colleague):
    sign_in(client, manager)
    close_case(case=case, outcome="resolved", root_cause="", lesson="", by=actor(colleague))

    page = client.post(
        reverse("case-close", args=[case.pk]),
        {"close-outcome": "not_reached", "close-root_cause": "promise", "close-lesson": "My own lesson."},
    )

    assert page.status_code == 409
    text = page.content.decode()
    assert "Kasia Colleague" in text
    assert "My own lesson." in text
    assert Case.objects.get().outcome == "resolved"


def test_a_reply_that_may_not_be_sent_comes_back_with_the_reason(case, client, sign_in, colleague):
    case.response.contact_allowed = False
    case.response.save()

    page = sign_in(client, colleague).post(reverse("case-reply", args=[case.pk]), {"reply-text": "Hello"})

    assert page.status_code == 422
    assert not Mail.objects.exists()


def test_a_case_whose_answer_was_erased_still_has_a_page(case, client, sign_in, colleague):
    Case.objects.update(response=None, customer=None)

    assert "was erased" in sign_in(client, colleague).get(reverse("case", args=[case.pk])).content.decode()


def test_words_of_customers_and_colleagues_are_escaped(case, client, sign_in, colleague):
    case.response.comments.update(text="<script>alert(1)</script>", masked="")
    CaseEntry.objects.create(case=case, kind="note", text="<img src=x>", at=now())

    page = sign_in(client, colleague).get(reverse("case", args=[case.pk])).content.decode()

    assert "<script>alert" not in page
    assert "<img" not in page


RULE = {"name": "Unhappy", "metric": "nps", "score_max": "6", "severity": "normal", "due_hours": "24", "is_active": "on", "position": "1"}


def test_rules_are_added_tried_changed_switched_and_deleted(client, sign_in, cx_manager, krakow):
    make_response(unit=krakow, score=3)
    sign_in(client, cx_manager)

    tried = client.post(reverse("case-rule-new"), {**RULE, "try": "1"}).content.decode()
    assert "would have opened 1 case," in tried
    assert not CaseRule.objects.exists()

    assert client.post(reverse("case-rule-new"), RULE).status_code == 302
    rule = CaseRule.objects.get()
    assert "NPS up to 6" in client.get(reverse("case-rules")).content.decode()
    client.post(reverse("case-rule", args=[rule.pk]), {**RULE, "name": "Very unhappy", "score_max": "3"})
    client.post(reverse("case-rule-switch", args=[rule.pk]))
    rule.refresh_from_db()
    assert (rule.name, rule.score_max, rule.is_active) == ("Very unhappy", 3, False)
    client.post(reverse("case-rule-delete", args=[rule.pk]))
    assert not CaseRule.objects.exists()


@pytest.mark.parametrize("wrong", [{"metric": ""}, {"score_min": "7"}, {"due_hours": "0"}, {"name": ""}, {"unit": "99"}])
def test_a_rule_that_makes_no_sense_comes_back(client, sign_in, cx_manager, wrong):
    page = sign_in(client, cx_manager).post(reverse("case-rule-new"), {**RULE, **wrong})

    assert page.status_code == 422
    assert not CaseRule.objects.exists()


def test_rules_are_for_who_leads_the_programme(organisation, client, sign_in, manager, stranger):
    rule = make_rule()
    for person in (manager, stranger):
        sign_in(client, person)
        assert client.get(reverse("case-rules")).status_code == 403
        assert client.get(reverse("case-rule", args=[rule.pk])).status_code == 403
        assert client.post(reverse("case-rule-new"), RULE).status_code == 403
        assert client.post(reverse("case-rule-delete", args=[rule.pk])).status_code == 403
        assert client.post(reverse("case-rule-switch", args=[rule.pk])).status_code == 403


def test_a_closed_case_says_how_it_ended_in_the_list(case, client, sign_in, colleague):
    close_case(case=case, outcome="resolved", root_cause="", lesson="", by=actor(colleague))

    page = sign_in(client, colleague).get(reverse("cases"), {"state": "closed"}).content.decode()

    assert "resolved with the customer" in page
    assert Case.objects.get().state == CaseState.CLOSED
