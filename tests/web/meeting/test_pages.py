from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from luister.coaching.models import MorningMeeting, Obstacle
from luister.common.clock import now
from luister.organisation.enums import Role
from luister.organisation.models import Unit
from luister.web.meeting.rows import by_when
from tests.factories import make_case, make_obstacle, make_person, make_response

LONG = "The technician did not come, and nobody called to say so. I waited the whole day."


def heard(krakow, *, days=1, text=LONG, **fields):
    response = make_response(unit=krakow, score=2, comment=text, answered_at=now() - timedelta(days=days), **fields)
    response.comments.update(read_at=now(), sentiment="negative", sentiment_score=-0.8, masked=text.replace("technician", "[name]"))
    return response


@pytest.fixture
def page(krakow):
    return reverse("meeting-unit", args=[krakow.key])


def test_the_meeting_has_its_parts_in_order(page, client, sign_in, colleague, krakow, manager):
    heard(krakow)
    make_case(response=make_response(unit=krakow, comment="Call me."), due_at=now() - timedelta(hours=2))
    make_obstacle(unit=krakow, manager=manager)

    text = sign_in(client, colleague).get(page).content.decode()

    parts = [
        "How are you?", "Nothing of it is written down", "No story is chosen yet", "Call me.", "last 30 days", "calendar of the technicians",
        "make it easier for you to create a great experience?",
    ]  # fmt: skip
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert "The meeting was held" not in text


def test_the_leader_chooses_a_story_from_yesterday_and_it_is_shown_without_personal_data(page, client, sign_in, manager, colleague, krakow):
    story = heard(krakow)
    sign_in(client, manager)
    assert "[name] did not come" in client.get(page).content.decode()

    client.post(reverse("meeting-story", args=[krakow.key]), {"story": story.pk, "teller": colleague.pk})

    text = client.get(page).content.decode()
    assert "told by Kasia Colleague" in text
    assert "The technician" not in text
    assert MorningMeeting.objects.get().story == story


def test_after_a_quiet_yesterday_the_last_day_on_which_customers_spoke_is_offered(page, client, sign_in, manager, krakow):
    heard(krakow, days=3)

    assert "[name] did not come" in sign_in(client, manager).get(page).content.decode()


def test_praise_of_the_last_day_is_read_out(page, client, sign_in, colleague, krakow):
    glad = heard(krakow, text="She took all the time I needed, and called back.")
    glad.comments.update(sentiment="positive", sentiment_score=0.9)

    assert "She took all the time" in sign_in(client, colleague).get(page).content.decode()


def test_the_leader_notes_that_it_was_held(page, client, sign_in, manager, krakow):
    sign_in(client, manager)

    client.post(reverse("meeting-held", args=[krakow.key]))

    assert MorningMeeting.objects.get().held_by == manager
    assert "held, led by Mats Manager" in client.get(page).content.decode()


def test_a_story_of_another_unit_is_not_told_here(client, sign_in, manager, krakow, field_service):
    other = make_response(unit=field_service)

    answer = sign_in(client, manager).post(reverse("meeting-story", args=[krakow.key]), {"story": other.pk})

    assert answer.status_code == 422
    assert not MorningMeeting.objects.exists()


@pytest.mark.parametrize("day", ["2026-02-30", "yesterday", "0001-01-01", "9999-12-31", "\x00", "2026-03-03"])
def test_any_day_in_the_address_gives_a_page(page, client, sign_in, colleague, day):
    assert sign_in(client, colleague).get(page, {"day": day}).status_code == 200


def test_strangers_come_to_no_meeting(page, client, sign_in, neighbour, stranger, krakow):
    assert client.get(page).status_code == 302
    assert sign_in(client, stranger).get(page).status_code == 403
    assert sign_in(client, neighbour).get(page).status_code == 404
    for name in ("meeting-story", "meeting-held"):
        address = reverse(name, args=[krakow.key])
        assert sign_in(client, neighbour).post(address).status_code == 403
        assert sign_in(client, stranger).post(address).status_code == 403
        assert client.get(address).status_code == 405
    assert sign_in(client, neighbour).get(reverse("obstacle-raise", args=[krakow.key])).status_code == 404
    assert sign_in(client, stranger).get(reverse("obstacle-raise", args=[krakow.key])).status_code == 403


