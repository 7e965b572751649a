"""Reads: links."""

from __future__ import annotations

import re

from luister.outreach.models import Campaign, Invitation
from luister.outreach.rules import Link

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
