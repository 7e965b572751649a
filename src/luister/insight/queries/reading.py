"""Asks the lake, together with what is not yet published."""

from __future__ import annotations

from luister.feedback.queries import lake_rows, pending_keys
from luister.lake import CountQuery, CountRow, LakeDamaged, LakeMoved
from luister.lake.queries import counts, counts_of, mark

_TRIES = 5


def count_answers(query: CountQuery) -> list[CountRow]:
    """Return the counts of everything that was answered until now.

    While the lake is damaged they come straight from SQL: slower, and the same numbers. The worker rebuilds it meanwhile.
    """
    for _ in range(_TRIES):
        since = mark()
        waiting = pending_keys()
        try:
            return counts(query, pending=lake_rows(waiting), pending_keys=waiting, since=since)
        except LakeMoved:
            continue
        except LakeDamaged:
            break
    return counts_of(query, lake_rows(None))
