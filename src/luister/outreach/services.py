"""Writes: links, open and personal, and the wish not to be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from luister.common.clock import now
from luister.common.ids import new_token
from luister.customers.models import Customer
from luister.organisation.enums import Permission
from luister.organisation.queries import require
from luister.organisation.rules import Actor
from luister.organisation.services import record_event
from luister.outreach.models import Campaign, Invitation
from luister.outreach.rules import AskedToStop, AskingRefused
from luister.programme.enums import Channel
from luister.surveys.enums import Mode, SurveyState

if TYPE_CHECKING:
    from luister.organisation.models import Unit
    from luister.programme.models import Touchpoint
    from luister.surveys.models import Survey


@transaction.atomic
def create_campaign(
    *,
    survey: Survey,
    name: str,
    by: Actor,
    unit: Unit | None = None,
    touchpoint: Touchpoint | None = None,
    channel: str = Channel.WEB,
    is_open_link: bool = True,
) -> Campaign:
    """Make a link to `survey` and return it. What its answers are credited to is fixed here.

    Without `touchpoint` it is that of the survey; without `unit` it is that of the touchpoint, else of the survey. A campaign with
    `is_open_link` False has personal links only.

    Raises
    ------
    AskingRefused
        If the survey is not open, or the touchpoint is out of use.
    ValidationError
        If the name is empty or the channel unknown.
    """
    touchpoint = touchpoint or survey.touchpoint
    unit = unit or (touchpoint.unit if touchpoint is not None else survey.unit)
    require(by, Permission.MANAGE_SURVEYS, unit=survey.unit_id)
    require(by, Permission.MANAGE_SURVEYS, unit=unit)
    if survey.state != SurveyState.OPEN or survey.is_imported:
        raise AskingRefused(_("“%(survey)s” is not open. Publish it first, then make a link.") % {"survey": survey})
    if touchpoint is not None and not touchpoint.is_active:
        raise AskingRefused(_("“%(touchpoint)s” is out of use. Choose a touchpoint that is in use.") % {"touchpoint": touchpoint})
    campaign = Campaign(
        survey=survey,
        name=name.strip(),
        token=new_token(),
        unit=unit,
        touchpoint=touchpoint,
        channel=channel,
        is_open_link=is_open_link,
        created_at=now(),
    )
    campaign.clean_fields()
    campaign.save()
    record_event(by=by, action="campaign.created", subject=campaign, unit=unit)
    return campaign


@transaction.atomic
def invite_customer(*, campaign: Campaign, customer: Customer, by: Actor, language: str = "") -> Invitation:
    """Make the personal link of one customer and return it; unit, touchpoint and attributes are fixed now.

    A customer whose earlier link of this campaign is still unanswered keeps that one.

    Raises
    ------
    AskedToStop
        If the customer doesn't want to be asked.
    AskingRefused
        If the campaign is closed, its survey is not open, or the survey is anonymous: a personal link would say who answers.
    """
    require(by, Permission.MANAGE_SURVEYS, unit=campaign.unit_id)
    if customer.unit_id is not None:
        require(by, Permission.SEE_CUSTOMERS, unit=customer.unit_id)
    _check_asking(campaign)
    fresh = Customer.objects.select_for_update().get(pk=customer.pk)
    if fresh.stop_asking_at is not None:
        raise AskedToStop(_("%(customer)s asked us not to send questions.") % {"customer": fresh})
    waiting = Invitation.objects.filter(campaign=campaign, customer=fresh, answered_at__isnull=True).order_by("-asked_at").first()
    if waiting is not None:
        return waiting
    invitation = Invitation.objects.create(
        campaign=campaign,
        customer=fresh,
        token=new_token(),
        unit=campaign.unit,
        touchpoint=campaign.touchpoint,
        attributes=fresh.attributes,
        language=language or fresh.language,
        asked_at=now(),
    )
    record_event(by=by, action="invitation.created", subject=invitation, unit=campaign.unit)
    return invitation


@transaction.atomic
def close_campaign(*, campaign: Campaign, by: Actor) -> Campaign:
    """Close a link, and the personal links of its campaign. Answers stay."""
    require(by, Permission.MANAGE_SURVEYS, unit=campaign.unit_id)
    if Campaign.objects.filter(pk=campaign.pk, closed_at__isnull=True).update(closed_at=now()):
        record_event(by=by, action="campaign.closed", subject=campaign, unit=campaign.unit)
    campaign.refresh_from_db()
    return campaign


@transaction.atomic
def stop_asking(*, invitation: Invitation) -> bool:
    """Note that the customer of this link doesn't want to be asked. Return whether that is new; a second time changes nothing."""
    customer = invitation.customer
    if customer is None:
        return False
    changed = Customer.objects.filter(pk=customer.pk, stop_asking_at__isnull=True).update(stop_asking_at=now())
    if changed:
        record_event(by=Actor.customer(), action="customer.asked_to_stop", subject=customer, unit=invitation.unit)
    return bool(changed)


def _check_asking(campaign: Campaign) -> None:
    survey = campaign.survey
    if campaign.closed_at is not None or survey.state != SurveyState.OPEN:
        raise AskingRefused(_("“%(campaign)s” is closed, so nobody can be asked by it.") % {"campaign": campaign})
    if survey.mode == Mode.ANONYMOUS:
        raise AskingRefused(
            _("“%(survey)s” promises to be anonymous, and a personal link would say who answers. Use an open link.") % {"survey": survey}
        )
