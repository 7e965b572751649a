"""What needs somebody now: cases, obstacles, unread answers, imports that failed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from luister.action.queries import cases_for, due_for
from luister.coaching.queries import obstacles_for, obstacles_waiting_for
from luister.feedback.enums import BatchState, ReadingState
from luister.feedback.models import ImportBatch, Response
from luister.organisation.enums import Permission
from luister.organisation.models import User
from luister.organisation.queries import scope_of
from luister.organisation.rules import Actor
from luister.web.cases.rows import case_rows
from luister.web.meeting.rows import by_when

MOST_CASES = 6
MOST_OBSTACLES = 4
_FAILED_SINCE = timedelta(days=7)


@dataclass(frozen=True)
class Wait:
    """One thing that waits, as a row."""

    href: str
    title: str
    lang: str = ""
    meta: str = ""
    due: str = ""
    late: bool = False


def what_waits(user: User, *, at: datetime, zone: ZoneInfo) -> list[Wait]:
    """Return what needs `user` now, the most urgent first within its kind."""
    by = Actor.person(user)
    found: list[Wait] = []
    if scope_of(by, Permission.HANDLE_CASES):
        found += _cases(user, by, at, zone)
    found += _obstacles(user, at, zone)
    if scope_of(by, Permission.IMPORT):
        found += _imports(at)
    if scope_of(by, Permission.MANAGE_RULES):
        found += _unread(by)
    return found


def what_is_blocked(by: Actor, *, at: datetime, zone: ZoneInfo) -> list[Wait]:
    """Return what stands still in the units that `by` reads: obstacles past their day, and how many customers wait too long."""
    today = timezone.localtime(at, zone).date()
    overdue = cases_for(by, overdue=True, at=at).count()
    found = []
    if overdue:
        title = ngettext("%(n)s customer waits longer than promised", "%(n)s customers wait longer than promised", overdue) % {"n": overdue}
        found.append(Wait(reverse("cases") + "?whose=all&state=overdue", title))
    for obstacle in obstacles_for(by).filter(answered_at=None, answer_by__lt=today)[:MOST_OBSTACLES]:
        due, late = by_when(obstacle.answer_by, day=today)
        meta = _("%(unit)s · for %(person)s") % {"unit": obstacle.unit, "person": obstacle.manager or _("nobody yet")}
        found.append(Wait(reverse("obstacle", args=[obstacle.pk]), obstacle.text, "", meta, due, late))
    return found


def _cases(user: User, by: Actor, at: datetime, zone: ZoneInfo) -> Iterator[Wait]:
    contacts = scope_of(by, Permission.SEE_CONTACTS)
    for row in case_rows(due_for(user)[:MOST_CASES], contacts=contacts, at=at, zone=zone, reader=user):
        yield Wait(row.href, row.title, row.lang, row.meta, row.due, row.late)


def _obstacles(user: User, at: datetime, zone: ZoneInfo) -> Iterator[Wait]:
    today = timezone.localtime(at, zone).date()
    for obstacle in obstacles_waiting_for(user)[:MOST_OBSTACLES]:
        due, late = by_when(obstacle.answer_by, day=today)
        raised = _("Obstacle raised by %(person)s, who is told when you answer") % {"person": obstacle.raised_by or obstacle.unit}
        yield Wait(reverse("obstacle", args=[obstacle.pk]), obstacle.text, "", raised, due, late)


def _imports(at: datetime) -> Iterator[Wait]:
    failed = ImportBatch.objects.filter(state=BatchState.FAILED, created_at__gte=at - _FAILED_SINCE)
    for batch in failed.order_by("-created_at")[:3]:
        yield Wait(
            reverse("import", args=[batch.pk]), _("The import of %(file)s failed") % {"file": batch.file_name}, meta=_("It says why")
        )


def _unread(by: Actor) -> Iterator[Wait]:
    scope = scope_of(by, Permission.SEE_VOICES)
    new = Response.objects.filter(scope.q("unit"), reading_state=ReadingState.NEW, comments__isnull=False)
    n = new.distinct().count()
    if n:
        title = ngettext("%(n)s answer nobody has marked as read", "%(n)s answers nobody has marked as read", n) % {"n": n}
        yield Wait(reverse("voices") + "?state=new", title)
