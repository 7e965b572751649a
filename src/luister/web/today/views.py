"""The first page."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from luister.action.queries import waiting_counts
from luister.common.clock import now
from luister.feedback.models import Response
from luister.feedback.rules import Filters
from luister.insight.queries import figures, metrics_that_exist
from luister.insight.rules import FigureRow
from luister.organisation.enums import Permission, Role
from luister.organisation.models import Unit
from luister.organisation.queries import may, organisation, scope_of, time_zone
from luister.organisation.rules import Actor
from luister.web.access import actor_of, signed_in
from luister.web.today.greeting import greet, say_day
from luister.web.today.said import SaidFigure, figures_said
from luister.web.today.voice import a_voice
from luister.web.today.waiting import what_is_blocked, what_waits

DAYS = 30
_MOST_FIGURES = 4


def today(request: HttpRequest) -> HttpResponseBase:
    """Show what needs this person now, how we are doing, and one customer's voice."""
    if organisation() is None:
        return redirect("setup")
    return _today(request)


@signed_in
def _today(request: HttpRequest) -> HttpResponse:
    by, at, zone, found = actor_of(request), now(), time_zone(), organisation()
    assert by.user is not None
    assert found is not None
    here = timezone.localtime(at, zone)
    roles = set(by.user.memberships.values_list("role", flat=True))
    cases = waiting_counts(by, at=at)
    places = list(Unit.objects.filter(memberships__user=by.user).distinct().values_list("name", flat=True))
    context: dict[str, Any] = {
        "greeting": greet(by.user.name, here),
        "lead": say_day(here, places=places, customers=cases.mine + cases.unowned, handles=bool(scope_of(by, Permission.HANDLE_CASES))),
        "first_steps": _first_steps(by) if not Response.objects.exists() else None,
    }
    if not roles:
        return render(request, "today/no_role.html", context)
    context |= {
        "voice": a_voice(by, at=at, zone=zone) if scope_of(by, Permission.SEE_VOICES) else None,
        "figures": _figures(by, at, zone),
        "waits": what_waits(by.user, at=at, zone=zone),
        "may_export": bool(scope_of(by, Permission.EXPORT)),
        "reads_only": roles <= {Role.EXECUTIVE, Role.ANALYST},
        "is_analyst": roles == {Role.ANALYST},
        "day": here.date(),
    }
    if found.is_demo and roles & {Role.ADMINISTRATOR, Role.CX_MANAGER}:
        context |= {"is_demo": True, "may_leave_demo": may(by, Permission.MANAGE_SETTINGS)}
    if Role.EXECUTIVE in roles:
        context["blocked"] = what_is_blocked(by, at=at, zone=zone)
    return render(request, "today/today.html", context)


def _figures(by: Actor, at: datetime, zone: ZoneInfo) -> list[SaidFigure]:
    """Return the figures of the last 30 days where `by` may see them, each with its change from the 30 days before."""
    if not scope_of(by, Permission.SEE_FIGURES):
        return []
    tomorrow = timezone.localtime(at, zone).date() + timedelta(days=1)
    start = tomorrow - timedelta(days=DAYS)
    lately, earlier = Filters(start=start, end=tomorrow), Filters(start=start - timedelta(days=DAYS), end=start)
    metrics = metrics_that_exist(filters=lately, actor=by)
    before = {row.series: row for row in _rows(metrics, by, earlier)}
    return figures_said(_rows(metrics, by, lately), before=before)[:_MOST_FIGURES]


def _rows(metrics: list[str], by: Actor, filters: Filters) -> list[FigureRow]:
    return [row for metric in metrics for row in figures(metric=metric, filters=filters, actor=by).rows]


def _first_steps(by: Actor) -> list[dict[str, str]]:
    """Return what can be done first on an installation without answers, as far as this person may."""
    steps = [
        (Permission.IMPORT, "import-new", "import"),
        (Permission.MANAGE_SURVEYS, "survey-new", "survey"),
    ]
    found = [{"url": reverse(url), "what": what} for permission, url, what in steps if scope_of(by, permission)]
    if scope_of(by, Permission.MANAGE_SETTINGS):
        found.append({"url": "", "what": "demo"})
    return found
