"""The e-mails of cases: to the owner, and to the customer."""

from __future__ import annotations

from typing import Literal

from django.conf import settings
from django.urls import reverse
from django.utils import formats, timezone, translation

from luister.action.models import Case
from luister.common.mail import queue_mail, render_mail
from luister.common.models import Mail
from luister.common.options import options
from luister.organisation.models import User
from luister.organisation.queries import organisation, time_zone


def tell_owner(case: Case, letter: Literal["case_opened", "case_assigned", "case_overdue"]) -> Mail | None:
    """Write to the owner, in their language. Nothing the customer said and no name stands in it: the link leads there."""
    owner = case.owner
    if owner is None or not owner.is_active:
        return None
    with translation.override(owner.language):
        due = formats.date_format(timezone.localtime(case.due_at, time_zone()), "DATETIME_FORMAT")
        touchpoint = str(case.touchpoint or case.unit)
    subject, text, html = render_mail(
        letter,
        {
            "owner": owner.name,
            "number": case.pk,
            "touchpoint": touchpoint,
            "due": due,
            "link": options().address + reverse("case", args=[case.pk]),
        },
        owner.language,
    )
    return queue_mail(recipient=owner.email, subject=subject, text=text, html=html)


def write_to_customer(*, case: Case, address: str, text: str, language: str, colleague: User | None) -> Mail:
    """Queue the reply to the customer. Their answer to it goes to the colleague who wrote, if there is one."""
    known = organisation()
    subject, body, html = render_mail(
        "case_reply",
        {"text": text, "colleague": colleague.name if colleague else "", "organisation": known.name if known else ""},
        language,
    )
    return queue_mail(recipient=address, subject=subject, text=body, html=html, reply_to=colleague.email if colleague else "")


def language_of(case: Case) -> str:
    """Return the language to write to this customer in: that of the answer, else the customer's, else the organisation's."""
    known = organisation()
    wishes = [
        case.response.language if case.response else "",
        case.customer.language if case.customer else "",
        known.language if known else "",
    ]
    spoken = {code for code, _name in settings.LANGUAGES}
    return next((wish for wish in wishes if wish in spoken), settings.LANGUAGE_CODE)
