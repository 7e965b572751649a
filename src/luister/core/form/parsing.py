"""From data to a questionnaire, naming everything that is wrong at once."""

import re
from collections.abc import Mapping
from typing import TypeAlias

from luister.core.form.errors import InvalidQuestionnaire, Problem, shown
from luister.core.form.questionnaire import (
    DEFAULT_TEXT_LENGTH,
    FIXED_SCALES,
    MAX_TEXT_LENGTH,
    SCORES,
    WITH_CHOICES,
    Choice,
    Metric,
    Question,
    Questionnaire,
    QuestionType,
)
from luister.core.form.reading import as_number, is_storable

Data: TypeAlias = Mapping[str, object]

_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
_LANGUAGE = re.compile(r"[a-z]{2}(?:-[A-Z]{2})?")
_MAX_QUESTIONS, _MAX_CHOICES, _MAX_WORDING = 200, 200, 1000
_SCALE_LIMIT, _DEFAULT_RATING = 100, (1, 5)
_QUESTIONNAIRE_FIELDS = ("default_language", "languages", "questions")
_QUESTION_FIELDS = (
    "key", "type", "metric", "prompt", "help", "required", "minimum", "maximum", "labels", "choices", "rows", "max_length", "dont_know",
)  # fmt: skip


def parse_questionnaire(data: Mapping[str, object]) -> Questionnaire:
    """Read a questionnaire from plain data, as `Questionnaire.to_data` writes it.

    Parameters
    ----------
    data : mapping
        `default_language`, `languages`, and `questions`, a list of mappings with at least `key`, `type` and `prompt`
        (text by language; the default language must be there). NPS, CSAT and CES have fixed scales.

    Raises
    ------
    InvalidQuestionnaire
        With a `Problem` (path, given, accepted) for everything that is wrong.
    """
    return _Parser().questionnaire(data)


