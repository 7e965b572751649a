"""Figures by group: counts from the lake, truth from the core."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from luister.core.measure import effective_sample_size_from_sums
from luister.feedback.models import WEIGHT_UNIT
from luister.feedback.rules import Filters
from luister.insight.queries.conditions import breakdown_columns, conditions
from luister.insight.queries.naming import Named, namers
from luister.insight.queries.reading import count_answers
from luister.insight.rules import FigureRow, FigureTable, Metric, hidden_cells, metric_of, small_group, too_few_for_a_figure
from luister.insight.rules.metrics import Sureness
from luister.insight.rules.rows import HIDDEN_BELOW
from luister.lake import Condition, CountQuery, CountRow
from luister.organisation.rules import Actor
from luister.surveys.enums import Mode
from luister.surveys.models import Question

_Series = tuple[int, str]
"""Question and kind."""

_LEADING = ("question_key", "kind", "mode")


@dataclass
class _Cell:
    """The answers of one group of one series, at each score."""

    answers: list[CountRow]
    anonymous: bool

    @property
    def n(self) -> int:
        return sum(row.n for row in self.answers if row.score is not None)

    def at_scores(self, scale: tuple[int, int], what: str, *, dont_know_at: int | None = None) -> tuple[int, ...]:
        """Return the sums at each score; `dont_know_at` is the score at which those stand who don't know, when they count."""
        sums: dict[int | None, int] = defaultdict(int)
        for row in self.answers:
            sums[dont_know_at if row.score is None else row.score] += _said(row, what)
        return tuple(sums[score] for score in range(scale[0], scale[1] + 1))


def figures(*, metric: str, by: Sequence[str] = (), filters: Filters | None = None, actor: Actor, confidence: float = 0.95) -> FigureTable:
    """Return the figure of each question of this metric, for each group.

    Costs one reading of the lake (two where an anonymous survey is filtered) and a query for each kind of name.

    Parameters
    ----------
    metric : str
        nps, csat, ces or rating.
    by : sequence of str
        unit, touchpoint, campaign, survey, kind, channel, language, sentiment, month, week, day or `attr.<key>`, in any number.
    filters : Filters
        What is looked at; the actor's scope narrows it further.

    Raises
    ------
    WrongFigure, WrongFilter
        Saying what was given and what is accepted.
    PermissionDenied
        If the actor sees no figures.
    """
    measured = metric_of(metric)
    columns = breakdown_columns(by)
    wanted = filters or Filters()
    query = CountQuery(
        by=(*_LEADING, *columns), where=conditions(wanted, actor=actor), metric=metric, start=wanted.start, end=wanted.end
    )  # fmt: skip
    series = _sorted_out(count_answers(query))
    hidden = {key: _hidden(cells) for key, cells in series.items()}
    if wanted != Filters() and any(cell.anonymous for cells in series.values() for cell in cells.values()):
        _hide_complements(series, hidden, replace(query, where=conditions(Filters(), actor=actor), start=None, end=None))
    questions = Question.objects.select_related("survey").in_bulk([question for question, _ in series])
    named = namers(by, [cell for cells in series.values() for cell in cells])
    rows = [
        row
        for key, cells in series.items()
        for row in _rows(
            metric=measured,
            question=questions[key[0]],
            kind=key[1],
            cells=cells,
            hidden=hidden[key],
            named=named,
            confidence=confidence,
        )
    ]  # fmt: skip
    return FigureTable(rows=sorted(rows, key=lambda row: _place(row, by)))


def _sorted_out(found: Sequence[CountRow]) -> dict[_Series, dict[tuple[object, ...], _Cell]]:
    series: dict[_Series, dict[tuple[object, ...], _Cell]] = defaultdict(dict)
    for row in found:
        question, kind, mode, *group = row.cell
        cell = series[cast("int", question), str(kind)].setdefault(tuple(group), _Cell([], anonymous=False))
        cell.answers.append(row)
        # An answer given anonymously protects the whole group.
        cell.anonymous = cell.anonymous or mode == Mode.ANONYMOUS
    return series


def _hidden(cells: Mapping[tuple[object, ...], _Cell]) -> set[tuple[object, ...]]:
    if not any(cell.anonymous for cell in cells.values()):
        return set()
    return hidden_cells({key: cell.n for key, cell in cells.items()})


