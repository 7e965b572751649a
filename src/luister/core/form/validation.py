"""The one validator of answers, for every channel."""

from collections.abc import Callable, Mapping

from luister.core.form.answers import AnswerValue, Validated
from luister.core.form.errors import DONT_KNOW, AnswerRefused, FormError, shown
from luister.core.form.questionnaire import SCORES, Question, Questionnaire, QuestionType, text_in
from luister.core.form.reading import (
    is_empty,
    read_cells,
    read_choice,
    read_choices,
    read_contact,
    read_date,
    read_number,
    read_ranking,
    read_score,
    read_text,
    read_yes_no,
)


def validate_answers(questionnaire: Questionnaire, answers: Mapping[str, object]) -> Validated:
    """Check everything that was answered and turn it into typed values.

    Parameters
    ----------
    questionnaire : Questionnaire
        What was asked.
    answers : mapping of question key to given value
        Strings as a page sends them, JSON values or values out of a file. None, blank text and empty lists are no
        answer. `DONT_KNOW` is an answer where the question offers it.

    Returns
    -------
    Validated
        Values and errors by question key; a key that is no question is an error too. Text is kept exactly as given.
        Never raises for what a customer could send.
    """
    values: dict[str, AnswerValue] = {}
    errors = _unknown_questions(questionnaire, answers)
    for question in questionnaire.questions:
        try:
            value = _read(question, answers.get(question.key), language=questionnaire.default_language)
        except AnswerRefused as refused:
            errors[question.key] = refused.error
        else:
            if value is not None:
                values[question.key] = value
    return Validated(values, errors)


def _unknown_questions(questionnaire: Questionnaire, answers: Mapping[str, object]) -> dict[str, FormError]:
    known = [question.key for question in questionnaire.questions]
    accepted = ", ".join(known)
    return {key: FormError("unknown_question", {"given": shown(key), "accepted": accepted}) for key in answers if key not in known}


def _read(question: Question, given: object, *, language: str) -> AnswerValue | None:
    if is_empty(given):
        if question.required:
            raise AnswerRefused("required")
        return None
    if question.dont_know and given == DONT_KNOW:
        return AnswerValue(dont_know=True)
    value = _READERS[question.type](question, given)
    missing = [text_in(row.label, language, default=row.key) or row.key for row in question.rows if row.key not in value.cells]
    if question.required and missing:
        raise AnswerRefused("row_missing", given=", ".join(missing))
    return None if value == AnswerValue() else value


def _read_score(question: Question, given: object) -> AnswerValue:
    scale = question.scale
    return AnswerValue(score=read_score(given, minimum=scale[0], maximum=scale[-1]))


def _read_single(question: Question, given: object) -> AnswerValue:
    return AnswerValue(choices=(read_choice(given, accepted=_keys(question)),))


def _read_multiple(question: Question, given: object) -> AnswerValue:
    return AnswerValue(choices=read_choices(given, accepted=_keys(question)))


def _read_ranking(question: Question, given: object) -> AnswerValue:
    return AnswerValue(choices=read_ranking(given, accepted=_keys(question)))


def _read_matrix(question: Question, given: object) -> AnswerValue:
    return AnswerValue(cells=read_cells(given, rows=[row.key for row in question.rows], accepted=_keys(question)))


def _read_number(question: Question, given: object) -> AnswerValue:
    return AnswerValue(number=read_number(given, minimum=question.minimum, maximum=question.maximum))


def _read_date(_question: Question, given: object) -> AnswerValue:
    return AnswerValue(date=read_date(given))


def _read_text(question: Question, given: object) -> AnswerValue:
    return AnswerValue(text=read_text(given, max_length=question.max_length))


def _read_contact(_question: Question, given: object) -> AnswerValue:
    return AnswerValue(contact=read_contact(given))


def _read_yes_no(_question: Question, given: object) -> AnswerValue:
    return AnswerValue(choices=("yes" if read_yes_no(given) else "no",))


def _keys(question: Question) -> list[str]:
    return [choice.key for choice in question.choices]


_READERS: Mapping[QuestionType, Callable[[Question, object], AnswerValue]] = {
    **dict.fromkeys(SCORES, _read_score),
    QuestionType.SINGLE_CHOICE: _read_single,
    QuestionType.MULTIPLE_CHOICE: _read_multiple,
    QuestionType.RANKING: _read_ranking,
    QuestionType.MATRIX: _read_matrix,
    QuestionType.NUMBER: _read_number,
    QuestionType.DATE: _read_date,
    QuestionType.TEXT: _read_text,
    QuestionType.CONTACT: _read_contact,
    QuestionType.YES_NO: _read_yes_no,
}
