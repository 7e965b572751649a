"""Forgets, and gives out, whom we asked."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from luister.customers.models import Customer
from luister.customers.signals import erasure_requested, export_requested
from luister.outreach.models import Invitation


@receiver(erasure_requested)
def erase_invitations(customer: Customer, **kwargs: Any) -> None:
    """Delete the personal links of the customer, with what they say about them."""
    Invitation.objects.filter(customer=customer).delete()


@receiver(export_requested)
def give_out_invitations(customer: Customer, **kwargs: Any) -> dict[str, object]:
    """Return when the customer was asked, and by what."""
    asked = Invitation.objects.filter(customer=customer).select_related("campaign__survey").order_by("asked_at")
    return {
        "invitations": [
            {
                "asked_at": invitation.asked_at.isoformat(),
                "survey": invitation.campaign.survey.name,
                "answered_at": invitation.answered_at.isoformat() if invitation.answered_at else None,
                "attributes": invitation.attributes,
            }
            for invitation in asked
        ]
    }
