"""Writes of feedback: the ways in for answers, reading, sorting, and the ways out."""

from luister.feedback.services.accepting import accept
from luister.feedback.services.importing import PreparedAnswer, PreparedComment, PreparedResponse, Stored, store_rows, undo_batch
from luister.feedback.services.keeping import forget_in_imports, forget_old_imports
from luister.feedback.services.outcomes import Accepted, AlreadyAnswered, AnswersInvalid, KeyUsedForOtherAnswer, SurveyNotOpen
from luister.feedback.services.reading import ReadingFailed, read_comments
from luister.feedback.services.removing import forget_customer, remove_responses
from luister.feedback.services.sorting import WrongTag, set_reading_state, tag_response, untag_response

__all__ = [
    "Accepted",
    "AlreadyAnswered",
    "AnswersInvalid",
    "KeyUsedForOtherAnswer",
    "PreparedAnswer",
    "PreparedComment",
    "PreparedResponse",
    "ReadingFailed",
    "Stored",
    "SurveyNotOpen",
    "WrongTag",
    "accept",
    "forget_customer",
    "forget_in_imports",
    "forget_old_imports",
    "read_comments",
    "remove_responses",
    "set_reading_state",
    "store_rows",
    "tag_response",
    "undo_batch",
    "untag_response",
]
