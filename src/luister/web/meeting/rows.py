"""Rows of lists of obstacles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from luister.coaching.models import Obstacle


@dataclass(frozen=True)
class ObstacleRow:
    """What one row shows."""

    href: str
    title: str
    meta: str
    due: str
    late: bool


def obstacle_rows(obstacles: Iterable[Obstacle], *, day: date) -> list[ObstacleRow]:
    """Return the rows of `obstacles`, seen on `day`."""
    return [_row(obstacle, day=day) for obstacle in obstacles]


def by_when(answer_by: date, *, day: date) -> tuple[str, bool]:
    """Say until when an answer is promised, and whether that day is gone."""
    days = (answer_by - day).days
    if days < 0:
        return ngettext("%(n)s day late", "%(n)s days late", -days) % {"n": -days}, True
    if days == 0:
        return _("by today"), False
    if days == 1:
        return _("by tomorrow"), False
    return _("by %(day)s") % {"day": formats.date_format(answer_by, "MONTH_DAY_FORMAT")}, False


def _row(obstacle: Obstacle, *, day: date) -> ObstacleRow:
    facts = [str(obstacle.unit)]
    if obstacle.answered_at:
        facts.append(_("answered by %(person)s") % {"person": obstacle.answered_by or _("somebody who has left")})
        due, late = "", False
    else:
        facts.append(_("for %(person)s") % {"person": obstacle.manager or _("nobody yet")})
        due, late = by_when(obstacle.answer_by, day=day)
    if obstacle.raised_by:
        facts.append(_("raised by %(person)s") % {"person": obstacle.raised_by})
    return ObstacleRow(reverse("obstacle", args=[obstacle.pk]), obstacle.text, " · ".join(facts), due, late)
