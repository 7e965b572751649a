"""One customer's voice for the first page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from luister.action.enums import CaseState
from luister.action.models import Case
from luister.feedback.models import Comment, Response
from luister.feedback.queries import responses
from luister.feedback.rules import Filters
from luister.organisation.enums import Permission
from luister.organisation.queries import may
from luister.organisation.rules import Actor
from luister.web.cases.words import score_words, words_of

RECENT_DAYS = 14
_LOOKED_AT = 40
_LONGEST = 420
"""Characters that can be set large on a first page; a longer comment is read on its own page."""


@dataclass(frozen=True)
class Voice:
    """What a customer said lately, and what can be done with it. Empty addresses: this cannot be done."""

    title: str
    text: str
    lang: str
    meta: str
    href: str
    answer_url: str
    tell_url: str
    response: int
    unit_key: str


def a_voice(by: Actor, *, at: datetime, zone: ZoneInfo) -> Voice | None:
    """Return the voice that says most among the recent ones that `by` may read: strongly felt and long enough. None if nobody spoke.

    Words stand without personal data, since a first page is seen by who passes by.
    """
    today = timezone.localtime(at, zone).date()
    recent = responses(Filters(start=today - timedelta(days=RECENT_DAYS)), by=by).filter(comments__isnull=False).distinct()
    heard = [(response, comment) for response in recent.order_by("-answered_at", "-pk")[:_LOOKED_AT] for comment in response.comments.all()]
    told = [(response, comment) for response, comment in heard if comment.text.strip()]
    if not told:
        return None
    response, comment = max(told, key=lambda pair: _weight(*pair, today=today, zone=zone))
    return _voice(response, comment, by=by, today=today, zone=zone)


def _weight(response: Response, comment: Comment, *, today: date, zone: ZoneInfo) -> tuple[bool, float]:
    """Return what decides: words that fit the page, then how much is felt and said, less a little for each day since."""
    age = (today - timezone.localtime(response.answered_at, zone).date()).days
    words = min(len(comment.text) / 200, 1.0)
    return len(comment.text) <= _LONGEST, words + abs(comment.sentiment_score or 0) - 0.15 * age


def _voice(response: Response, comment: Comment, *, by: Actor, today: date, zone: ZoneInfo) -> Voice:
    case = Case.objects.filter(response=response).exclude(state=CaseState.CLOSED).first()
    answers = case is not None and may(by, Permission.HANDLE_CASES, unit=response.unit)
    tells = may(by, Permission.LEAD_MEETING, unit=response.unit)
    facts = [
        str(response.touchpoint or response.unit),
        score_words(response),
        _("may be contacted") if response.contact_allowed else "",
    ]
    return Voice(
        title=_when(timezone.localtime(response.answered_at, zone).date(), today),
        text=words_of(comment, raw=False),
        lang=comment.language or response.language,
        meta=" · ".join(filter(None, facts)),
        href=reverse("voice", args=[response.pk]),
        answer_url=reverse("case", args=[case.pk]) if case and answers else "",
        tell_url=reverse("meeting-story", args=[response.unit.key]) if tells else "",
        response=response.pk,
        unit_key=response.unit.key,
    )


def _when(day: date, today: date) -> str:
    if day == today:
        return _("A voice from today")
    if day == today - timedelta(days=1):
        return _("A voice from yesterday")
    return _("A voice of these days")
