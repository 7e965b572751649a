"""What a link is, and why somebody is not asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from luister.outreach.models import Campaign, Invitation
    from luister.surveys.models import Survey


class AskingRefused(ValueError):
    """A link can't be made; the message is a translated sentence for the person who asked."""


class AskedToStop(AskingRefused):
    """The customer said that they don't want to be asked."""


@dataclass(frozen=True)
class Link:
    """What a token leads to: an open link (a campaign), or the personal link of one customer (with its invitation)."""

    campaign: Campaign
    invitation: Invitation | None = None

    @property
    def survey(self) -> Survey:
        """Return the survey that is asked."""
        return self.campaign.survey

    @property
    def token(self) -> str:
        """Return the token in the address."""
        return self.invitation.token if self.invitation is not None else self.campaign.token

    @property
    def is_reachable(self) -> bool:
        """Return whether we have an e-mail address or a phone number of the one who answers."""
        customer = self.invitation.customer if self.invitation is not None else None
        return customer is not None and bool(customer.email or customer.phone)