def _hide_complements(
    series: Mapping[_Series, Mapping[tuple[object, ...], _Cell]], hidden: Mapping[_Series, set[tuple[object, ...]]], everything: CountQuery
) -> None:
    """Hide filtered groups of which so few are left out that everything less the filtered would show them."""
    for key, cells in _sorted_out(count_answers(everything)).items():
        for group, whole in cells.items():
            part = series.get(key, {}).get(group)
            if part is not None and (part.anonymous or whole.anonymous) and 0 < whole.n - part.n < HIDDEN_BELOW:
                hidden[key].add(group)


def _rows(
    *,
    metric: Metric,
    question: Question,
    kind: str,
    cells: Mapping[tuple[object, ...], _Cell],
    hidden: set[tuple[object, ...]],
    named: Sequence[Named],
    confidence: float,
) -> list[FigureRow]:
    weighted = any(row.weighted_n for cell in cells.values() for row in cell.answers)
    rows = []
    for group, cell in cells.items():
        keys: dict[str, object] = {}
        for name, value in zip(named, group, strict=True):
            keys |= name(value)
        empty = _empty_row(metric, question, kind, keys, anonymous=cell.anonymous, weighted=weighted)
        rows.append(replace(empty, hidden=True) if group in hidden else _figure(metric, empty, cell, confidence, question))
    return rows


def _empty_row(metric: Metric, question: Question, kind: str, keys: dict[str, object], *, anonymous: bool, weighted: bool) -> FigureRow:
    assert question.scale_min is not None
    assert question.scale_max is not None
    return FigureRow(
        keys=keys, survey=question.survey.name, survey_key=question.survey.key, question=question.text, question_key=question.key,
        kind=kind, metric=metric.key, scale=(question.scale_min, question.scale_max),
        estimate=None, n=None, n_eff=None, anonymous=anonymous, weighted=weighted,
    )  # fmt: skip


def _figure(metric: Metric, row: FigureRow, cell: _Cell, confidence: float, question: Question) -> FigureRow:
    # In a share, those who don't know are in n and not in the top boxes: as far as it goes, they stand at the lowest score.
    lowest = row.scale[0] if question.dont_know_counts else None
    counts, sums = cell.at_scores(row.scale, "n"), cell.at_scores(row.scale, "n", dont_know_at=lowest)
    n = sum(sums)
    sure, n_eff = Sureness(confidence), float(n)
    if row.weighted and n:
        sums = cell.at_scores(row.scale, "w", dont_know_at=lowest)
        scored = [each for each in cell.answers if each.score is not None or lowest is not None]
        n_eff = effective_sample_size_from_sums(sum(sums), sum(_said(each, "w2") for each in scored))
        sure = Sureness(confidence, n, n_eff)
    return replace(
        row,
        estimate=metric.estimate(sums, row.scale, sure) if n else None,
        n=n,
        n_eff=n_eff,
        words=small_group(metric, row.scale, counts) if too_few_for_a_figure(n) else None,
        counts=counts,
        sums=sums,
        dont_know=sum(each.n for each in cell.answers if each.score is None),
    )


def _said(row: CountRow, what: str) -> int:
    """Return answers, weights or squared weights. An answer without a weight among weighted ones weighs one."""
    plain = row.n - row.weighted_n
    return {"n": row.n, "w": row.w + plain * WEIGHT_UNIT, "w2": row.w2 + plain * WEIGHT_UNIT**2}[what]


def _place(row: FigureRow, by: Sequence[str]) -> tuple[Any, ...]:
    groups = ((row.keys[name] is None, str(row.keys[name] or "")) for name in by)
    return (row.survey, row.survey_key, row.question, row.question_key, row.kind, *groups)


def metrics_that_exist(*, filters: Filters, actor: Actor) -> list[str]:
    """Return the metrics with at least one answer among what is looked at: the most answered first, ratings last."""
    query = CountQuery(
        by=("metric",), where=(*conditions(filters, actor=actor), Condition("is_comment", (False,))), start=filters.start, end=filters.end
    )
    sizes: dict[str, int] = defaultdict(int)
    for row in count_answers(query):
        if row.score is not None:
            sizes[str(row.cell[0])] += row.n
    return sorted((metric for metric in sizes if metric), key=lambda metric: (metric == "rating", -sizes[metric], metric))