class _Parser:
    """Collects problems on its way, so that an author sees all of them at once."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.languages: tuple[str, ...] = ()
        self.default_language = ""

    def questionnaire(self, data: object) -> Questionnaire:
        fields = self.fields(data, "questionnaire", _QUESTIONNAIRE_FIELDS)
        self.languages = self._languages(fields.get("languages"))
        self.default_language = self._default_language(fields.get("default_language"))
        questions = tuple(self.question(item, f"questions[{n}]") for n, item in self.items(fields.get("questions"), "questions"))
        if not questions:
            self.problem("questions", fields.get("questions"), "at least one question")
        self.unique([question.key for question in questions], "questions")
        if self.problems:
            raise InvalidQuestionnaire(tuple(self.problems))
        return Questionnaire(questions, self.default_language, self.languages)

    def question(self, data: object, path: str) -> Question:
        fields = self.fields(data, path, _QUESTION_FIELDS)
        kind = self.type(fields.get("type"), f"{path}.type")
        minimum, maximum = self.bounds(fields, kind, path)
        return Question(
            key=self.key(fields.get("key"), f"{path}.key"),
            type=kind,
            prompt=self.texts(fields.get("prompt"), f"{path}.prompt"),
            metric=self.metric(fields.get("metric"), kind, f"{path}.metric"),
            help=self.texts(fields["help"], f"{path}.help") if fields.get("help") else {},
            required=self.flag(fields.get("required", False), f"{path}.required"),
            minimum=minimum,
            maximum=maximum,
            labels=self.labels(fields.get("labels") or {}, minimum, maximum, kind, f"{path}.labels"),
            choices=self.choices(fields.get("choices"), f"{path}.choices", wanted=kind in WITH_CHOICES),
            rows=self.choices(fields.get("rows"), f"{path}.rows", wanted=kind is QuestionType.MATRIX),
            max_length=self.max_length(fields.get("max_length", DEFAULT_TEXT_LENGTH), kind, f"{path}.max_length"),
            dont_know=self.dont_know(fields.get("dont_know", False), kind, f"{path}.dont_know"),
        )

    def problem(self, path: str, given: object, accepted: str) -> None:
        self.problems.append(Problem(path, "nothing" if given is None else shown(given), accepted))

    def fields(self, data: object, path: str, accepted: tuple[str, ...]) -> Data:
        if not isinstance(data, Mapping):
            self.problem(path, data, f"a mapping with {', '.join(accepted)}")
            return {}
        for name in data:
            if name not in accepted:
                self.problem(path, name, ", ".join(accepted))
        return data

    def items(self, data: object, path: str, limit: int = _MAX_QUESTIONS) -> list[tuple[int, object]]:
        if not isinstance(data, list | tuple) or len(data) > limit:
            self.problem(path, data if not isinstance(data, list | tuple) else f"{len(data)} entries", f"a list of up to {limit} entries")
            return []
        return list(enumerate(data))

    def unique(self, keys: list[str], path: str) -> None:
        for key in sorted({key for key in keys if keys.count(key) > 1}):
            self.problem(path, f"{key} twice", "each key once")

    def key(self, value: object, path: str) -> str:
        if isinstance(value, str) and _KEY.fullmatch(value):
            return value
        self.problem(path, value, "1 to 80 of a-z, 0-9, - and _, starting with a letter or figure")
        return ""

    def type(self, value: object, path: str) -> QuestionType:
        if isinstance(value, str) and value in list(QuestionType):
            return QuestionType(value)
        self.problem(path, value, ", ".join(QuestionType))
        return QuestionType.TEXT

    def metric(self, value: object, kind: QuestionType, path: str) -> Metric | None:
        expected = kind.metric
        if value is not None and value != expected:
            self.problem(path, value, f"{expected.value}, or nothing" if expected else "nothing: only a score measures something")
        return expected

    def flag(self, value: object, path: str) -> bool:
        if isinstance(value, bool):
            return value
        self.problem(path, value, "true or false")
        return False

    def dont_know(self, value: object, kind: QuestionType, path: str) -> bool:
        offered = self.flag(value, path)
        if offered and kind in {QuestionType.TEXT, QuestionType.CONTACT}:
            self.problem(path, value, f"false for {kind.value}")
        return offered

    def texts(self, value: object, path: str) -> dict[str, str]:
        if not isinstance(value, Mapping):
            self.problem(path, value, f"a text for {self.default_language}, and for other languages of {', '.join(self.languages)}")
            return {}
        for language, text in value.items():
            if language not in self.languages:
                self.problem(path, language, ", ".join(self.languages))
            if not isinstance(text, str) or not text.strip() or len(text) > _MAX_WORDING or not is_storable(text):
                self.problem(f"{path}.{shown(language)}", text, f"a text of 1 to {_MAX_WORDING} characters")
        if self.default_language not in value:
            self.problem(path, ", ".join(map(shown, value)) or None, f"a text in the default language, {self.default_language}")
        return dict(value)

    def bounds(self, fields: Data, kind: QuestionType, path: str) -> tuple[float | None, float | None]:
        given = (self.bound(fields, "minimum", path), self.bound(fields, "maximum", path))
        if kind in SCORES:
            return self.scale(given, kind, path)
        if kind is not QuestionType.NUMBER and given != (None, None):
            self.problem(path, "minimum or maximum", f"neither for {kind.value}")
        if given[0] is not None and given[1] is not None and given[0] > given[1]:
            self.problem(path, f"{given[0]:g} to {given[1]:g}", "a minimum that is at most the maximum")
        return given

    def bound(self, fields: Data, name: str, path: str) -> float | None:
        value = fields.get(name)
        number = None if isinstance(value, str) else as_number(value)
        if value is not None and number is None:
            self.problem(f"{path}.{name}", value, "a finite number")
        return number

    def scale(self, given: tuple[float | None, float | None], kind: QuestionType, path: str) -> tuple[int, int]:
        default = FIXED_SCALES.get(kind, _DEFAULT_RATING)
        minimum, maximum = (default[place] if value is None else value for place, value in enumerate(given))
        if kind in FIXED_SCALES:
            fits, accepted = (minimum, maximum) == default, f"{default[0]} to {default[1]}, the scale of {kind.value}"
        else:
            fits = -_SCALE_LIMIT <= minimum < maximum <= _SCALE_LIMIT and float(minimum).is_integer() and float(maximum).is_integer()
            accepted = f"whole numbers from {-_SCALE_LIMIT} to {_SCALE_LIMIT}, the minimum below the maximum"
        if not fits:
            self.problem(path, f"{minimum:g} to {maximum:g}", accepted)
            return default
        return int(minimum), int(maximum)

    def labels(
        self, value: object, minimum: float | None, maximum: float | None, kind: QuestionType, path: str
    ) -> dict[int, Mapping[str, str]]:
        if not isinstance(value, Mapping):
            self.problem(path, value, "a mapping of score to text by language")
            return {}
        places = {str(n): n for n in range(int(minimum or 0), int(maximum or 0) + 1)} if kind in SCORES else {}
        labels: dict[int, Mapping[str, str]] = {}
        for score, texts in value.items():
            if str(score) in places:
                labels[places[str(score)]] = self.texts(texts, f"{path}.{score}")
            else:
                self.problem(path, score, f"scores from {minimum:g} to {maximum:g}" if places else f"none for {kind.value}")
        return labels

    def choices(self, value: object, path: str, *, wanted: bool) -> tuple[Choice, ...]:
        if not wanted:
            if value:
                self.problem(path, value, "none for this type of question")
            return ()
        found = tuple(self.choice(item, f"{path}[{n}]") for n, item in self.items(value, path, _MAX_CHOICES))
        if isinstance(value, list | tuple) and not value:
            self.problem(path, None, "at least one choice")
        self.unique([choice.key for choice in found], path)
        return found

    def choice(self, data: object, path: str) -> Choice:
        fields = self.fields(data, path, ("key", "label"))
        return Choice(self.key(fields.get("key"), f"{path}.key"), self.texts(fields.get("label"), f"{path}.label"))

    def max_length(self, value: object, kind: QuestionType, path: str) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MAX_TEXT_LENGTH:
            self.problem(path, value, f"a whole number from 1 to {MAX_TEXT_LENGTH}")
            return DEFAULT_TEXT_LENGTH
        if value != DEFAULT_TEXT_LENGTH and kind is not QuestionType.TEXT:
            self.problem(path, value, "nothing: only a text has a length")
        return value

    def _languages(self, value: object) -> tuple[str, ...]:
        found = tuple(item for _, item in self.items(value, "languages", 50) if isinstance(item, str) and _LANGUAGE.fullmatch(item))
        if not found or len(set(found)) != len(list(value) if isinstance(value, list | tuple) else []):
            self.problem("languages", value, "different language codes such as en, pl or nl-BE, at least one")
        return found

    def _default_language(self, value: object) -> str:
        if isinstance(value, str) and value in self.languages:
            return value
        self.problem("default_language", value, ", ".join(self.languages) or "one of the languages")
        return self.languages[0] if self.languages else ""
