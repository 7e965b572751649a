"""Days in the address of a meeting."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from django.utils import timezone

from luister.common.clock import now
from luister.organisation.queries import time_zone


def today() -> date:
    """Return the day it is where the organisation is."""
    return timezone.localtime(now(), time_zone()).date()


def day_of(request: HttpRequest) -> date:
    """Return the day that `?day=` (or the form) names; today if it names none that can be."""
    given = request.POST.get("day") or request.GET.get("day") or ""
    try:
        day = date.fromisoformat(given)
    except ValueError:
        return today()
    # A meeting looks a week back and figures a month: at the ends of the calendar there is no such day.
    return day if date(1900, 1, 1) < day < date(9000, 1, 1) else today()