def test_a_manager_elsewhere_leads_no_meeting_here(client, sign_in, field_service, krakow):
    sign_in(client, make_person(role=Role.MANAGER, unit=field_service))

    assert client.post(reverse("meeting-held", args=[krakow.key])).status_code == 404


def test_one_goes_to_the_meeting_of_ones_own_unit(client, sign_in, colleague, admin, manager, page, care):
    assert sign_in(client, colleague).get(reverse("meeting")).url == page
    assert sign_in(client, manager).get(reverse("meeting")).url == reverse("meeting-unit", args=[care.key])
    assert "Field service" in sign_in(client, manager).get(reverse("meeting") + "?all=1").content.decode() or Unit.objects.count() == 4
    assert sign_in(client, admin).get(reverse("meeting")).status_code == 302


def test_an_obstacle_is_raised_seen_and_answered(client, sign_in, colleague, manager, krakow):
    tomorrow = (now() + timedelta(days=1)).date()
    address = reverse("obstacle-raise", args=[krakow.key])
    sign_in(client, colleague)

    assert client.get(address).status_code == 200
    assert client.post(address, {"text": "No calendar.", "manager": manager.pk, "answer_by": tomorrow}).status_code == 302
    obstacle = Obstacle.objects.get()
    assert "No calendar." in client.get(reverse("obstacles")).content.decode()
    assert client.post(reverse("obstacle", args=[obstacle.pk]), {"answer": "x"}).status_code == 403

    sign_in(client, manager)
    assert client.post(reverse("obstacle", args=[obstacle.pk]), {"answer": ""}).status_code == 422
    assert client.post(reverse("obstacle", args=[obstacle.pk]), {"answer": "You have it from today."}).status_code == 302
    assert "No calendar." not in client.get(reverse("obstacles")).content.decode()
    assert "No calendar." in client.get(reverse("obstacles") + "?show=answered").content.decode()
    late = client.post(reverse("obstacle", args=[obstacle.pk]), {"answer": "My own answer."})
    assert late.status_code == 409
    assert "My own answer." in late.content.decode()
    assert "You have it from today." in late.content.decode()


@pytest.mark.parametrize("wrong", [{"text": ""}, {"manager": "9"}, {"answer_by": "2020-01-01"}, {"answer_by": "soon"}])
def test_an_obstacle_that_is_not_complete_comes_back(client, sign_in, colleague, manager, krakow, wrong):
    fields = {"text": "No calendar.", "manager": manager.pk, "answer_by": (now() + timedelta(days=1)).date(), **wrong}

    assert sign_in(client, colleague).post(reverse("obstacle-raise", args=[krakow.key]), fields).status_code == 422
    assert not Obstacle.objects.exists()


def test_strangers_see_no_obstacle(client, sign_in, neighbour, stranger, krakow):
    obstacle = make_obstacle(unit=krakow)
    address = reverse("obstacle", args=[obstacle.pk])

    assert client.get(address).status_code == 302
    assert sign_in(client, neighbour).get(address).status_code == 404
    assert sign_in(client, neighbour).post(address, {"answer": "x"}).status_code == 404
    assert sign_in(client, stranger).get(address).status_code == 403
    assert sign_in(client, stranger).get(reverse("obstacles")).status_code == 403
    assert "calendar" not in sign_in(client, neighbour).get(reverse("obstacles")).content.decode()


def test_the_day_of_an_answer_is_said_in_words():
    today = now().date()

    assert by_when(today - timedelta(days=2), day=today) == ("2 days late", True)
    assert by_when(today, day=today) == ("by today", False)
    assert by_when(today + timedelta(days=1), day=today) == ("by tomorrow", False)


@pytest.mark.parametrize("name", ["obstacles", "meeting-unit"])
def test_lists_cost_the_same_queries_for_one_and_for_three(client, sign_in, manager, krakow, name):
    sign_in(client, manager)
    address = reverse(name, args=[krakow.key] if name == "meeting-unit" else [])
    counts = []
    for more in (1, 2):
        for _ in range(more):
            make_obstacle(unit=krakow, manager=manager, raised_by=make_person())
            make_case(response=heard(krakow), due_at=now() - timedelta(hours=1), owner=manager)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))

    assert counts[0] == counts[1]
