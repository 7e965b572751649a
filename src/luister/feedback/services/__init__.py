"""Writes of feedback: the ways in for answers, sorting, reading, and the ways out."""

from luister.feedback.services.accepting import accept
from luister.feedback.services.outcomes import Accepted, AlreadyAnswered, AnswersInvalid, KeyUsedForOtherAnswer, SurveyNotOpen
from luister.feedback.services.reading import read_comments

__all__ = ["Accepted", "AlreadyAnswered", "AnswersInvalid", "KeyUsedForOtherAnswer", "SurveyNotOpen", "accept", "read_comments"]
