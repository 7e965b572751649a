"""What the components of a page compute before they are drawn: geometry, marks, numbers in words."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from collections.abc import Iterable

_ICONS = Path(__file__).parent / "icons.json"

QUOTE_MARKS = {
    "en": ("“", "”"), "nl": ("“", "”"), "pl": ("„", "”"), "sv": ("”", "”"),
    "de": ("„", "“"), "fi": ("”", "”"), "nb": ("«", "»"), "fr": ("«", "»"),
}  # fmt: skip
"""Opening and closing mark by language: a customer's words are set as their language sets them."""


@cache
def icons() -> dict[str, list[str]]:
    """Return the outlines (SVG paths on a 24 by 24 grid) of each icon we use. They are Tabler's (MIT, Paweł Kuna)."""
    loaded: dict[str, list[str]] = json.loads(_ICONS.read_text(encoding="utf-8"))
    return loaded


def draw_icon(name: str, label: str = "") -> SafeString:
    """Return the icon as inline SVG; hidden from screen readers unless it has a `label`.

    Raises
    ------
    KeyError
        If there is no such icon; the message lists those there are.
    """
    if name not in icons():
        raise KeyError(f"There is no icon {name!r}; there are: {', '.join(sorted(icons()))}.")
    paths = format_html_join("", '<path d="{}"/>', ((path,) for path in icons()[name]))
    meaning = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true" focusable="false"')
    return format_html('<svg class="icon" viewBox="0 0 24 24" stroke-linecap="round" stroke-linejoin="round" {}>{}</svg>', meaning, paths)


@dataclass(frozen=True)
class IntervalBar:
    """Places on the bar, in percent of its width, as SVG writes them."""

    value: str
    low: str
    high: str
    target: str


def place_interval(value: float, low: float, high: float, *, target: float | None, scale: tuple[float, float]) -> IntervalBar:
    """Return where estimate, interval and target stand on a bar from `scale[0]` to `scale[1]`; what lies outside stands at the end."""
    start, end = scale

    def place(number: float) -> str:
        share = (number - start) / (end - start)
        return f"{100 * min(max(share, 0.0), 1.0):.2f}%"

    return IntervalBar(place(value), place(low), place(high), "" if target is None else place(target))


def write_number(number: float, *, decimals: int = 0, percent: bool = False) -> str:
    """Return the number as the reader's language writes it, with a true minus sign; `percent` adds the sign in its place."""
    text = str(number_format(abs(round(number, decimals)), decimals, use_l10n=True))
    if round(number, decimals) < 0:
        text = f"−{text}"
    return _("%(number)s%%") % {"number": text} if percent else text


def count_answers(n: int) -> str:
    """Return `412 answers.` in the reader's language."""
    return ngettext("%(n)s answer.", "%(n)s answers.", n) % {"n": number_format(n, use_l10n=True, force_grouping=True)}


def mark_spans(text: str, spans: Iterable[tuple[int, int]] = (), *, language: str = "") -> SafeString:
    """Return `text` escaped, in its language's quotation marks, with the words of each `(start, end)` span softly underlined.

    Spans that overlap one before them, or lie outside the text, are left out.
    """
    opening, closing = QUOTE_MARKS.get(language[:2], QUOTE_MARKS["en"])
    pieces: list[SafeString] = []
    here = 0
    for start, end in sorted(spans):
        if start < here or end <= start or end > len(text):
            continue
        pieces.append(format_html("{}<mark>{}</mark>", text[here:start], text[start:end]))
        here = end
    return format_html("{}{}{}{}", opening, SafeString("".join(pieces)), text[here:].rstrip(), closing)
