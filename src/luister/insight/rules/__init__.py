"""Rules of figures: which statistic a metric has, what is too few, and how it is said. No queries here."""

from luister.insight.rules.hiding import hidden_cells
from luister.insight.rules.metrics import METRICS, Metric, WrongFigure, metric_of
from luister.insight.rules.records import as_record, columns_of, safe_cell
from luister.insight.rules.rows import COMPARED_FROM, HIDDEN_BELOW, WORDS_BELOW, FigureRow, FigureTable
from luister.insight.rules.words import answers, change, difference, moods, sentence, small_group, too_few_for_a_figure

__all__ = [
    "COMPARED_FROM",
    "HIDDEN_BELOW",
    "METRICS",
    "WORDS_BELOW",
    "FigureRow",
    "FigureTable",
    "Metric",
    "WrongFigure",
    "answers",
    "as_record",
    "change",
    "columns_of",
    "difference",
    "hidden_cells",
    "metric_of",
    "moods",
    "safe_cell",
    "sentence",
    "small_group",
    "too_few_for_a_figure",
]
