"""Turns one row of a file into what it says of a response."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop as _

from luister.common.ids import stable_key
from luister.exchange.files.limits import MAX_COMMENT, MAX_PROMPTS
from luister.exchange.files.problems import RowRefused
from luister.exchange.files.values import Cell, fold, name_of, number_of, text_of
from luister.exchange.files.when import moment_reader

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from luister.exchange.files.mapping import FoldedScore, Mapping, ScorePart, ValuePart

WEIGHT_UNIT = 10_000
_MAX_WEIGHT = 1_000_000
_MAX_KEY = 120
_MAX_NAME = 120
_MAX_VALUE = 200


@dataclass(frozen=True)
class RowFacts:
    """What one row says. `scores` holds a score turned so that more is better, or "dont_know" or "left_out:<code>"."""

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


class RowReader:
    """Reads rows by one mapping. Remembers the prompts it met, since they become the questions that comments answer."""

    def __init__(self, mapping: Mapping, *, zone: ZoneInfo, now: datetime) -> None:
        self._mapping = mapping
        self._moment = moment_reader(mapping.time, zone=zone, now=now)
        self._scores = [(part, part.folded()) for part in mapping.scores]
        self._no_comment = frozenset(map(fold, mapping.comments.no_comment))
        self._columns = [(part.column, part.key or stable_key(part.column)) for part in mapping.comments.columns]
        self._folded = {
            id(part): ({fold(code): name for code, name in part.values.items()}, frozenset(map(fold, part.missing)))
            for part in (mapping.unit, mapping.touchpoint, mapping.language, mapping.channel, *mapping.attributes)
            if part is not None
        }
        self.prompts: dict[str, str] = {
            key: part.prompt for (_column, key), part in zip(self._columns, mapping.comments.columns, strict=True)
        }

    def read(self, row: dict[str, Cell]) -> RowFacts:
        """Return what the row says.

        Raises
        ------
        RowRefused
            If a cell can't be what the mapping says it is.
        """
        mapping = self._mapping
        return RowFacts(
            identity=self._identity(row),
            answered_at=self._moment(row.get(mapping.time.column or "")),
            scores={part.key: found for part, folded in self._scores if (found := score_of(row[part.column], part, folded)) is not None},
            comments=self._comments(row),
            unit=self._value(row, mapping.unit, _MAX_NAME),
            touchpoint=self._value(row, mapping.touchpoint, _MAX_NAME),
            customer="" if mapping.customer is None else _short(row[mapping.customer.column], mapping.customer.column, _MAX_KEY),
            language=self._value(row, mapping.language, 5),
            channel=self._channel(row),
            weight=self._weight(row),
            attributes=self._attributes(row),
        )

    def _identity(self, row: dict[str, Cell]) -> str:
        """Return the response key; without one the hash of the whole row, whatever the order of its columns."""
        columns = self._mapping.response_key
        if columns is None:
            digest = hashlib.sha256()
            for column in sorted(row):
                text = text_of(row[column])
                digest.update(f"{len(column)}:{column}={len(text)}:{text};".encode("utf-8", "surrogatepass"))
            return f"row:{digest.hexdigest()[:40]}"
        parts = [text_of(row[column]) for column in columns]
        for column, part in zip(columns, parts, strict=True):
            if not part:
                raise RowRefused(column, _("the response key is empty."))
            _refuse_nul(part, column)
        key = "|".join(parts) if len(parts) == 1 else "|".join(part.replace("|", "||") for part in parts)
        return f"key:{key}" if len(key) <= _MAX_KEY else f"key:{hashlib.sha256(key.encode()).hexdigest()}"

    def _comments(self, row: dict[str, Cell]) -> dict[str, str]:
        found = {}
        for column, key in self._columns:
            if text := self._comment(row[column], column):
                found[key] = text
        rows = self._mapping.comments.rows
        if rows is not None and (text := self._comment(row[rows.text], rows.text)):
            found[self._prompt(row[rows.prompt], rows.prompt, rows.prompts)] = text
        return found

    def _comment(self, cell: Cell, column: str) -> str:
        text = text_of(cell)
        if fold(text) in self._no_comment:
            return ""
        if len(text) > MAX_COMMENT:
            raise RowRefused(
                column, _("the comment has %(length)s characters; at most %(limit)s are accepted."), length=len(text), limit=MAX_COMMENT
            )
        return _refuse_nul(text, column)

    def _prompt(self, cell: Cell, column: str, names: dict[str, str]) -> str:
        given = name_of(cell)
        if not given:
            raise RowRefused(column, _("there is a comment, but its prompt is empty."))
        prompt = names.get(given, given)
        key = prompt_key(prompt)
        if key not in self.prompts:
            if len(self.prompts) >= MAX_PROMPTS:
                raise RowRefused(column, _("this is prompt number %(limit)s or more; a column of prompts has a few."), limit=MAX_PROMPTS)
            if len(prompt) > 1000:  # noqa: PLR2004 - the length of a question
                raise RowRefused(column, _("the prompt is longer than 1000 characters."))
            self.prompts[key] = _refuse_nul(prompt, column)
        return key

    def _value(self, row: dict[str, Cell], part: ValuePart | None, limit: int) -> str:
        if part is None:
            return ""
        if part.column is None:
            return part.fixed or ""
        values, missing = self._folded[id(part)]
        text = _short(row[part.column], part.column, limit)
        folded = fold(text)
        if not text or folded in missing:
            return part.empty or ""
        return values.get(folded, text)

    def _channel(self, row: dict[str, Cell]) -> str:
        from luister.programme.enums import Channel

        found = fold(self._value(row, self._mapping.channel, 20))
        if found and found not in Channel.values:
            column = self._mapping.channel.column if self._mapping.channel else ""
            raise RowRefused(
                column or "", _("'%(given)s' is no channel; accepted: %(accepted)s."), given=found, accepted=", ".join(Channel.values)
            )
        return found

    def _weight(self, row: dict[str, Cell]) -> int | None:
        part = self._mapping.weight
        if part is None:
            return None
        text = text_of(row[part.column])
        number = number_of(text)
        weight = 0 if number is None or abs(number) > _MAX_WEIGHT else round(number * WEIGHT_UNIT)
        if weight <= 0:
            raise RowRefused(
                part.column,
                _("'%(given)s' is no weight; accepted are numbers above 0, up to %(limit)s."),
                given=text[:60],
                limit=_MAX_WEIGHT,
            )
        return weight

    def _attributes(self, row: dict[str, Cell]) -> dict[str, str]:
        found = {}
        for part in self._mapping.attributes:
            values, missing = self._folded[id(part)]
            text = _short(row[part.column], part.column, _MAX_VALUE)
            folded = fold(text)
            if text and folded not in missing:
                found[part.key] = values.get(folded, text)
        return found


def score_of(cell: Cell, part: ScorePart, folded: FoldedScore) -> int | str | None:
    """Return the score of a cell turned so that more is better; "dont_know"; "left_out:<code>"; or None when there is no answer."""
    text = name_of(cell)
    word = fold(text)
    if word in folded.missing:
        return None
    if word in folded.dont_know:
        return "dont_know"
    if word in folded.left_out:
        return f"left_out:{folded.left_out[word]}"
    score = folded.words.get(word)
    if score is None:
        number = number_of(text)
        low, high = part.scale.min, part.scale.max
        if number is None or isinstance(cell, bool) or number != int(number) or not low <= number <= high:
            words = ", ".join(part.words)
            raise RowRefused(
                part.column,
                _("'%(given)s' is no answer on this scale; accepted are whole numbers from %(low)s to %(high)s and the words: %(words)s.")
                if words
                else _("'%(given)s' is no answer on this scale; accepted are whole numbers from %(low)s to %(high)s."),
                given=text[:60], low=str(low), high=str(high), words=words,
            )  # fmt: skip
        score = int(number)
    return part.scale.min + part.scale.max - score if part.direction == "lower_is_better" else score


def prompt_key(prompt: str) -> str:
    """Return the key of the question that a prompt asks: readable, and its own for each wording."""
    digest = hashlib.sha256(prompt.encode("utf-8", "surrogatepass")).hexdigest()[:6]
    return f"{stable_key(prompt, limit=60)}-{digest}"


def _short(cell: Cell, column: str, limit: int) -> str:
    text = name_of(cell)
    if len(text) > limit:
        raise RowRefused(
            column,
            _("'%(given)s' has %(length)s characters; at most %(limit)s are accepted."),
            given=text[:40],
            length=len(text),
            limit=limit,
        )
    return _refuse_nul(text, column)


def _refuse_nul(text: str, column: str) -> str:
    if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise RowRefused(column, _("the text holds a NUL or half a character, which no database keeps."))
    return text
