"""Which answers are looked at: the same filters in the address of every page, on the command line and in the API."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from luister.feedback.enums import ReadingState, Sentiment
from luister.programme.enums import Channel
from luister.surveys.enums import Kind

SCORE_GROUPS: Mapping[str, tuple[int, int]] = {"promoter": (9, 10), "passive": (7, 8), "detractor": (0, 6)}
"""Groups of NPS scores, both ends included."""

_LISTS = {
    "unit": "unit",
    "touchpoint": "touchpoint",
    "campaign": "campaign",
    "survey": "survey",
    "kind": "kind",
    "channel": "channel",
    "language": "language",
    "sentiment": "sentiment",
    "state": "reading_state",
    "tag": "tag",
}
_ACCEPTED: Mapping[str, Sequence[str]] = {
    "kind": Kind.values,
    "channel": Channel.values,
    "sentiment": Sentiment.values,
    "state": ReadingState.values,
}
FILTER_NAMES = (*_LISTS, "score", "from", "to", "q", "attr.<key>")
"""Names in the address and in `--where`."""

_ATTRIBUTE = re.compile(r"attr\.([a-z0-9][a-z0-9_-]{0,39})", re.ASCII)
_SCORES = re.compile(r"(\d{1,2})(?:-(\d{1,2}))?", re.ASCII)
_LONGEST_VALUE = 200
_MOST_VALUES = 100


class WrongFilter(ValueError):
    """A filter has a name or a value that is not accepted. The message is one sentence for the person who typed it."""


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What is looked at. Values of one filter are alternatives; different filters must all hold. Empty means everything.

    Units, touchpoints, campaigns, surveys and tags are given by stable key or by name; a unit includes what lies below it.
    `start` is the first day, `end` the first day no longer included, both in the organisation's time zone.
    """

    unit: tuple[str, ...] = ()
    touchpoint: tuple[str, ...] = ()
    campaign: tuple[str, ...] = ()
    survey: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    sentiment: tuple[str, ...] = ()
    reading_state: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    score_group: str = ""
    score_min: int | None = None
    score_max: int | None = None
    text: str = ""
    start: date | None = None
    end: date | None = None

    @property
    def scores(self) -> tuple[int | None, int | None]:
        """Lowest and highest score looked at; None where there is no such bound."""
        return SCORE_GROUPS[self.score_group] if self.score_group else (self.score_min, self.score_max)

    def to_query(self) -> str:
        """Return these filters for an address, without the question mark; `parse_filters` reads them back."""
        return urlencode(self.to_params(), doseq=True)

    def to_params(self) -> dict[str, list[str]]:
        """Return these filters by the names they have in an address."""
        params = {name: list(getattr(self, attribute)) for name, attribute in _LISTS.items()}
        params |= {f"attr.{key}": list(values) for key, values in sorted(self.attributes.items())}
        low, high = self.score_min, self.score_max
        if self.score_group:
            params["score"] = [self.score_group]
        elif low is not None or high is not None:
            params["score"] = [f"{0 if low is None else low}-{99 if high is None else high}"]
        params |= {"from": [self.start.isoformat()] if self.start else [], "to": [self.end.isoformat()] if self.end else []}
        params["q"] = [self.text] if self.text else []
        return {name: values for name, values in params.items() if values}


def only_filters(params: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """Return those of a page's parameters that are filters, so that its others (`cursor`, `by`) may stand beside them."""
    return {name: values for name, values in params.items() if name in FILTER_NAMES or name.startswith("attr.")}


def parse_filters(params: Mapping[str, Sequence[str]]) -> Filters:
    """Read filters from the lists of values that an address or a command line gives by name. Empty values are no filter.

    Raises
    ------
    WrongFilter
        Saying what was given and what is accepted.
    """
    found: dict[str, Any] = {}
    attributes: dict[str, tuple[str, ...]] = {}
    for name, given in params.items():
        values = _clean(name, given)
        attribute = _ATTRIBUTE.fullmatch(name)
        if name not in _LISTS and name not in _SINGLE and attribute is None:
            raise WrongFilter(_("There is no filter %(name)s; there are %(accepted)s.") % _words(name, FILTER_NAMES))
        if not values:
            continue
        if attribute is not None:
            attributes[attribute[1]] = values
        elif name in _LISTS:
            found[_LISTS[name]] = _listed(name, values)
        else:
            found |= _SINGLE[name](name, _single(name, values))
    filters = Filters(**found, attributes=attributes)
    if filters.start and filters.end and filters.end <= filters.start:
        raise WrongFilter(_("The period ends on %(end)s, before it starts on %(start)s.") % {"start": filters.start, "end": filters.end})
    return filters


def _clean(name: str, given: Sequence[str]) -> tuple[str, ...]:
    values = tuple(dict.fromkeys(value.strip() for value in given if value.strip()))
    if len(values) > _MOST_VALUES:
        raise WrongFilter(_("%(name)s has %(count)s values; at most 100 are accepted.") % {"name": name, "count": len(values)})
    if any(len(value) > _LONGEST_VALUE or not value.isprintable() for value in values):
        raise WrongFilter(_("%(name)s has a value that cannot be read; accepted are up to 200 printable characters.") % {"name": name})
    return values


def _listed(name: str, values: tuple[str, ...]) -> tuple[str, ...]:
    accepted = _ACCEPTED.get(name)
    wrong = [value for value in values if accepted is not None and value not in accepted]
    if wrong:
        words = {"name": name, **_words(wrong[0], accepted or ())}
        raise WrongFilter(_("%(name)s is %(given)s; accepted are %(accepted)s.") % (words | {"given": wrong[0]}))
    return values


def _single(name: str, values: tuple[str, ...]) -> str:
    if len(values) > 1:
        raise WrongFilter(_("%(name)s is given %(count)s times; once is accepted.") % {"name": name, "count": len(values)})
    return values[0]


def _score(name: str, value: str) -> dict[str, Any]:
    if value in SCORE_GROUPS:
        return {"score_group": value}
    match = _SCORES.fullmatch(value)
    low, high = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
    if low > high:
        accepted = (*SCORE_GROUPS, "7", "0-6")
        raise WrongFilter(_("score is %(name)s; accepted are %(accepted)s.") % _words(value, accepted))
    return {"score_min": low, "score_max": high}


def _date(name: str, value: str) -> dict[str, Any]:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        words = {"name": name, "given": value}
        raise WrongFilter(_("%(name)s is %(given)s; a day such as 2026-03-31 is accepted.") % words) from None
    return {"start" if name == "from" else "end": day}


def _text(name: str, value: str) -> dict[str, Any]:
    return {"text": value}


def _words(name: str, accepted: Iterable[str]) -> dict[str, str]:
    return {"name": name, "accepted": ", ".join(accepted)}


_SINGLE: Mapping[str, Callable[[str, str], dict[str, Any]]] = {"score": _score, "from": _date, "to": _date, "q": _text}
