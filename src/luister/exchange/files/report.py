"""What came of an import, in a form that can be stored, printed and shown."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_noop as _

from luister.exchange.files.limits import MAX_KEPT_PROBLEMS
from luister.exchange.files.problems import Sentence, say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from luister.exchange.files.mapping import Mapping
    from luister.exchange.files.merge import Merged
    from luister.exchange.files.problems import RowProblem


@dataclass
class Report:
    """Counts of a run, and each row that was left out with its reason."""

    rows: int = 0
    responses: int = 0
    added: int = 0
    known: int = 0
    left_out_rows: int = 0
    errors: int = 0
    facts: dict[str, str] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    touchpoints: list[str] = field(default_factory=list)
    left_out: Counter[tuple[str, str]] = field(default_factory=Counter)
    unanswered: Counter[str] = field(default_factory=Counter)
    dont_know: Counter[str] = field(default_factory=Counter)
    differing: Counter[str] = field(default_factory=Counter)
    comments: int = 0

    def add_problems(self, problems: Iterable[RowProblem]) -> None:
        """Count rows that were left out; the first `MAX_KEPT_PROBLEMS` are listed."""
        for problem in problems:
            self.errors += 1
            if len(self.problems) < MAX_KEPT_PROBLEMS:
                self.problems.append(problem)

    def add_response(self, merged: Merged, mapping: Mapping) -> None:
        """Count what a response says and what it leaves open."""
        self.responses += 1
        self.comments += len(merged.comments)
        self.differing.update(merged.differing)
        has_left_out = False
        for part in mapping.scores:
            score = merged.scores.get(part.key)
            if score is None:
                self.unanswered[part.key] += 1
            elif score == "dont_know":
                self.dont_know[part.key] += 1
            elif isinstance(score, str):
                has_left_out = True
                self.left_out[(part.key, score.removeprefix("left_out:"))] += 1
        if has_left_out:
            self.left_out_rows += len(merged.rows)

    def to_data(self, mapping: Mapping) -> dict[str, Any]:
        """Return the report as JSON data."""
        columns = {part.key: part.column for part in mapping.scores}
        return {
            "facts": self.facts,
            "rows": self.rows,
            "responses": self.responses,
            "comments": self.comments,
            "errors": [problem.to_data() for problem in sorted(self.problems, key=lambda problem: (problem.row, problem.column))],
            "error_count": self.errors,
            "left_out": [
                {"question": key, "column": columns[key], "code": code, "responses": count}
                for (key, code), count in sorted(self.left_out.items())
            ],
            "unanswered": [{"question": key, "column": columns[key], "responses": n} for key, n in sorted(self.unanswered.items())],
            "dont_know": [{"question": key, "column": columns[key], "responses": n} for key, n in sorted(self.dont_know.items())],
            "differing": dict(sorted(self.differing.items())),
            "created": {"units": sorted(self.units), "touchpoints": sorted(self.touchpoints)},
        }


def error_sentence(error: dict[str, Any]) -> str:
    """Return the reason of a stored row error in the language of the moment."""
    return str(Sentence(str(error["template"]), {str(key): str(value) for key, value in error["params"].items()}))


def refusal_data(sentence: Sentence) -> dict[str, Any]:
    """Return the report of a run that could not be done at all."""
    return {"refused": sentence.to_data()}


def refusal_sentence(report: dict[str, Any]) -> str:
    """Return why a run could not be done, or "" when it could."""
    return error_sentence(report["refused"]) if "refused" in report else ""


OWN_FAULT = say(
    _("The import stopped because of a fault on our side. What was stored so far is kept. Start it again: nothing is stored twice.")
)
CANCELLED = say(_("The import was stopped. What was stored so far is kept. Start it again to go on, or undo it."))
