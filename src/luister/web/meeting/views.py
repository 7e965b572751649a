"""The morning meeting of a unit."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luister.coaching.queries import MeetingPage, meeting_units, people_of_meeting
from luister.coaching.queries import meeting as meeting_of
from luister.coaching.services import hold_meeting, plan_story
from luister.common.clock import now
from luister.organisation.enums import Permission
from luister.organisation.models import Unit
from luister.organisation.queries import may, time_zone, unit_ids_below
from luister.organisation.rules import Scope
from luister.web.access import actor_of, needs
from luister.web.cases.rows import case_rows
from luister.web.cases.words import score_words, words_of
from luister.web.meeting.days import day_of, today
from luister.web.meeting.forms import StoryForm
from luister.web.meeting.rows import obstacle_rows
from luister.web.today.said import figures_said


@needs(Permission.SEE_MEETING)
def meetings(request: HttpRequest) -> HttpResponse:
    """Go to the meeting of one's own unit; who has several chooses."""
    by = actor_of(request)
    units = list(meeting_units(by))
    own = [unit for unit in units if by.user and unit.memberships.filter(user=by.user).exists()] if len(units) > 1 else units
    if len(own) == 1 and "all" not in request.GET:
        return redirect("meeting-unit", key=own[0].key)
    return render(request, "meeting/choose.html", {"units": units})


@needs(Permission.SEE_MEETING)
def meeting(request: HttpRequest, key: str) -> HttpResponse:
    """Show the meeting of a unit on a day, to be read together, projected or printed."""
    return _show(request, find_unit(request, key))


@require_POST
@needs(Permission.LEAD_MEETING)
def story(request: HttpRequest, key: str) -> HttpResponse:
    """Choose the story and who tells it."""
    unit = find_unit(request, key)
    form = StoryForm(request.POST, unit=unit, unit_ids=unit_ids_below([unit]))
    if not form.is_valid():
        messages.error(request, _("This story can't be told here: choose one of those below."))
        return _show(request, unit, status=422)
    plan_story(unit=unit, day=day_of(request), story=form.cleaned_data["story"], teller=form.cleaned_data["teller"], by=actor_of(request))
    return _back(unit, day_of(request))


@require_POST
@needs(Permission.LEAD_MEETING)
def held(request: HttpRequest, key: str) -> HttpResponse:
    """Note that the meeting was held."""
    unit = find_unit(request, key)
    hold_meeting(unit=unit, day=day_of(request), by=actor_of(request))
    messages.success(request, _("Noted: the meeting was held. Have a good day."))
    return _back(unit, day_of(request))


def find_unit(request: HttpRequest, key: str) -> Unit:
    """Return the unit if the person comes to its meeting; for others there is no such page."""
    return get_object_or_404(meeting_units(actor_of(request)), key=key)


def _show(request: HttpRequest, unit: Unit, *, status: int = 200) -> HttpResponse:
    by, day = actor_of(request), day_of(request)
    page = meeting_of(unit, day, by)
    leads = may(by, Permission.LEAD_MEETING, unit=unit)
    context = {
        "page": page,
        "unit": unit,
        "day": day,
        "is_today": day == today(),
        "previous_day": day - timedelta(days=1),
        "next_day": day + timedelta(days=1),
        "heard_yesterday": page.heard_on == day - timedelta(days=1),
        "story": _told(page),
        "candidates": [_story(response) for response in page.candidates if not page.meeting or response.pk != page.meeting.story_id],
        "praise": [_praise(page, n) for n in range(len(page.praise))],
        # The page is projected for all to see: names and numbers in customers' words stay out of it, whoever leads.
        "cases": case_rows(page.cases, contacts=Scope(), at=now(), zone=time_zone()),
        "figures": figures_said(page.figures),
        "obstacles": obstacle_rows(page.obstacles, day=today()),
        "leads": leads,
        "may_raise": may(by, Permission.RAISE_OBSTACLES, unit=unit),
        "tellers": list(people_of_meeting(unit)) if leads else [],
    }
    return render(request, "meeting/meeting.html", context, status=status)


def _told(page: MeetingPage) -> dict[str, Any] | None:
    if page.meeting is None or page.meeting.story is None:
        return None
    return {**_story(page.meeting.story), "teller": page.meeting.teller}


def _story(response: Any) -> dict[str, Any]:
    comments = [comment for comment in response.comments.all() if comment.text]
    facts = [str(response.touchpoint or ""), score_words(response)]
    return {
        "pk": response.pk,
        "words": [{"text": words_of(c, raw=False), "lang": c.language or response.language, "prompt": c.prompt} for c in comments],
        "meta": " · ".join(filter(None, facts)),
    }


def _praise(page: MeetingPage, n: int) -> dict[str, str]:
    comment = page.praise[n]
    where = str(comment.response.touchpoint or "")
    return {"text": words_of(comment, raw=False), "lang": comment.language or comment.response.language, "meta": where}


def _back(unit: Unit, day: date) -> HttpResponse:
    return redirect(f"{reverse('meeting-unit', args=[unit.key])}?day={day.isoformat()}")
