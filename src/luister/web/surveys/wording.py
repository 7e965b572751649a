"""The wording of a survey: every text in every language, in one form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from luister.web.public.languages import name_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from luister.core.form import Question, Questionnaire

LONGEST = 1000


@dataclass(frozen=True)
class Text:
    """One text of the questionnaire: the name of its field, and what it is."""

    name: str
    label: str
    value: str
    rows: int


class WordingForm(forms.Form):
    """All texts of a questionnaire. The main language needs all of them; elsewhere an empty text falls back to it."""

    def __init__(self, *args: Any, questionnaire: Questionnaire, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questionnaire = questionnaire
        for language in questionnaire.languages:
            for text in _texts(questionnaire, language):
                self.fields[text.name] = forms.CharField(
                    label=text.label,
                    initial=text.value,
                    required=language == questionnaire.default_language,
                    max_length=LONGEST,
                    widget=forms.Textarea(attrs={"rows": text.rows, "lang": language}),
                )

    def by_language(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the fields under the name of each language, the main one first."""
        main = self.questionnaire.default_language
        codes = sorted(self.questionnaire.languages, key=lambda code: code != main)
        return [(name_of(code), [self[text.name] for text in _texts(self.questionnaire, code)]) for code in codes]

    def definition(self) -> dict[str, object]:
        """Return the questionnaire with the new texts, as `surveys.services.revise_survey` takes it."""
        questions = tuple(self._worded(question) for question in self.questionnaire.questions)
        return replace(self.questionnaire, questions=questions).to_data()

    def _worded(self, question: Question) -> Question:
        labels = {score: self._said(f"{question.key}.label.{score}", texts) for score, texts in question.labels.items()}
        return replace(question, prompt=self._said(f"{question.key}.prompt", question.prompt), labels=labels)

    def _said(self, stem: str, before: Mapping[str, str]) -> dict[str, str]:
        given = {language: self.cleaned_data.get(f"{language}.{stem}", "") for language in self.questionnaire.languages}
        return {language: text for language, text in given.items() if text} or dict(before)


def _texts(questionnaire: Questionnaire, language: str) -> Iterator[Text]:
    for question in questionnaire.questions:
        yield Text(f"{language}.{question.key}.prompt", _("Question"), question.prompt.get(language, ""), 2)
        for score, texts in sorted(question.labels.items()):
            label = _("Words at %(score)s") % {"score": score}
            yield Text(f"{language}.{question.key}.label.{score}", label, texts.get(language, ""), 1)
