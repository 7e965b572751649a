"""From a posted form to answers: the names of fields, and what is kept of them when a page has to come back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from luister.core.form import DONT_KNOW, Question, Questionnaire, QuestionType

if TYPE_CHECKING:
    from django.http import QueryDict

PREFIX = "q-"
_CARRIED = ("page", "lang")
_SHORT = 3


def field_name(question: Question, part: str = "") -> str:
    """Return the name of a form field: of the question, or of a part of it (a row, a choice to rank, an address)."""
    return f"{PREFIX}{question.key}.{part}" if part else f"{PREFIX}{question.key}"


def read_answers(questionnaire: Questionnaire, posted: QueryDict) -> dict[str, object]:
    """Return what was answered by question key, unchecked; fields that no question has are ignored."""
    return {question.key: _read(question, posted) for question in questionnaire.questions}


def _read(question: Question, posted: QueryDict) -> object:
    name = field_name(question)
    if question.type is QuestionType.MULTIPLE_CHOICE:
        chosen = posted.getlist(name)
        return DONT_KNOW if chosen == [DONT_KNOW] else chosen
    if question.type is QuestionType.CONTACT:
        parts = {part: posted.get(field_name(question, part), "") for part in ("name", "email", "phone")}
        return {"consent": posted.get(name) or "no", **parts}
    if question.type in {QuestionType.MATRIX, QuestionType.RANKING}:
        if posted.get(name) == DONT_KNOW:
            return DONT_KNOW
        parts_of = question.rows if question.type is QuestionType.MATRIX else question.choices
        given = {part.key: posted.get(field_name(question, part.key), "") for part in parts_of}
        return {key: value for key, value in given.items() if value.strip()}
    return posted.get(name, "")


def carried_fields(posted: QueryDict) -> list[tuple[str, str]]:
    """Return all answers of a form as (name, value), for a page that offers to send them again."""
    return [(name, value) for name, values in posted.lists() if name.startswith(PREFIX) or name in _CARRIED for value in values if value]


def kept_texts(posted: QueryDict, questionnaire: Questionnaire | None = None) -> list[str]:
    """Return what somebody wrote in their own words, to be shown for copying. Without the questionnaire: all that looks like it."""
    if questionnaire is not None:
        names = {field_name(question) for question in questionnaire.questions if question.type is QuestionType.TEXT}
        return [value for name in names if (value := posted.get(name, "").strip())]
    return [
        value
        for name, values in posted.lists()
        if name.startswith(PREFIX)
        for value in values
        if len(value.strip()) >= _SHORT and value != DONT_KNOW
    ]


def lacks_address(question: Question, answer: object) -> bool:
    """Return whether somebody wants to be contacted and gave no way to do it."""
    if question.type is not QuestionType.CONTACT or not isinstance(answer, dict):
        return False
    return answer["consent"] != "no" and not (answer["email"].strip() or answer["phone"].strip())
