"""Days of the morning meeting. Pure."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LOOK_BACK = 7
"""How many days back the meeting looks for a day on which customers said something: after a week-end, yesterday is empty."""


def bounds_of(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return when the day begins and ends in `zone` (23 to 25 hours, as clocks change)."""
    return datetime.combine(day, time.min, zone), datetime.combine(day + timedelta(days=1), time.min, zone)
