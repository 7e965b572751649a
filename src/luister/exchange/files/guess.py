"""Guesses a mapping for a file nobody described, from headings and the first rows. A guess is a start: each part says how sure it is."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from io import StringIO
from itertools import islice
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap

from luister.common.ids import stable_key
from luister.exchange.files.problems import RowProblem
from luister.exchange.files.shipped import shipped_names, shipped_text
from luister.exchange.files.table import open_table
from luister.exchange.files.values import fold, number_of, text_of

if TYPE_CHECKING:
    from pathlib import Path

ROWS = 200
_FORMATS = (
    "iso", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m/%d/%Y", "%d/%m/%Y %H:%M", "%d.%m.%Y %H:%M",
    "%d-%m-%Y %H:%M", "%m/%d/%Y %H:%M",
)  # fmt: skip
_TIME = (
    r"recordeddate|submit date|submitdate|response date|recorded date|response_received_at|created_at|timestamp|"
    r"\btime\b|\bdate\b|datum|data\b"
)
_KEY = r"^(response[ _]?id|responseid|respondent[ _]?id|submission[ _]?id|respnum|#|id|uuid)$"
_NPS = r"nps|netpro|recommend|poleci|aanbevel|rekommendera"
_CSAT = r"csat|satisf|rating|score|ocena|zadowol|tevreden|nöjd|betyg|cijfer"
_COMMENT = r"comment|feedback|why|free.?text|better|improve|opinion|komentarz|opmerking|toelichting|kommentar|verbatim"
_UNIT = r"^(unit|branch|store|shop|location|site|department|team|surgery|clinic|trust|region|oddział|vestiging|filial|butik)$"
_TOUCH = r"touchpoint|service|channel|process|step|kontakt"
_CUSTOMER = r"customer.?(id|number|key)|client.?id|user.?id|klant|kund.?n|externalreference"
_WEIGHT = r"^weights?$|^wt$|^waga$"
_MANY_WORDS = 4


@dataclass(frozen=True)
class Guess:
    """One part of a guessed mapping, the column it takes, and how sure that is: high, medium or low."""

    part: str
    column: str
    confidence: str


@dataclass
class Guessed:
    """A guessed mapping as YAML, and what it is made of."""

    yaml: str
    guesses: list[Guess] = field(default_factory=list)


@dataclass(frozen=True)
class _Column:
    name: str
    filled: list[str]
    share_filled: float

    def matches(self, pattern: str) -> bool:
        return re.search(pattern, self.name.casefold()) is not None

    def numbers(self) -> list[float]:
        found = [number_of(text) for text in self.filled]
        return [number for number in found if number is not None]


def guess_mapping(path: Path, *, name: str) -> Guessed:
    """Return a mapping for the file: a shipped one when its headings fit, else one put together from headings and values.

    Raises
    ------
    FileRefused
        If the file can't be read.
    """
    with open_table(path) as table:
        for shipped in shipped_names():
            if _fits(shipped, set(table.columns)):
                return Guessed(shipped_text(shipped), [Guess("name", shipped, "high")])
        rows = [row for _number, row in islice(table.rows, ROWS) if not isinstance(row, RowProblem)]
        columns = []
        for column in table.columns:
            filled = [text for row in rows if (text := text_of(row[column]))]
            columns.append(_Column(column, filled, len(filled) / max(1, len(rows))))
    return _put_together(columns, name)


def _fits(shipped: str, columns: set[str]) -> bool:
    from luister.exchange.files.mapping_file import parse_mapping

    mapping, _tree = parse_mapping(shipped_text(shipped))
    return {column for _place, column in mapping.columns()} <= columns


def _put_together(columns: list[_Column], name: str) -> Guessed:
    key = stable_key(name.split(".", maxsplit=1)[0], limit=60)
    data: dict[str, Any] = {"survey": {"key": key, "name": name.split(".", maxsplit=1)[0] or key, "kind": "transactional"}}
    guesses: list[Guess] = []
    taken: set[str] = set()

    def take(part: str, column: _Column, confidence: str) -> str:
        taken.add(column.name)
        guesses.append(Guess(part, column.name, confidence))
        return column.name

    for column in columns:
        if column.matches(_KEY) and column.share_filled == 1 and len(set(column.filled)) == len(column.filled):
            data["response_key"] = take("response_key", column, "high")
            break
    if (time := _time(columns, taken)) is not None:
        column, pattern, confidence = time
        data["time"] = {"column": take("time", column, confidence), "formats": [pattern]}
    if (score := _score(columns, taken)) is not None:
        column, metric, low, high, confidence = score
        take("score", column, confidence)
        data["score"] = {"column": column.name, "question": column.name, "metric": metric, "scale": {"min": low, "max": high}}
    comments = [column for column in columns if column.name not in taken and _is_comment(column)]
    if comments:
        found = [
            {"column": take("comments", column, "high" if column.matches(_COMMENT) else "medium"), "prompt": column.name}
            for column in comments
        ]
        data["comments"] = {"columns": found}
    for part, pattern in (("unit", _UNIT), ("touchpoint", _TOUCH), ("customer", _CUSTOMER), ("weight", _WEIGHT)):
        found_column = next((column for column in columns if column.name not in taken and column.matches(pattern)), None)
        if found_column is not None:
            data[part] = {"column": take(part, found_column, "medium" if part != "touchpoint" else "low")}
    return Guessed(_write(data, guesses), guesses)


def _time(columns: list[_Column], taken: set[str]) -> tuple[_Column, str, str] | None:
    from luister.exchange.files.when import reads

    for column in sorted(columns, key=lambda found: not found.matches(_TIME)):
        if column.name in taken or not column.filled:
            continue
        for pattern in _FORMATS:
            if all(reads(text, pattern) for text in column.filled):
                return column, pattern, "high" if column.matches(_TIME) else "medium"
    return None


def _score(columns: list[_Column], taken: set[str]) -> tuple[_Column, str, int, int, str] | None:
    for pattern, metric in ((_NPS, "nps"), (_CSAT, "csat")):
        for column in columns:
            numbers = column.numbers()
            if column.name in taken or not numbers or not column.matches(pattern) or len(numbers) < 0.8 * len(column.filled):
                continue
            if metric == "nps" and min(numbers) >= 0 and max(numbers) <= 10:  # noqa: PLR2004 - the scale of an NPS
                return column, "nps", 0, 10, "high"
            if min(numbers) == 0 and 7 < max(numbers) <= 10:  # noqa: PLR2004 - only an NPS is asked from 0 to 10
                return column, "nps", 0, 10, "medium"
            high = next((top for top in (5, 7, 10) if max(numbers) <= top), None)
            if metric == "csat" and high and min(numbers) >= 1:
                return column, "csat", 1, high, "medium"
    return None


def _is_comment(column: _Column) -> bool:
    """Return whether people wrote here: mostly different texts of several words."""
    if not column.filled or len(column.numbers()) > len(column.filled) / 2:
        return False
    words = sum(len(text.split()) for text in column.filled) / len(column.filled)
    most = Counter(map(fold, column.filled)).most_common(1)[0][1] / len(column.filled)
    return words >= _MANY_WORDS and (most < 0.5 or column.matches(_COMMENT))  # noqa: PLR2004 - half of them alike is a category


def _write(data: dict[str, Any], guesses: list[Guess]) -> str:
    tree = CommentedMap(data)
    for guess in guesses:
        part = guess.part
        if part in tree:
            column = guess.column.replace("\n", " ")
            tree.yaml_set_comment_before_after_key(part, before=f"guessed from {column}: {guess.confidence} confidence")
    yaml = YAML(typ="rt", pure=True)
    yaml.width = 200
    target = StringIO()
    yaml.dump(tree, target)
    return target.getvalue()
