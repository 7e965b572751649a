"""Links, open and personal, and the wish not to be asked."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from luister.common.clock import now
from luister.organisation.models import Event
from luister.outreach.models import Campaign, Invitation
from luister.outreach.queries import find_link
from luister.outreach.rules import AskedToStop, AskingRefused
from luister.outreach.services import close_campaign, create_campaign, invite_customer, stop_asking
from luister.surveys.enums import Mode, SurveyState
from tests.factories import actor, make_customer, make_survey, make_touchpoint


@pytest.fixture
def carla(cx_manager):
    return actor(cx_manager)


@pytest.fixture
def campaign(carla, care):
    return create_campaign(survey=make_survey(unit=care), name="On the invoice", by=carla)


def test_answers_are_credited_to_the_touchpoint_and_its_unit(carla, care, krakow):
    survey = make_survey(unit=care, touchpoint=make_touchpoint(unit=krakow))
    link = create_campaign(survey=survey, name="QR at the desk", by=carla, channel="shop")

    assert (link.unit, link.touchpoint, link.channel) == (krakow, survey.touchpoint, "shop")
    assert create_campaign(survey=survey, name="x", by=carla, unit=care).unit == care
    assert create_campaign(survey=make_survey(unit=care), name="x", by=carla).unit == care


@pytest.mark.parametrize("state", [SurveyState.DRAFT, SurveyState.CLOSED])
def test_a_survey_that_is_not_open_gets_no_link(carla, care, state):
    with pytest.raises(AskingRefused):
        create_campaign(survey=make_survey(unit=care, state=state), name="x", by=carla)


def test_a_touchpoint_out_of_use_gets_no_link(carla, care):
    touchpoint = make_touchpoint(unit=care)
    touchpoint.is_active = False
    with pytest.raises(AskingRefused):
        create_campaign(survey=make_survey(unit=care), touchpoint=touchpoint, name="x", by=carla)


def test_a_link_needs_a_name_and_a_known_channel(carla, care):
    for wrong in ({"name": " "}, {"channel": "pigeon"}):
        with pytest.raises(ValidationError):
            create_campaign(**{"survey": make_survey(unit=care), "name": "x", "by": carla} | wrong)
    assert not Campaign.objects.exists()


def test_unit_and_attributes_are_as_they_were_when_asked(campaign, carla, care, krakow):
    customer = make_customer(attributes={"region": "north"}, language="pl")
    invitation = invite_customer(campaign=campaign, customer=customer, by=carla)
    customer.attributes, customer.unit = {"region": "south"}, krakow
    customer.save()

    stored = Invitation.objects.get()
    assert (stored, stored.attributes, stored.unit, stored.language) == (invitation, {"region": "north"}, care, "pl")


def test_a_customer_who_asked_to_stop_is_not_asked(campaign, carla):
    with pytest.raises(AskedToStop, match="Jan Kowalski"):
        invite_customer(campaign=campaign, customer=make_customer(stop_asking_at=now()), by=carla)
    assert not Invitation.objects.exists()


def test_an_unanswered_link_is_kept_and_an_answered_one_is_followed_by_another(campaign, carla):
    customer = make_customer()
    first = invite_customer(campaign=campaign, customer=customer, by=carla)
    assert invite_customer(campaign=campaign, customer=customer, by=carla) == first

    Invitation.objects.update(answered_at=now())
    assert invite_customer(campaign=campaign, customer=customer, by=carla) != first


def test_an_anonymous_survey_has_no_personal_links(carla, care):
    campaign = create_campaign(survey=make_survey(unit=care, mode=Mode.ANONYMOUS), name="x", by=carla)
    with pytest.raises(AskingRefused):
        invite_customer(campaign=campaign, customer=make_customer(), by=carla)


def test_a_closed_campaign_asks_nobody(campaign, carla):
    for _ in range(2):
        close_campaign(campaign=campaign, by=carla)
    with pytest.raises(AskingRefused):
        invite_customer(campaign=campaign, customer=make_customer(), by=carla)
    assert Event.objects.filter(action="campaign.closed").count() == 1


def test_stopping_twice_is_noted_once(campaign, carla):
    customer = make_customer()
    invitation = invite_customer(campaign=campaign, customer=customer, by=carla)

    assert [stop_asking(invitation=invitation) for _ in range(2)] == [True, False]
    customer.refresh_from_db()
    assert customer.stop_asking_at is not None
    assert Event.objects.filter(action="customer.asked_to_stop", actor_label="customer").count() == 1


def test_a_manager_makes_no_links(manager, campaign):
    for act in (
        lambda: create_campaign(survey=campaign.survey, name="x", by=actor(manager)),
        lambda: invite_customer(campaign=campaign, customer=make_customer(), by=actor(manager)),
        lambda: close_campaign(campaign=campaign, by=actor(manager)),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_a_token_leads_to_its_link(campaign, carla):
    invitation = invite_customer(campaign=campaign, customer=make_customer(), by=carla)

    assert (find_link(campaign.token).campaign, find_link(campaign.token).invitation) == (campaign, None)
    assert (find_link(invitation.token).campaign, find_link(invitation.token).invitation) == (campaign, invitation)
    Campaign.objects.update(is_open_link=False)
    assert find_link(campaign.token) is None


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "x", "A" * 32, "A" * 65, "ą" * 32, "A" * 31 + "\0", "A" * 31 + "\n", "' OR 1=1 --aaaaaaaaaaaaaa"])
def test_whatever_else_is_tried_leads_nowhere(token):
    assert find_link(token) is None


def test_every_unknown_token_costs_the_same_two_queries(campaign, carla, django_assert_num_queries):
    for token in ("A" * 32, campaign.token):
        with django_assert_num_queries(2):
            find_link(token)
