"""What a figure is made of."""

from __future__ import annotations

from dataclasses import dataclass, field

from luister.core.measure import Estimate

HIDDEN_BELOW = 5
"""Anonymous answers: fewer are not shown, so that nobody can be recognised."""

WORDS_BELOW = 10
"""Customers' answers: fewer are said in words, a figure would pretend to know."""

COMPARED_FROM = 30
"""Answers that each side of a comparison needs."""


@dataclass(frozen=True, kw_only=True)
class FigureRow:
    """The figure of one question for one group. Different questions, and kinds of survey, are never one row.

    Attributes
    ----------
    keys : dict
        The group, by name and by stable key: `unit` and `unit_key`, `touchpoint` and `touchpoint_key`, `month` ("2021-04"),
        `week` ("2021-W14"), `day`, `channel`, `attr.<key>` and so on. None where an answer has no such thing.
    estimate : Estimate or None
        None without answers, and where hidden.
    n, n_eff : int and float, or None
        Respondents, and their effective number; None where hidden.
    hidden : bool
        Anonymous answers that are too few, or whose number would give another group's away.
    words : str or None
        What is said in place of a figure when there are too few answers for one.
    counts, sums : tuple of int
        Answers, and sums of their weights, at each score of `scale` from the lowest; empty where hidden.
    dont_know : int
        Respondents who said so; they are not in `n`, unless their question counts them (`Question.dont_know_counts`).
    """

    keys: dict[str, object]
    survey: str
    survey_key: str
    question: str
    question_key: str
    kind: str
    metric: str
    scale: tuple[int, int]
    estimate: Estimate | None
    n: int | None
    n_eff: float | None
    hidden: bool = False
    words: str | None = None
    counts: tuple[int, ...] = ()
    sums: tuple[int, ...] = ()
    dont_know: int = 0
    anonymous: bool = False
    weighted: bool = False

    @property
    def comparable(self) -> bool:
        """Whether there are answers enough to compare it with another figure."""
        return self.n is not None and self.n >= COMPARED_FROM

    @property
    def value(self) -> float | None:
        """The figure itself, or None."""
        return self.estimate.value if self.estimate is not None else None

    @property
    def series(self) -> tuple[str, str, str]:
        """What is never pooled: survey, question and kind."""
        return self.survey_key, self.question_key, self.kind


@dataclass(frozen=True)
class FigureTable:
    """Rows in order: by series, then by group; time runs forward."""

    rows: list[FigureRow] = field(default_factory=list)

    def by_series(self) -> dict[tuple[str, str, str], list[FigureRow]]:
        """Return the rows of each series, in their order."""
        found: dict[tuple[str, str, str], list[FigureRow]] = {}
        for row in self.rows:
            found.setdefault(row.series, []).append(row)
        return found
