"""What an answer is credited to: as it was when the question was asked, and never more than the survey's mode allows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.timezone import is_aware

from luister.common.clock import now
from luister.core.form import FormError
from luister.core.form.reading import is_storable
from luister.customers.models import Attribute
from luister.feedback.rules import day_start
from luister.organisation.queries import time_zone
from luister.surveys.enums import Mode

if TYPE_CHECKING:
    from luister.customers.models import Customer
    from luister.organisation.models import Unit
    from luister.outreach.models import Campaign, Invitation
    from luister.programme.models import Touchpoint
    from luister.surveys.models import Survey

MAX_ATTRIBUTE_LENGTH = 200
_CLOCKS_DIFFER = timedelta(minutes=10)
_EARLIEST = datetime(1970, 1, 2, tzinfo=UTC)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2})?", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """Around an answer: who, where, when."""

    unit: Unit
    answered_at: datetime
    received_at: datetime
    campaign: Campaign | None = None
    invitation: Invitation | None = None
    customer: Customer | None = None
    touchpoint: Touchpoint | None = None
    channel: str = ""
    language: str = ""
    attributes: Mapping[str, str]

    def payload(self) -> dict[str, object]:
        """Return what makes two submissions different, beside the answers. When the answer came in is no part of it."""
        return {
            "unit": self.unit.pk,
            "campaign": self.campaign.pk if self.campaign else None,
            "invitation": self.invitation.pk if self.invitation else None,
            "customer": self.customer.pk if self.customer else None,
            "touchpoint": self.touchpoint.pk if self.touchpoint else None,
            "channel": self.channel,
            "language": self.language,
            "attributes": dict(self.attributes),
        }


def settle_circumstances(
    *,
    survey: Survey,
    campaign: Campaign | None,
    invitation: Invitation | None,
    customer: Customer | None,
    touchpoint: Touchpoint | None,
    unit: Unit | None,
    channel: str,
    language: str,
    answered_at: datetime | None,
    attributes: Mapping[str, str] | None,
) -> Circumstances:
    """Fill in what was not said: an invitation decides before what the caller gives, then the campaign, then the survey."""
    moment = now()
    if invitation is not None:
        campaign, customer, unit, touchpoint = invitation.campaign, invitation.customer, invitation.unit, invitation.touchpoint
        attributes, language = invitation.attributes, language or invitation.language
    if campaign is not None:
        unit, touchpoint, channel = unit or campaign.unit, touchpoint or campaign.touchpoint, channel or campaign.channel
    touchpoint = touchpoint or survey.touchpoint
    return Circumstances(
        unit=unit or (touchpoint.unit if touchpoint else survey.unit),
        answered_at=_aware(answered_at) if answered_at else moment,
        received_at=moment,
        campaign=campaign,
        invitation=invitation,
        customer=customer,
        touchpoint=touchpoint,
        channel=channel or (touchpoint.channel if touchpoint else ""),
        language=language if _LANGUAGE.fullmatch(language) else "",
        attributes=dict((customer.attributes if customer else {}) if attributes is None else attributes),
    )


def _aware(moment: datetime) -> datetime:
    """Return the moment; a time without a zone is meant in the organisation's."""
    return moment if is_aware(moment) else moment.replace(tzinfo=time_zone())


def unlink(circumstances: Circumstances) -> Circumstances:
    """Return what an anonymous survey keeps: no customer, no link, no attributes, and of the time only the day."""
    zone = time_zone()
    return replace(
        circumstances,
        invitation=None,
        customer=None,
        attributes={},
        answered_at=day_start(circumstances.answered_at, zone),
        received_at=day_start(circumstances.received_at, zone),
    )


def keep_by_mode(circumstances: Circumstances, mode: str) -> Circumstances:
    """Return `circumstances` with no more than a survey of this mode keeps."""
    return unlink(circumstances) if mode == Mode.ANONYMOUS else circumstances


def problems_of(circumstances: Circumstances, *, idempotency_key: str, given_attributes: Mapping[str, str] | None) -> dict[str, FormError]:
    """Return what can't be stored, by name. Answers are checked by `core.form`, not here.

    Only attributes that the caller gave are checked: those of a customer were, and must not refuse their answer later.
    """
    problems = {f"attributes.{key}": error for key, error in _problems_of_attributes(given_attributes or {}).items()}
    if circumstances.answered_at > circumstances.received_at + _CLOCKS_DIFFER:
        problems["answered_at"] = FormError("in_the_future", {"given": circumstances.answered_at.isoformat(timespec="minutes")})
    elif circumstances.answered_at < _EARLIEST:
        problems["answered_at"] = FormError("too_small", {"given": circumstances.answered_at.date(), "minimum": _EARLIEST.date()})
    if error := _problem_of_text(idempotency_key, max_length=120):
        problems["idempotency_key"] = error
    return problems


def _problems_of_attributes(attributes: Mapping[str, str]) -> dict[str, FormError]:
    if not attributes:
        return {}
    known = list(Attribute.objects.order_by("key").values_list("key", flat=True))
    problems = {}
    for key, value in attributes.items():
        if key not in known:
            problems[key] = FormError("not_a_choice", {"given": key[:80], "accepted": ", ".join(known) or "-"})
        elif error := _problem_of_text(value, max_length=MAX_ATTRIBUTE_LENGTH):
            problems[key] = error
    return problems


def _problem_of_text(text: object, *, max_length: int) -> FormError | None:
    if not isinstance(text, str):
        return FormError("not_text", {"given": type(text).__name__})
    if not text:
        return FormError("required", {})
    if not is_storable(text):
        return FormError("not_readable", {})
    return FormError("too_long", {"given": len(text), "maximum": max_length}) if len(text) > max_length else None
