"""Questionnaires, and the one validator of answers for every channel (page, API, import).

`parse_questionnaire` turns stored or received data into a `Questionnaire`, `validate_answers` turns what somebody
answered into typed values. Neither raises on bad answers: what is wrong comes back as `FormError`s, whose English
messages the edges translate.
"""

from luister.core.form.answers import AnswerValue, Contact, Validated
from luister.core.form.errors import DONT_KNOW, MESSAGES, FormError, InvalidQuestionnaire, Problem
from luister.core.form.parsing import parse_questionnaire
from luister.core.form.placeholders import fill_placeholders
from luister.core.form.questionnaire import Choice, Metric, Question, Questionnaire, QuestionType, text_in
from luister.core.form.standard import FormOfAddress, standard_questionnaire
from luister.core.form.validation import validate_answers

__all__ = [
    "DONT_KNOW",
    "MESSAGES",
    "AnswerValue",
    "Choice",
    "Contact",
    "FormError",
    "FormOfAddress",
    "InvalidQuestionnaire",
    "Metric",
    "Problem",
    "Question",
    "QuestionType",
    "Questionnaire",
    "Validated",
    "fill_placeholders",
    "parse_questionnaire",
    "standard_questionnaire",
    "text_in",
    "validate_answers",
]
