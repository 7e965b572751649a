"""Figures pages in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from babel.dates import format_date
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luister.insight.rules import FigureRow, change
from luister.programme.enums import Channel


def heading(metric: str) -> str:
    """Return the question that the page answers."""
    return {
        "nps": _("Would our customers recommend us?"),
        "csat": _("How satisfied are our customers?"),
        "ces": _("How easy is it to be our customer?"),
        "rating": _("How do our customers rate us?"),
    }.get(metric, _("How are we doing?"))


def breakdown_name(name: str, attribute: str = "") -> str:
    """Return what figures are broken down by, on screen."""
    own = {"unit": _("Unit"), "touchpoint": _("Touchpoint"), "channel": _("Channel"), "language": _("Language")}
    return own.get(name) or attribute or name.removeprefix("attr.")


def group_name(row: FigureRow, by: str) -> str:
    """Return the name of a group as people write it."""
    value = row.keys[by]
    if value is None:
        return _("not stated")
    if by == "channel":
        return str(dict(Channel.choices).get(str(value), value))
    if by == "language":
        return dict(settings.LANGUAGES).get(str(value), str(value))
    return str(value)


def group_filter(row: FigureRow, by: str) -> Mapping[str, str]:
    """Return the filter that shows this group alone; empty for those of whom nothing is stated."""
    value = row.keys.get(f"{by}_key", row.keys[by])
    return {} if value is None else {by: str(value)}


def period_start(row: FigureRow, period: str) -> date:
    """Return the first day of a row's month or week."""
    name = str(row.keys[period])
    if period == "month":
        return date.fromisoformat(f"{name}-01")
    year, week = name.split("-W")
    return date.fromisocalendar(int(year), int(week), 1)


def period_name(first: date, period: str) -> str:
    """Return a month or week as people write it."""
    locale = (get_language() or "en").replace("-", "_")
    if period == "month":
        return str(format_date(first, "LLLL y", locale=locale))
    return _("Week %(week)s, from %(day)s") % {"week": first.isocalendar().week, "day": format_date(first, "d MMM y", locale=locale)}


def latest_change(trend: list[FigureRow], period: str) -> str:
    """Return how the last period compares with the one before it; empty when one of them has too few answers."""
    if len(trend) < len(("before", "now")):
        return ""
    before, now = trend[-2:]
    moved = change(now, before)
    if not moved:
        return ""
    parts = {
        "now": period_name(period_start(now, period), period),
        "before": period_name(period_start(before, period), period),
        "change": moved,
    }
    return _("%(now)s compared with %(before)s: %(change)s") % parts
