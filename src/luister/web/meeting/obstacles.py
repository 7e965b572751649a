"""Obstacles: raised by those who meet them, answered by a named manager."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from luister.coaching.queries import obstacles_for
from luister.coaching.services import ObstacleAlreadyAnswered, answer_obstacle, raise_obstacle
from luister.organisation.enums import Permission
from luister.organisation.models import Unit
from luister.organisation.queries import may, require, scope_of
from luister.web.access import actor_of, needs
from luister.web.meeting.days import today
from luister.web.meeting.forms import AnswerForm, ObstacleForm
from luister.web.meeting.rows import by_when, obstacle_rows
from luister.web.meeting.views import find_unit
from luister.web.paging import page_of

PAGE = 30
_WRONG = 422


@needs(Permission.SEE_MEETING)
def obstacles(request: HttpRequest) -> HttpResponse:
    """List obstacles: open ones, those due first before the others; answered ones with `?show=answered`."""
    by = actor_of(request)
    answered = request.GET.get("show") == "answered"
    found = obstacles_for(by).filter(answered_at__isnull=not answered)
    page, pager = page_of(request, found, order=("-answered_at", "-pk") if answered else ("answer_by", "pk"), limit=PAGE)
    raises = scope_of(by, Permission.RAISE_OBSTACLES)
    units = Unit.objects.filter(raises.q("pk"), memberships__user=by.user, is_active=True).distinct() if raises else Unit.objects.none()
    context = {"rows": obstacle_rows(page.items, day=today()), "answered": answered, "units": units, **pager}
    return render(request, "meeting/obstacles.html", context)


@needs(Permission.SEE_MEETING)
def obstacle(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an obstacle; who may answers it here."""
    by = actor_of(request)
    found = get_object_or_404(obstacles_for(by), pk=pk)
    may_answer = may(by, Permission.ANSWER_OBSTACLES, unit=found.unit)
    form = AnswerForm(request.POST or None)
    due, late = by_when(found.answer_by, day=today())
    context = {"obstacle": found, "form": form, "may_answer": may_answer, "due": due, "late": late}
    if request.method != "POST":
        return render(request, "meeting/obstacle.html", context)
    require(by, Permission.ANSWER_OBSTACLES, unit=found.unit)
    if not form.is_valid():
        return render(request, "meeting/obstacle.html", context, status=_WRONG)
    try:
        answer_obstacle(obstacle=found, answer=form.cleaned_data["answer"], by=by)
    except ObstacleAlreadyAnswered as refusal:
        form.add_error(None, str(refusal))
        return render(request, "meeting/obstacle.html", {**context, "obstacle": refusal.obstacle, "too_late": True}, status=409)
    messages.success(request, _("Your answer is stored, and the one who raised it is told."))
    return redirect("obstacles")


@needs(Permission.RAISE_OBSTACLES)
def raise_one(request: HttpRequest, key: str) -> HttpResponse:
    """Raise an obstacle in a unit."""
    by = actor_of(request)
    unit = find_unit(request, key)
    require(by, Permission.RAISE_OBSTACLES, unit=unit)
    form = ObstacleForm(request.POST or None, unit=unit, today=today())
    if request.method != "POST" or not form.is_valid():
        status = _WRONG if request.method == "POST" else 200
        return render(request, "meeting/raise.html", {"form": form, "unit": unit}, status=status)
    raise_obstacle(unit=unit, by=by, **form.cleaned_data)
    messages.success(request, _("%(person)s is asked to answer it.") % {"person": form.cleaned_data["manager"]})
    return redirect("meeting-unit", key=unit.key)
