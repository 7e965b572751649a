from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from luister.common.clock import now
from luister.feedback.models import ImportBatch
from luister.lake.services import remember_changed
from luister.organisation.enums import Role
from luister.organisation.models import Organisation
from luister.web.today.counts import waiting
from luister.web.today.greeting import greet, say_day
from tests.factories import make_case, make_obstacle, make_person, make_response, make_survey


def answered(unit, scores):
    survey = make_survey(unit=unit)
    remember_changed([make_response(survey=survey, score=score).pk for score in scores])


@pytest.mark.parametrize(
    ("hour", "words"), [(4, "Good morning"), (11, "Good morning"), (12, "Good afternoon"), (18, "Good evening"), (0, "Good evening")]
)
def test_the_greeting_fits_the_hour(hour, words):
    assert greet("Agnieszka Nowak", datetime(2026, 3, 3, hour, tzinfo=UTC)) == f"{words}, Agnieszka"


def test_the_lead_says_where_when_and_how_many_wait():
    tuesday = datetime(2026, 3, 3, 9, tzinfo=UTC)

    assert say_day(tuesday, places=["Care"], customers=2, handles=True) == "Care, Tuesday. 2 customers wait for you."
    assert say_day(tuesday, places=["Care", "A", "B"], customers=0, handles=True) == "Care and 2 more, Tuesday. No customer waits for you."
    assert say_day(tuesday, places=[], customers=0, handles=False) == "Tuesday."


def test_before_set_up_the_first_page_leads_there(client, db):
    assert client.get("/").url == reverse("setup")


def test_visitors_sign_in_first(client, organisation):
    assert client.get("/").status_code == 302
    assert reverse("account_login") in client.get("/").url


def test_an_empty_installation_says_what_to_do_first(client, sign_in, admin, colleague):
    page = sign_in(client, admin).get("/").content.decode()
    for words in ("Bring in the feedback you have", "Ask your customers", "luister demo"):
        assert words in page

    page = sign_in(client, colleague).get("/").content.decode()
    assert "Ask your customers" not in page
    assert "As soon as the first answers come in" in page


def test_who_has_no_role_is_told_so(client, sign_in, stranger):
    assert "You have no place here yet" in sign_in(client, stranger).get("/").content.decode()


def test_a_colleague_sees_their_cases_and_a_voice(client, sign_in, colleague, krakow):
    response = make_response(unit=krakow, score=3, comment="He never came, and nobody called.", contact_allowed=True)
    case = make_case(response=response, due_at=now() - timedelta(hours=2), severity="high")

    page = sign_in(client, colleague).get("/").content.decode()

    for words in ("2 h late", "severity high", "A voice from today", "Answer this customer", "1 customer waits for you"):
        assert words in page
    assert reverse("case", args=[case.pk]) in page
    assert "Tell it at the meeting" not in page


def test_a_manager_sees_the_obstacles_that_wait_and_may_tell_the_voice(client, sign_in, manager, krakow, colleague):
    make_response(unit=krakow, comment="He never came, and nobody called.")
    make_obstacle(unit=krakow, manager=manager, raised_by=colleague)

    page = sign_in(client, manager).get("/").content.decode()

    assert "calendar of the technicians" in page
    assert "Tell it at the meeting" in page


def test_who_leads_the_programme_sees_unread_answers_and_failed_imports(client, sign_in, cx_manager, krakow):
    make_response(unit=krakow, comment="Unread.")
    batch = ImportBatch.objects.create(
        file_name="april.csv", digest="x", mapping_name="m", state="failed", created_by_label="Carla", created_at=now()
    )

    page = sign_in(client, cx_manager).get("/").content.decode()

    assert "1 answer nobody has marked as read" in page
    assert "The import of april.csv failed" in page
    assert reverse("import", args=[batch.pk]) in page


def test_an_executive_sees_figure_voice_and_what_is_blocked(client, sign_in, root, krakow, manager):
    answered(krakow, [10] * 25 + [0] * 15)
    response = make_response(unit=krakow, score=3, comment="He never came. Call me: jan@example.net.")
    make_case(response=response, due_at=now() - timedelta(days=1))
    make_obstacle(unit=krakow, manager=manager, answer_by=now().date() - timedelta(days=2))
    sign_in(client, make_person("Ewa Executive", role=Role.EXECUTIVE, unit=root))

    page = client.get("/").content.decode()

    for words in ("NPS, between", "What is blocked", "1 customer waits longer than promised", "2 days late", "He never came."):
        assert words in page
    for words in ("Waiting for you", "Answer this customer", "Tell it at the meeting"):
        assert words not in page


def test_an_analyst_finds_figures_and_downloads(client, sign_in, root, krakow):
    answered(krakow, range(11))
    sign_in(client, make_person(role=Role.ANALYST, unit=root))

    page = client.get("/").content.decode()

    assert "All figures and downloads" in page
    assert "Waiting for you" not in page


def test_another_units_voices_cases_and_figures_are_not_on_the_page(client, sign_in, neighbour, krakow):
    make_case(response=make_response(unit=krakow, comment="Only for Kraków to read, please."))

    page = sign_in(client, neighbour).get("/").content.decode()

    assert "Only for Kraków" not in page
    assert "No customer waits for you" in page


def test_a_voice_on_the_first_page_carries_no_personal_data(client, sign_in, colleague, krakow):
    response = make_response(unit=krakow, comment="Write to jan@example.net, I have waited for a week.")
    response.comments.update(masked="", read_at=None)

    page = sign_in(client, colleague).get("/").content.decode()

    assert "I have waited for a week" in page
    assert "jan@example.net" not in page


def test_counts_of_the_navigation_are_what_waits(rf: RequestFactory, organisation, colleague, manager, krakow):
    make_case(response=make_response(unit=krakow), owner=colleague)
    make_case(response=make_response(unit=krakow))
    make_case(response=make_response(unit=krakow), owner=manager)
    make_obstacle(unit=krakow, manager=manager)
    request = rf.get("/")

    request.user = colleague
    assert waiting(request) == {"today": 2, "cases": 2, "obstacles": 0}
    request.user = manager
    assert waiting(request) == {"today": 3, "cases": 2, "obstacles": 1}


def test_the_first_page_costs_the_same_queries_for_one_and_for_three(client, sign_in, manager, krakow):
    sign_in(client, manager)
    counts = []
    for more in (1, 2):
        for _ in range(more):
            make_case(response=make_response(unit=krakow, comment="He never came.", answered_at=now()), owner=manager)
            make_obstacle(unit=krakow, manager=manager, raised_by=make_person())
        with CaptureQueriesContext(connection) as queries:
            client.get("/")
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert Organisation.objects.count() == 1
