"""Reads of feedback: lists of responses by filters and words, rows for the lake, and stories for the morning."""

from luister.feedback.queries.listing import for_list, responses, unread_responses
from luister.feedback.queries.names import known_to, named_ids
from luister.feedback.queries.person import said_by
from luister.feedback.queries.rows import lake_rows, pending_keys
from luister.feedback.queries.search import with_words
from luister.feedback.queries.stories import story_candidates

__all__ = [
    "for_list",
    "known_to",
    "lake_rows",
    "named_ids",
    "pending_keys",
    "responses",
    "said_by",
    "story_candidates",
    "unread_responses",
    "with_words",
]
