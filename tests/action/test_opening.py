from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from luister.action.enums import CaseState
from luister.action.models import Case
from luister.action.queries import choose_owner
from luister.action.services import acknowledge_case, assign_case, create_default_rules, open_case, remind_of_case
from luister.action.tasks import evaluate_response, remind
from luister.common.clock import now
from luister.common.models import Mail
from luister.feedback.enums import ReadingState, Source
from luister.feedback.models import Response
from luister.feedback.signals import response_accepted
from luister.organisation.enums import Role
from luister.organisation.models import Event
from tests.factories import actor, make_case, make_person, make_response, make_rule, make_touchpoint


def accept(response):
    response_accepted.send(Response, response=response)


def test_an_unhappy_answer_opens_a_case_and_its_owner_is_told(organisation, krakow, manager, run_jobs):
    create_default_rules(by=actor(make_person(role=Role.ADMINISTRATOR)))
    response = make_response(score=5, comment="Nobody called.", unit=krakow, contact_allowed=True)

    accept(response)
    run_jobs()

    case = Case.objects.get()
    assert (case.response, case.owner, case.state) == (response, manager, CaseState.OPEN)
    assert case.due_at - case.opened_at == timedelta(hours=48)
    mail = Mail.objects.get()
    assert mail.recipient == manager.email
    assert f"/cases/{case.pk}/" in mail.text
    assert "Nobody called" not in mail.text
    assert Event.objects.get(action="case.opened").actor_label == "system"


def test_the_owner_is_written_to_in_their_language(organisation, krakow, monkeypatch):
    seen = []
    monkeypatch.setattr("luister.action.services.letters.render_mail", lambda *args: seen.append(args[2]) or ("s", "t", ""))
    make_person(role=Role.MANAGER, unit=krakow, language="pl")

    open_case(response=make_response(unit=krakow), rule=make_rule(), at=now())

    assert seen == ["pl"]


@pytest.mark.parametrize("source", [Source.IMPORT, Source.DEMO])
def test_imports_and_demo_data_open_no_cases(organisation, source):
    make_rule()

    accept(make_response(score=0, source=source))

    assert not DBTaskResult.objects.exists()


def test_the_job_vanishes_with_the_answer_that_caused_it(organisation):
    make_rule()

    def accept_and_fail():
        with transaction.atomic():
            accept(make_response(score=0))
            assert DBTaskResult.objects.count() == 1
            raise RuntimeError

    with pytest.raises(RuntimeError):
        accept_and_fail()

    assert not DBTaskResult.objects.exists()


def test_looking_twice_at_one_answer_opens_one_case(organisation):
    make_rule()
    response = make_response(score=0)

    assert evaluate_response.call(response.pk) == Case.objects.get().pk
    assert evaluate_response.call(response.pk) is None
    assert open_case(response=response, rule=make_rule(), at=now()) is None
    assert Case.objects.count() == 1


def test_no_case_is_opened_for_a_test_an_old_answer_or_one_that_is_gone(organisation):
    make_rule()
    old = now() - timedelta(days=8)

    assert evaluate_response.call(make_response(reading_state=ReadingState.TEST).pk) is None
    assert evaluate_response.call(make_response(answered_at=old, received_at=now()).pk) is None
    assert evaluate_response.call(987) is None
    assert not Case.objects.exists()


def test_a_glad_answer_opens_no_case(organisation):
    make_rule(metric="nps", score_max=6)

    assert evaluate_response.call(make_response(score=9).pk) is None


