"""Makes one response of the rows that share a response key."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop as _

from luister.exchange.files.limits import MAX_COMMENT
from luister.exchange.files.problems import RowProblem, say

if TYPE_CHECKING:
    from datetime import datetime

    from luister.exchange.files.rows import RowFacts

_SINGLE = ("unit", "touchpoint", "customer", "language", "channel", "weight")


@dataclass
class Merged:
    """A response as a file tells it, before units and questions are looked up."""

    identity: str
    answered_at: datetime
    scores: dict[str, int | str] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    unit: str = ""
    touchpoint: str = ""
    customer: str = ""
    language: str = ""
    channel: str = ""
    weight: int | None = None
    attributes: dict[str, str] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    differing: Counter[str] = field(default_factory=Counter)
    """Facts on which the rows differ; the first row that knows the fact was believed."""


def merge(identity: str, rows: list[tuple[int, RowFacts]], score_columns: dict[str, str]) -> Merged:
    """Return the response that the rows make, in the file's order.

    A row that contradicts the score of an earlier one is left out and is a problem of the result; where rows differ in time, unit and the
    like, the first counts and `differing` says so. `score_columns` gives the column of each score's key, for the message.
    """
    merged = Merged(identity=identity, answered_at=rows[0][1].answered_at)
    differing: set[str] = set()
    for number, facts in rows:
        problem = _contradiction(merged, number, facts, score_columns) or _too_long(merged, number, facts)
        if problem is not None:
            merged.problems.append(problem)
            continue
        merged.rows.append(number)
        merged.scores |= facts.scores
        if facts.answered_at != merged.answered_at:
            differing.add("time")
        for name in _SINGLE:
            found, known = getattr(facts, name), getattr(merged, name)
            if not known:
                setattr(merged, name, found)
            elif found and found != known:
                differing.add(name)
        for key, value in facts.attributes.items():
            if merged.attributes.setdefault(key, value) != value:
                differing.add(key)
        for key, text in facts.comments.items():
            merged.comments[key] = _joined(merged.comments.get(key), text)
    merged.differing.update(differing)
    return merged


def _contradiction(merged: Merged, number: int, facts: RowFacts, score_columns: dict[str, str]) -> RowProblem | None:
    for key, score in facts.scores.items():
        if merged.scores.get(key, score) != score:
            return RowProblem(
                number,
                score_columns[key],
                say(_("the score is another than in row %(first)s, which has the same response key."), first=str(merged.rows[0])),
            )
    return None


def _too_long(merged: Merged, number: int, facts: RowFacts) -> RowProblem | None:
    if any(len(_joined(merged.comments.get(key), text)) > MAX_COMMENT for key, text in facts.comments.items()):
        return RowProblem(number, "", say(_("the comments to one prompt have more than %(limit)s characters together."), limit=MAX_COMMENT))
    return None


def _joined(known: str | None, text: str) -> str:
    if known is None or known == text:
        return text
    return f"{known}\n\n{text}"
