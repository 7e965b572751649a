"""Reads of feedback: lists of responses by filters and words, rows for the lake, and stories for the morning."""

from luister.feedback.queries.listing import for_list, responses, unread_responses
from luister.feedback.queries.names import campaign_ids, survey_ids, tag_ids, touchpoint_ids, unit_ids
from luister.feedback.queries.person import said_by
from luister.feedback.queries.rows import lake_rows, pending_keys
from luister.feedback.queries.search import with_words
from luister.feedback.queries.stories import story_candidates

__all__ = [
    "campaign_ids",
    "for_list",
    "lake_rows",
    "pending_keys",
    "responses",
    "said_by",
    "story_candidates",
    "survey_ids",
    "tag_ids",
    "touchpoint_ids",
    "unit_ids",
    "unread_responses",
    "with_words",
]