def test_owners_are_rule_then_touchpoint_then_nearest_manager_then_who_leads_the_programme(organisation, root, care, krakow):
    assert choose_owner(rule=make_rule(), touchpoint=None, unit=krakow) is None
    cx_manager = make_person(role=Role.CX_MANAGER, unit=root)
    assert choose_owner(rule=make_rule(), touchpoint=None, unit=krakow) == cx_manager
    above = make_person(role=Role.MANAGER, unit=care)
    assert choose_owner(rule=make_rule(), touchpoint=None, unit=krakow) == above
    near = make_person(role=Role.MANAGER, unit=krakow)
    assert choose_owner(rule=make_rule(), touchpoint=None, unit=krakow) == near
    keeper = make_person(role=Role.COLLEAGUE, unit=krakow)
    touchpoint = make_touchpoint(owner=keeper)
    assert choose_owner(rule=make_rule(), touchpoint=touchpoint, unit=krakow) == keeper
    assert choose_owner(rule=make_rule(owner=above), touchpoint=touchpoint, unit=krakow) == above


def test_nobody_becomes_owner_who_may_not_handle_cases_there(organisation, krakow, neighbour, manager):
    rule = make_rule(owner=neighbour)

    assert choose_owner(rule=rule, touchpoint=make_touchpoint(owner=neighbour), unit=krakow) == manager


def test_of_two_managers_the_one_with_fewer_open_cases_is_asked(organisation, krakow):
    busy = make_person(role=Role.MANAGER, unit=krakow)
    free = make_person(role=Role.MANAGER, unit=krakow)
    make_case(owner=busy)
    make_case(owner=free, state=CaseState.CLOSED, closed_at=now(), outcome="resolved")

    assert choose_owner(rule=make_rule(), touchpoint=None, unit=krakow) == free


def test_who_takes_up_a_case_of_nobody_owns_it(organisation, krakow, colleague):
    case = make_case(response=make_response(unit=krakow))

    case = acknowledge_case(case=case, by=actor(colleague))

    assert (case.state, case.owner) == (CaseState.ACKNOWLEDGED, colleague)
    first = case.acknowledged_at
    assert acknowledge_case(case=case, by=actor(colleague)).acknowledged_at == first
    assert Event.objects.filter(action="case.acknowledged").count() == 1


def test_a_neighbour_cannot_take_up_a_case(organisation, krakow, neighbour):
    with pytest.raises(PermissionDenied):
        acknowledge_case(case=make_case(response=make_response(unit=krakow)), by=actor(neighbour))


def test_a_case_is_given_only_to_who_may_handle_it_and_they_are_told(organisation, krakow, manager, colleague, neighbour):
    case = make_case(response=make_response(unit=krakow))

    with pytest.raises(PermissionDenied):
        assign_case(case=case, owner=neighbour, by=actor(manager))
    assign_case(case=case, owner=colleague, by=actor(manager))

    case.refresh_from_db()
    assert case.owner == colleague
    assert Mail.objects.get().recipient == colleague.email
    assign_case(case=case, owner=colleague, by=actor(manager))
    assert Mail.objects.count() == 1


def test_a_colleague_may_take_a_case_but_not_give_it_away(organisation, krakow, manager, colleague):
    case = make_case(response=make_response(unit=krakow), owner=manager)

    assert assign_case(case=case, owner=colleague, by=actor(colleague)).owner == colleague
    assert not Mail.objects.exists()
    with pytest.raises(PermissionDenied):
        assign_case(case=case, owner=manager, by=actor(colleague))


def test_the_owner_of_an_overdue_case_is_reminded_once(organisation, colleague):
    late = make_case(owner=colleague, due_at=now() - timedelta(minutes=1))
    make_case(owner=colleague, due_at=now() + timedelta(hours=1))
    make_case(due_at=now() - timedelta(hours=1))

    remind()
    remind()

    assert [mail.recipient for mail in Mail.objects.all()] == [colleague.email]
    assert remind_of_case(case=late, at=now()) is False


def test_owners_of_demo_data_get_no_mail(organisation, krakow, manager):
    case = open_case(response=make_response(unit=krakow, source=Source.DEMO), rule=make_rule(), at=now() - timedelta(days=3))
    remind()

    assert case is not None
    assert case.owner == manager
    assert not Mail.objects.exists()
