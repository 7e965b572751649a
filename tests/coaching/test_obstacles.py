from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection

from luister.coaching.models import MorningMeeting, Obstacle
from luister.coaching.queries import obstacles_for, obstacles_waiting_for
from luister.coaching.services import ObstacleAlreadyAnswered, answer_obstacle, hold_meeting, plan_story, raise_obstacle
from luister.common.clock import now
from luister.common.models import Mail
from luister.organisation.enums import Role
from luister.organisation.models import Event
from tests.factories import actor, make_obstacle, make_organisation, make_person, make_response

DAY = date(2026, 3, 3)


def test_an_obstacle_goes_to_a_named_manager_who_is_told(krakow, colleague, manager):
    obstacle = raise_obstacle(unit=krakow, text=" No calendar. ", manager=manager, answer_by=DAY, by=actor(colleague))

    assert (obstacle.text, obstacle.raised_by, obstacle.manager) == ("No calendar.", colleague, manager)
    mail = Mail.objects.get()
    assert mail.recipient == manager.email
    assert f"/obstacles/{obstacle.pk}/" in mail.text
    assert list(obstacles_waiting_for(manager)) == [obstacle]


def test_the_one_who_raised_it_is_told_the_answer(krakow, colleague, manager):
    obstacle = make_obstacle(unit=krakow, manager=manager, raised_by=colleague)

    answer_obstacle(obstacle=obstacle, answer="You have access from today.", by=actor(manager))

    assert Mail.objects.get().recipient == colleague.email
    assert "You have access from today." in Mail.objects.get().text
    assert list(obstacles_waiting_for(manager)) == []


def test_only_who_may_answer_there_is_asked_and_answers(krakow, colleague, neighbour, manager):
    with pytest.raises(ValueError, match="choose one of its managers"):
        raise_obstacle(unit=krakow, text="x", manager=neighbour, answer_by=DAY, by=actor(colleague))
    with pytest.raises(PermissionDenied):
        raise_obstacle(unit=krakow, text="x", manager=manager, answer_by=DAY, by=actor(neighbour))
    with pytest.raises(PermissionDenied):
        answer_obstacle(obstacle=make_obstacle(unit=krakow), answer="x", by=actor(colleague))


@pytest.mark.parametrize("text", ["", "   ", "x" * 501])
def test_an_obstacle_is_a_sentence(krakow, colleague, manager, text):
    with pytest.raises(ValueError, match=r"at least a word|500 fit"):
        raise_obstacle(unit=krakow, text=text, manager=manager, answer_by=DAY, by=actor(colleague))


@pytest.mark.django_db(transaction=True)
def test_of_many_who_answer_at_once_the_first_wins():
    make_organisation()
    obstacle = make_obstacle()
    people = [make_person(role=Role.ADMINISTRATOR) for _ in range(4)]

    def answer(person):
        try:
            answer_obstacle(obstacle=Obstacle.objects.get(pk=obstacle.pk), answer=person.name, by=actor(person))
        except ObstacleAlreadyAnswered:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        won = list(pool.map(answer, people))

    assert won.count(True) == 1
    assert Obstacle.objects.get().answer == people[won.index(True)].name


def test_open_obstacles_come_first_and_the_late_before_the_others(krakow, colleague, manager):
    today = now().date()
    later = make_obstacle(unit=krakow, answer_by=today + timedelta(days=3))
    late = make_obstacle(unit=krakow, answer_by=today - timedelta(days=3))
    done = make_obstacle(unit=krakow, answer_by=today - timedelta(days=9), answer="Done.", answered_at=now(), answered_by=manager)

    assert list(obstacles_for(actor(colleague))) == [late, later, done]


def test_obstacles_of_other_units_are_not_seen(krakow, neighbour):
    make_obstacle(unit=krakow)

    assert list(obstacles_for(actor(neighbour))) == []


def test_a_story_is_chosen_and_chosen_again(krakow, manager, colleague):
    first, second = make_response(unit=krakow), make_response(unit=krakow)

    plan_story(unit=krakow, day=DAY, story=first, teller=colleague, by=actor(manager))
    meeting = plan_story(unit=krakow, day=DAY, story=second, teller=None, by=actor(manager))

    assert (meeting.story, meeting.teller) == (second, None)
    assert MorningMeeting.objects.count() == 1


def test_a_story_is_told_where_it_happened_by_someone_who_is_there(krakow, field_service, manager, neighbour):
    with pytest.raises(ValueError, match="belongs to Field service"):
        plan_story(unit=krakow, day=DAY, story=make_response(unit=field_service), teller=None, by=actor(manager))
    with pytest.raises(ValueError, match="does not come"):
        plan_story(unit=krakow, day=DAY, story=make_response(unit=krakow), teller=neighbour, by=actor(manager))


def test_a_meeting_is_held_once_and_nobody_who_was_there_is_noted(krakow, manager, admin):
    first = hold_meeting(unit=krakow, day=DAY, by=actor(manager))
    second = hold_meeting(unit=krakow, day=DAY, by=actor(admin))

    assert (second.held_at, second.held_by) == (first.held_at, manager)
    assert Event.objects.filter(action="meeting.held").count() == 1
    assert {field.name for field in MorningMeeting._meta.get_fields()} == {"id", "unit", "day", "story", "teller", "held_at", "held_by"}


def test_a_colleague_does_not_lead_the_meeting(krakow, colleague):
    with pytest.raises(PermissionDenied):
        hold_meeting(unit=krakow, day=DAY, by=actor(colleague))
    with pytest.raises(PermissionDenied):
        plan_story(unit=krakow, day=DAY, story=make_response(unit=krakow), teller=None, by=actor(colleague))


def test_the_database_refuses_an_answer_without_words(krakow):
    with pytest.raises(IntegrityError):
        make_obstacle(unit=krakow, answered_at=now())
