"""Days as they are said inside a sentence."""

from __future__ import annotations

from datetime import date

from django.utils import formats, translation


def weekday(day: date) -> str:
    """Return the name of the weekday as it stands inside a sentence: Polish writes it small, where Django's list has it large."""
    name = formats.date_format(day, "l")
    return name.lower() if (translation.get_language() or "").startswith("pl") else name
