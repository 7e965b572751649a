"""What enters and leaves the lake: plain values, no table and no engine."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, TypeAlias

Value: TypeAlias = int | str | date | bool | None
ATTRIBUTE = re.compile(r"[a-z0-9_-]+")


class LakeBusy(Exception):
    """Another process is writing to the lake, and went on for longer than we wait."""


class LakeDamaged(Exception):
    """The lake can't be read or lacks what SQL says was published. `luister lake rebuild` makes it anew from SQL."""


class LakeMoved(Exception):
    """Something was published after the caller had read what is pending: the caller reads both again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LakeRow:
    """One answer to one question, or one comment, as the lake keeps it: surrogate keys only, no text, no personal data.

    `version` is set by the lake when it publishes; rows that wait carry 0. `sentiment` is -1, 0 or 1. `weight` is in whole
    ten-thousandths, so that sums are exact. Keys of `attributes` are made of a-z, 0-9, hyphen and underscore.
    """

    answer_key: int
    response_key: int
    version: int = 0
    answered_at: datetime
    day: date
    survey_key: int
    question_key: int
    metric: str
    score: int | None
    dont_know: bool = False
    touchpoint_key: int | None
    campaign_key: int | None
    unit_key: int
    kind: str
    mode: str
    channel: str
    language: str
    sentiment: int | None
    is_comment: bool = False
    customer_key: int | None
    weight: int | None
    attributes: Mapping[str, str] = field(default_factory=dict)


Op: TypeAlias = Literal["in", "from", "below"]


@dataclass(frozen=True, slots=True)
class Condition:
    """Rows whose `column` is among `values` ("in"), at least the one value ("from"), or below it ("below")."""

    column: str
    values: tuple[Value, ...]
    op: Op = "in"


@dataclass(frozen=True, slots=True, kw_only=True)
class CountQuery:
    """How many answers there are for each cell and score.

    `by` names columns of `LakeRow`, `attr.<key>`, or `day`, `week` (its Monday) and `month` (its first day). With a metric only
    answers with a score or a "don't know" are counted; without one every row that meets the conditions. `start` is inclusive,
    `end` exclusive.
    """

    by: tuple[str, ...] = ()
    where: tuple[Condition, ...] = ()
    metric: str | None = None
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class CountRow:
    """The answers of one cell at one score (None: "don't know"): how many, how many with a weight, sums of weights and their squares."""

    cell: tuple[Value, ...]
    score: int | None
    n: int
    weighted_n: int
    w: int
    w2: int


@dataclass(frozen=True, slots=True)
class Published:
    """What one call to `publish_pending` did."""

    batches: int = 0
    responses: int = 0
    rows: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """The lake compared with SQL. The lists hold response keys, at most a hundred each; the numbers are complete.

    `waiting` responses are not yet published and are not compared.
    """

    sql_rows: int
    lake_rows: int
    missing_rows: int
    extra_rows: int
    different_rows: int
    doubled_rows: int
    missing: tuple[int, ...]
    extra: tuple[int, ...]
    different: tuple[int, ...]
    doubled: tuple[int, ...]
    waiting: int

    @property
    def equal(self) -> bool:
        """Whether the lake says exactly what SQL says."""
        return not (self.missing_rows or self.extra_rows or self.different_rows or self.doubled_rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How the lake is.

    Attributes
    ----------
    outbox : int
        Responses that wait to be published; figures include them already.
    outbox_age_s : float or None
        Seconds that the oldest of them has waited.
    hidden : int
        Responses with rows that are hidden and not yet removed.
    files : int
        Parquet files that a reading opens.
    damage : str
        What is wrong, in a sentence; empty when nothing is.
    """

    outbox: int
    outbox_age_s: float | None
    hidden: int
    files: int
    damage: str
