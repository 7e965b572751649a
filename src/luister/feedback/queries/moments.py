"""Days of the organisation as moments."""

from __future__ import annotations

from datetime import date, datetime, time

from luister.feedback.rules import Filters
from luister.organisation.queries import time_zone


def period(filters: Filters) -> tuple[datetime | None, datetime | None]:
    """Return the first moment of `filters.start` and of `filters.end`, in the organisation's time zone."""
    return _start_of(filters.start), _start_of(filters.end)


def _start_of(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), tzinfo=time_zone())
