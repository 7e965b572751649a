"""Rules of questionnaires that need no query."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from luister.core.form import Choice, Question, Questionnaire, QuestionType, fill_placeholders
from luister.surveys.enums import Kind, Metric

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_PROPOSED = {Kind.RELATIONSHIP: Metric.NPS, Kind.TRANSACTIONAL: Metric.CSAT, Kind.AD_HOC: Metric.CSAT}
_NUMBERED = re.compile(r"-[0-9]+$")


class SurveyRefused(ValueError):
    """Something about a survey is not possible; the message is a translated sentence for the person who asked."""


def proposed_metric(kind: str) -> Metric:
    """Return what to ask by default: NPS of the relationship, satisfaction after a contact (one call says little of a recommendation)."""
    return _PROPOSED[Kind(kind)]


def filled(questionnaire: Questionnaire, values: Mapping[str, str]) -> Questionnaire:
    """Return the questionnaire with `{organisation}` and the like filled in: exactly what a customer reads."""

    def said(texts: Mapping[str, str]) -> dict[str, str]:
        return {language: fill_placeholders(text, values) for language, text in texts.items()}

    def choices(given: Sequence[Choice]) -> tuple[Choice, ...]:
        return tuple(Choice(choice.key, said(choice.label)) for choice in given)

    questions = tuple(
        replace(
            question,
            prompt=said(question.prompt),
            help=said(question.help),
            labels={score: said(label) for score, label in question.labels.items()},
            choices=choices(question.choices),
            rows=choices(question.rows),
        )
        for question in questionnaire.questions
    )
    return replace(questionnaire, questions=questions)


def with_own_series(questionnaire: Questionnaire, published: Sequence[Questionnaire]) -> Questionnaire:
    """Give each question that changed since it was last published a new key, so that its figures start a new series.

    `published` are the earlier versions, oldest first. Changed means: another type or scale, other choices, or another wording
    in a language that both have. A language added, an order changed or a help text does not start a new series.
    """
    latest = {question.key: question for version in published for question in version.questions}
    taken = {*latest, *(question.key for question in questionnaire.questions)}
    questions = []
    for question in questionnaire.questions:
        before = latest.get(question.key)
        if before is None or _same_series(before, question):
            questions.append(question)
            continue
        key = _next_key(question.key, taken)
        taken.add(key)
        questions.append(replace(question, key=key))
    return replace(questionnaire, questions=tuple(questions))


def asks_for_contact(questionnaire: Questionnaire) -> bool:
    """Return whether the customer is asked to say who they are."""
    return any(question.type is QuestionType.CONTACT for question in questionnaire.questions)


def _next_key(key: str, taken: set[str]) -> str:
    stem = _NUMBERED.sub("", key)[:72]
    return next(candidate for number in range(2, len(taken) + 3) if (candidate := f"{stem}-{number}") not in taken)


def _same_series(before: Question, after: Question) -> bool:
    fixed = (before.type, before.minimum, before.maximum, before.dont_know) == (after.type, after.minimum, after.maximum, after.dont_know)
    return (
        fixed
        and _same_words(before.prompt, after.prompt)
        and all(_same_words(before.labels.get(score, {}), after.labels.get(score, {})) for score in {*before.labels, *after.labels})
        and _same_choices(before.choices, after.choices)
        and _same_choices(before.rows, after.rows)
    )


def _same_words(before: Mapping[str, str], after: Mapping[str, str]) -> bool:
    return bool(before) == bool(after) and all(before[language] == after[language] for language in {*before} & {*after})


def _same_choices(before: Sequence[Choice], after: Sequence[Choice]) -> bool:
    earlier, later = ({choice.key: choice.label for choice in choices} for choices in (before, after))
    return earlier.keys() == later.keys() and all(_same_words(label, later[key]) for key, label in earlier.items())
