"""Questions as the page shows them: words in one language, with what was answered so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from luister.core.form import DONT_KNOW, Question, Questionnaire, QuestionType
from luister.web.public.answers import field_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Say = Callable[[Mapping[str, str]], str]


@dataclass(frozen=True, kw_only=True)
class Option:
    """One thing to choose. `hint` is said to those who do not see the scale's ends."""

    name: str
    value: str
    label: str
    hint: str = ""
    chosen: bool = False
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, kw_only=True)
class QuestionView:
    """A question for the template `public/questions/<template>.html`."""

    name: str
    type: str
    template: str
    prompt: str
    help: str
    required: bool
    error: str
    value: str
    options: tuple[Option, ...] = ()
    rows: tuple[Option, ...] = ()
    low: str = ""
    high: str = ""
    minimum: str = ""
    maximum: str = ""
    max_length: int | None = None
    dont_know: bool = False
    says_dont_know: bool = False
    contact: Mapping[str, str] = field(default_factory=dict)

    @property
    def described_by(self) -> str:
        """Return the ids of help and error, for `aria-describedby`."""
        return " ".join(f"{self.name}-{part}" for part, there in (("help", self.help), ("error", self.error)) if there)


_TEMPLATES = {
    QuestionType.SINGLE_CHOICE: "choice",
    QuestionType.YES_NO: "choice",
    QuestionType.MULTIPLE_CHOICE: "choices",
    QuestionType.MATRIX: "matrix",
    QuestionType.RANKING: "ranking",
    QuestionType.NUMBER: "line",
    QuestionType.DATE: "line",
    QuestionType.TEXT: "text",
    QuestionType.CONTACT: "contact",
}


def question_views(
    questionnaire: Questionnaire,
    language: str,
    *,
    answers: Mapping[str, object] | None = None,
    errors: Mapping[str, str] | None = None,
    yes_no: tuple[str, str] = ("", ""),
) -> list[QuestionView]:
    """Return all questions in `language` (each text falls back to the default language). `yes_no`: how the page says yes and no."""

    def say(texts: Mapping[str, str]) -> str:
        return questionnaire.text(texts, language)

    given, wrong = answers or {}, errors or {}
    return [_view(question, say, given.get(question.key), wrong.get(question.key, ""), yes_no) for question in questionnaire.questions]


def _view(question: Question, say: Say, given: object, error: str, yes_no: tuple[str, str]) -> QuestionView:
    labels = {score: say(texts) for score, texts in question.labels.items()}
    scale = question.scale
    return QuestionView(
        name=field_name(question),
        type=question.type.value,
        template=_TEMPLATES.get(question.type, "scale"),
        prompt=say(question.prompt),
        help=say(question.help),
        required=question.required,
        error=error,
        value=given if isinstance(given, str) else "",
        options=_options(question, say, given, yes_no, labels),
        rows=_rows(question, say, given),
        low=labels.get(scale[0], "") if scale else "",
        high=labels.get(scale[-1], "") if scale else "",
        minimum="" if question.minimum is None else f"{question.minimum:g}",
        maximum="" if question.maximum is None else f"{question.maximum:g}",
        max_length=question.max_length if question.type is QuestionType.TEXT else None,
        dont_know=question.dont_know,
        says_dont_know=given == DONT_KNOW,
        contact={key: str(value) for key, value in given.items()}
        if isinstance(given, dict) and question.type is QuestionType.CONTACT
        else {},
    )


def _options(question: Question, say: Say, given: object, yes_no: tuple[str, str], labels: Mapping[int, str]) -> tuple[Option, ...]:
    name = field_name(question)
    if question.is_score:
        pairs = [(str(point), str(point), labels.get(point, "")) for point in question.scale]
    elif question.type is QuestionType.YES_NO:
        pairs = [("yes", yes_no[0], ""), ("no", yes_no[1], "")]
    elif question.type in {QuestionType.SINGLE_CHOICE, QuestionType.MULTIPLE_CHOICE, QuestionType.MATRIX}:
        pairs = [(choice.key, say(choice.label), "") for choice in question.choices]
    else:
        pairs = []
    chosen = given if isinstance(given, list) else [given]
    return tuple(Option(name=name, value=value, label=label, hint=hint, chosen=value in chosen) for value, label, hint in pairs)


def _rows(question: Question, say: Say, given: object) -> tuple[Option, ...]:
    parts = given if isinstance(given, dict) else {}
    if question.type is QuestionType.MATRIX:
        options, rows = [(choice.key, say(choice.label)) for choice in question.choices], question.rows
    elif question.type is QuestionType.RANKING:
        options, rows = [(str(place), str(place)) for place in range(1, len(question.choices) + 1)], question.choices
    else:
        return ()
    return tuple(
        Option(
            name=(name := field_name(question, row.key)),
            value=row.key,
            label=say(row.label),
            options=tuple(Option(name=name, value=value, label=label, chosen=parts.get(row.key) == value) for value, label in options),
        )
        for row in rows
    )
