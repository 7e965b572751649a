"""How a case is said: when it is due, what its customer said, how a score reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import formats, timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from luister.core.language import mask
from luister.feedback.models import Answer, Comment, Response
from luister.web.dates import weekday


@dataclass(frozen=True)
class Due:
    """A due time in words: `2 h late`, `today 14:00`, `tomorrow 9:00`, `Thursday 9:00`, `3 Nov.`."""

    text: str
    late: bool


def due_words(due_at: datetime, *, at: datetime, zone: ZoneInfo) -> Due:
    """Say when something is due, seen from the moment `at`."""
    if due_at < at:
        return Due(_late(at - due_at), late=True)
    due, here = timezone.localtime(due_at, zone), timezone.localtime(at, zone)
    clock = formats.time_format(due, "TIME_FORMAT")
    days = (due.date() - here.date()).days
    if days == 0:
        return Due(_("today %(time)s") % {"time": clock}, late=False)
    if days == 1:
        return Due(_("tomorrow %(time)s") % {"time": clock}, late=False)
    if days < 7:  # noqa: PLR2004 - a week: later the day's name would be ambiguous
        return Due(_("%(day)s %(time)s") % {"day": weekday(due), "time": clock}, late=False)
    return Due(formats.date_format(due, "MONTH_DAY_FORMAT"), late=False)


def _late(by: timedelta) -> str:
    minutes = max(int(by.total_seconds() // 60), 1)
    if minutes < 60:  # noqa: PLR2004 - minutes of an hour
        return ngettext("%(n)s min late", "%(n)s min late", minutes) % {"n": minutes}
    hours = minutes // 60
    if hours < 48:  # noqa: PLR2004 - two days: from here on days say it better
        return ngettext("%(n)s h late", "%(n)s h late", hours) % {"n": hours}
    days = hours // 24
    return ngettext("%(n)s day late", "%(n)s days late", days) % {"n": days}


def words_of(comment: Comment, *, raw: bool) -> str:
    """Return the comment as given if `raw`, else without personal data, whether the worker has read it yet or not."""
    if raw:
        return comment.text
    return comment.masked if comment.read_at or comment.masked else mask(comment.text).text


def first_line(response: Response | None, *, raw: bool, length: int = 90) -> str:
    """Return the beginning of what the customer said, on one line; empty if they said nothing in words."""
    if response is None:
        return ""
    text = next((words_of(comment, raw=raw) for comment in response.comments.all() if comment.text), "")
    return Truncator(" ".join(text.split())).chars(length)


def first_language(response: Response | None) -> str:
    """Return the language of what `first_line` shows."""
    if response is None:
        return ""
    return next((comment.language for comment in response.comments.all() if comment.text), "") or response.language


def scores_of(response: Response | None) -> list[Answer]:
    """Return the scored answers, from whichever of the two ways the response's answers were fetched."""
    if response is None:
        return []
    answers = response.scored if hasattr(response, "scored") else response.answers.all()
    return [answer for answer in answers if answer.score is not None and answer.question.metric]


def score_words(response: Response | None) -> str:
    """Return `scored 3 of 10` for the first score; empty without one."""
    for answer in scores_of(response):
        return _("scored %(score)s of %(highest)s") % {"score": answer.score, "highest": answer.question.scale_max}
    return ""
