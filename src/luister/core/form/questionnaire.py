"""What is asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

DEFAULT_TEXT_LENGTH = 10_000
MAX_TEXT_LENGTH = 20_000


class Metric(StrEnum):
    """What a score measures. Other questions carry no figure."""

    NPS = "nps"
    CSAT = "csat"
    CES = "ces"
    RATING = "rating"


class QuestionType(StrEnum):
    """Every kind of question that the intake carries."""

    NPS = "nps"
    CSAT = "csat"
    CES = "ces"
    RATING = "rating"
    SINGLE_CHOICE = "single_choice"
    MULTIPLE_CHOICE = "multiple_choice"
    MATRIX = "matrix"
    RANKING = "ranking"
    NUMBER = "number"
    DATE = "date"
    TEXT = "text"
    CONTACT = "contact"
    YES_NO = "yes_no"

    @property
    def metric(self) -> Metric | None:
        """What a question of this type measures."""
        return Metric(self.value) if self in SCORES else None


SCORES = frozenset({QuestionType.NPS, QuestionType.CSAT, QuestionType.CES, QuestionType.RATING})
FIXED_SCALES: Mapping[QuestionType, tuple[int, int]] = {QuestionType.NPS: (0, 10), QuestionType.CSAT: (1, 5), QuestionType.CES: (1, 7)}
WITH_CHOICES = frozenset({QuestionType.SINGLE_CHOICE, QuestionType.MULTIPLE_CHOICE, QuestionType.MATRIX, QuestionType.RANKING})


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be chosen: a stable key and its label by language."""

    key: str
    label: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question. Answers refer to it by `key`, never by its place.

    Attributes
    ----------
    prompt, help : mapping of language to text
        The wording; `{organisation}` in it is a placeholder, see `fill_placeholders`.
    minimum, maximum : float, optional
        Ends of the scale (whole numbers for a score), or bounds of a number.
    labels : mapping of score to mapping of language to text
        Words at points of the scale, usually its ends.
    choices, rows : tuple of Choice
        What can be chosen or ranked; the rows of a matrix, each answered with one choice.
    max_length : int
        Characters that a text may have.
    dont_know : bool
        Whether "don't know" is an answer that can be given.
    """

    key: str
    type: QuestionType
    prompt: Mapping[str, str]
    metric: Metric | None = None
    help: Mapping[str, str] = field(default_factory=dict)
    required: bool = False
    minimum: float | None = None
    maximum: float | None = None
    labels: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    rows: tuple[Choice, ...] = ()
    max_length: int = DEFAULT_TEXT_LENGTH
    dont_know: bool = False

    @property
    def is_score(self) -> bool:
        """Whether the answer is a whole number on a scale."""
        return self.type in SCORES

    @property
    def scale(self) -> tuple[int, ...]:
        """Scores from the lowest to the highest; empty for a question without a scale."""
        if not self.is_score or self.minimum is None or self.maximum is None:
            return ()
        return tuple(range(int(self.minimum), int(self.maximum) + 1))

    def to_data(self) -> dict[str, object]:
        """Return plain data for JSON; `parse_questionnaire` reads it back. What is at its default is left out."""
        data: dict[str, object] = {"key": self.key, "type": self.type.value, "prompt": dict(self.prompt)}
        optional: dict[str, object] = {
            "metric": self.metric.value if self.metric else None,
            "help": dict(self.help),
            "required": self.required,
            "labels": {str(score): dict(text) for score, text in self.labels.items()},
            "choices": [{"key": choice.key, "label": dict(choice.label)} for choice in self.choices],
            "rows": [{"key": row.key, "label": dict(row.label)} for row in self.rows],
            "max_length": self.max_length if self.max_length != DEFAULT_TEXT_LENGTH else None,
            "dont_know": self.dont_know,
        }
        bounds = {"minimum": self.minimum, "maximum": self.maximum}
        return data | {name: value for name, value in bounds.items() if value is not None} | {k: v for k, v in optional.items() if v}


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """Questions in their order, and the languages they are asked in (the default one among them)."""

    questions: tuple[Question, ...]
    default_language: str
    languages: tuple[str, ...]

    def question(self, key: str) -> Question:
        """Return the question with that key, or raise KeyError naming the keys there are."""
        for question in self.questions:
            if question.key == key:
                return question
        raise KeyError(f"No question {key!r}; there are {', '.join(question.key for question in self.questions)}.")

    def text(self, texts: Mapping[str, str], language: str) -> str:
        """Pick the text in `language`, or in the default language where it was not translated."""
        return text_in(texts, language, default=self.default_language)

    def to_data(self) -> dict[str, object]:
        """Return plain data for JSON; `parse_questionnaire` reads it back."""
        return {
            "default_language": self.default_language,
            "languages": list(self.languages),
            "questions": [question.to_data() for question in self.questions],
        }


def text_in(texts: Mapping[str, str], language: str, *, default: str) -> str:
    """Pick the text in `language`, else in its base language (`nl` for `nl-BE`), else in `default`, else nothing."""
    for code in (language, language.partition("-")[0], default):
        if code in texts:
            return texts[code]
    return ""
