"""How the first page says hello."""

from __future__ import annotations

from datetime import datetime

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from luister.web.dates import weekday

_NOON, _EVENING, _NIGHT = 12, 18, 4


def greet(name: str, here: datetime) -> str:
    """Return the greeting for the local time `here`; from midnight until four it is still evening."""
    first = name.split(maxsplit=1)[0] if name.split() else ""
    if _NIGHT <= here.hour < _NOON:
        words = _("Good morning, %(name)s") if first else _("Good morning")
    elif _NOON <= here.hour < _EVENING:
        words = _("Good afternoon, %(name)s") if first else _("Good afternoon")
    else:
        words = _("Good evening, %(name)s") if first else _("Good evening")
    return words % {"name": first}


def say_day(here: datetime, *, places: list[str], customers: int, handles: bool) -> str:
    """Return where and when it is, and how many customers wait, such as `Care, Tuesday. 2 customers wait for you.`."""
    where = ", ".join(places) if len(places) <= 2 else _("%(first)s and %(n)s more") % {"first": places[0], "n": len(places) - 1}  # noqa: PLR2004
    begin = _("%(place)s, %(day)s.") % {"place": where, "day": weekday(here)} if where else f"{formats.date_format(here, 'l')}."
    if not handles:
        return begin
    if not customers:
        nobody = _("No customer waits for you.")
        return f"{begin} {nobody}"
    waiting = ngettext("%(n)s customer waits for you.", "%(n)s customers wait for you.", customers) % {"n": customers}
    return f"{begin} {waiting}"
