"""Reads of cases. One file for each subject; callers import from here."""

from luister.action.queries.cases import (
    Contact,
    Turn,
    WaitingCounts,
    Whose,
    case_rules,
    cases_for,
    contact_of,
    due_for,
    history_of,
    known_of,
    overdue_unreminded,
    timeline_of,
    visible_cases,
    waiting_counts,
)
from luister.action.queries.owners import choose_owner, possible_owners
from luister.action.queries.responses import facts_of, matching_responses

__all__ = [
    "Contact",
    "Turn",
    "WaitingCounts",
    "Whose",
    "case_rules",
    "cases_for",
    "choose_owner",
    "contact_of",
    "due_for",
    "facts_of",
    "history_of",
    "known_of",
    "matching_responses",
    "overdue_unreminded",
    "possible_owners",
    "timeline_of",
    "visible_cases",
    "waiting_counts",
]
