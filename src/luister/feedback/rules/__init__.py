"""Pure rules of feedback: filters and their addresses, what counts as the same payload, how words are compared."""

from luister.feedback.rules.filters import FILTER_NAMES, SCORE_GROUPS, Filters, WrongFilter, only_filters, parse_filters
from luister.feedback.rules.payload import day_start, payload_digest
from luister.feedback.rules.words import MAX_WORDS, fold_words, search_words

__all__ = [
    "FILTER_NAMES",
    "MAX_WORDS",
    "SCORE_GROUPS",
    "Filters",
    "WrongFilter",
    "day_start",
    "fold_words",
    "only_filters",
    "parse_filters",
    "payload_digest",
    "search_words",
]
