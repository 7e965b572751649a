"""Reads: links."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.db.models import F

from luister.common.options import options
from luister.organisation.enums import Permission
from luister.organisation.queries import scope_of
from luister.outreach.models import Campaign, Invitation
from luister.outreach.rules import Link

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from luister.organisation.rules import Actor
    from luister.surveys.models import Survey

_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")


def find_link(token: str) -> Link | None:
    """Return what `token` leads to, or None.

    Both tables are always asked, so that the time of the answer doesn't tell open links from personal ones. A campaign of personal
    links only has no open link.
    """
    if not _TOKEN.fullmatch(token):
        return None
    related = ("survey__unit", "survey__touchpoint", "unit", "touchpoint")
    campaign = Campaign.objects.filter(token=token, is_open_link=True).select_related(*related).first()
    invitation = (
        Invitation.objects.filter(token=token)
        .select_related("customer", "unit", "touchpoint", *(f"campaign__{name}" for name in related))
        .first()
    )
    if invitation is not None:
        return Link(campaign=invitation.campaign, invitation=invitation)
    return None if campaign is None else Link(campaign=campaign)


def campaigns_of(survey: Survey, *, by: Actor) -> QuerySet[Campaign]:
    """Return the links of `survey` that `by` manages: open ones first, then the newest."""
    return (
        campaigns(by=by).filter(survey=survey).order_by(F("closed_at").asc(nulls_first=True), "-created_at", "-pk")
    )  # fmt: skip


def campaigns(*, by: Actor) -> QuerySet[Campaign]:
    """Return the links that `by` manages: those credited to their units."""
    return Campaign.objects.filter(scope_of(by, Permission.MANAGE_SURVEYS).q("unit")).select_related("survey", "unit", "touchpoint")


def link_address(token: str) -> str:
    """Return the whole address that a customer opens."""
    return f"{options().address}/s/{token}/"
