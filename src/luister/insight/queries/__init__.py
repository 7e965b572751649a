"""Reads of insight: figures by group, and which metrics there are."""

from luister.insight.queries.conditions import COLUMNS
from luister.insight.queries.figures import figures, metrics_that_exist
from luister.insight.queries.reading import count_answers

__all__ = ["COLUMNS", "count_answers", "figures", "metrics_that_exist"]
