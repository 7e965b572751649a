"""Figures as plain records, the same on the command line, in files and in the API."""

from __future__ import annotations

from collections.abc import Sequence

from luister.insight.rules.rows import FigureRow

_FIGURE = ("value", "low", "high", "n", "n_eff", "hidden")
_SERIES = ("survey", "survey_key", "question", "question_key", "kind")
_KEYED = ("unit", "touchpoint", "survey", "campaign")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")
_UNSEEN = " \u00a0\u200b\u2060\u3000\ufeff"


def as_record(row: FigureRow) -> dict[str, object]:
    """Return the group's keys, the figure and the series. Where a figure is hidden, value, low, high, n and n_eff are None."""
    estimate = row.estimate
    return {
        **row.keys,
        "value": estimate.value if estimate else None,
        "low": estimate.low if estimate else None,
        "high": estimate.high if estimate else None,
        "n": row.n,
        "n_eff": row.n_eff,
        "hidden": row.hidden,
        "survey": row.survey,
        "survey_key": row.survey_key,
        "question": row.question,
        "question_key": row.question_key,
        "kind": row.kind,
    }


def columns_of(by: Sequence[str]) -> list[str]:
    """Return the names in `as_record` for figures by these breakdowns, in order."""
    keys = [column for name in by for column in ((name, f"{name}_key") if name in _KEYED else (name,))]
    return list(dict.fromkeys([*keys, *_FIGURE, *_SERIES]))


def safe_cell(value: object) -> object:
    """Return a value for a CSV or spreadsheet cell: a text that would be read as a formula gets an apostrophe, numbers stay."""
    if isinstance(value, str) and value.lstrip(_UNSEEN).startswith(_FORMULA):
        return f"'{value}"
    return "" if value is None else value
