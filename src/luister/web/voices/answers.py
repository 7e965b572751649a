"""Answers that are no scores, in the words in which they were offered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import formats
from django.utils.dateparse import parse_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luister.core.form import Choice, InvalidQuestionnaire, Question, parse_questionnaire, text_in
from luister.feedback.models import Answer, Response


def other_answers(response: Response) -> list[tuple[str, str]]:
    """Return question and answer, in words, of everything that was answered and is no score on a metric."""
    questions = _questions(response)
    others = [answer for answer in response.answers.all() if answer.score is None or not answer.question.metric]
    return [(answer.question.text, _words(answer, questions.get(answer.question.key))) for answer in others]


def _questions(response: Response) -> dict[str, Question]:
    if response.version is None:
        return {}
    try:
        return {question.key: question for question in parse_questionnaire(response.version.definition).questions}
    except InvalidQuestionnaire:
        # The version of an import has no questionnaire of ours: keys are shown as they are.
        return {}


def _words(answer: Answer, question: Question | None) -> str:
    if answer.dont_know:
        return _("don't know")
    if answer.score is not None:
        return str(answer.score)
    value: Mapping[str, Any] = answer.value if isinstance(answer.value, dict) else {"choices": [str(answer.value)]}
    choices = _labels(question.choices if question else ())
    rows = _labels(question.rows if question else ())
    if "cells" in value:
        return "; ".join(f"{rows.get(row, row)}: {choices.get(choice, choice)}" for row, choice in dict(value["cells"]).items())
    if "number" in value:
        return str(formats.localize(value["number"]))
    if day := parse_date(str(value.get("date", ""))):
        return formats.date_format(day)
    plain = {"yes": _("yes"), "no": _("no")}
    return ", ".join(choices.get(choice) or plain.get(choice, choice) for choice in value.get("choices", []))


def _labels(choices: tuple[Choice, ...]) -> dict[str, str]:
    language = get_language() or "en"
    return {choice.key: text_in(choice.label, language, default="en") or choice.key for choice in choices}
