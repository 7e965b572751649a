"""What can be wrong, in words.

The messages are English with named places (`%(given)s`). They are marked for translation here and translated at the
edges: `gettext(error.message) % error.params`.
"""

import reprlib
from collections.abc import Mapping
from dataclasses import dataclass

DONT_KNOW = "dont_know"
"""The answer "don't know", where a question offers it."""

_SHOWN_CHARACTERS = 40


def gettext_noop(message: str) -> str:
    """Mark a message for translation; the core itself speaks English."""
    return message


MESSAGES: Mapping[str, str] = {
    "required": gettext_noop("Please answer this question."),
    "unknown_question": gettext_noop("There is no question %(given)s here; there are %(accepted)s."),
    "not_a_score": gettext_noop("%(given)s is not an answer here. Please choose a whole number from %(minimum)s to %(maximum)s."),
    "not_a_number": gettext_noop("%(given)s is not a number. Please write it in figures, such as 12 or 12.5."),
    "too_small": gettext_noop("%(given)s is too small. Please give a number from %(minimum)s."),
    "too_large": gettext_noop("%(given)s is too large. Please give a number up to %(maximum)s."),
    "not_a_date": gettext_noop("%(given)s is not a date. Please write it as year, month and day, such as 2026-03-31."),
    "in_the_future": gettext_noop("%(given)s lies in the future. Please give the time of the answer."),
    "not_text": gettext_noop("%(given)s is not a text."),
    "not_readable": gettext_noop("This text has characters that cannot be stored. Please type it again without them."),
    "too_long": gettext_noop("This text has %(given)s characters. Please use at most %(maximum)s."),
    "not_a_choice": gettext_noop("%(given)s is not one of the choices: %(accepted)s."),
    "not_a_list": gettext_noop("%(given)s is not a list of choices."),
    "chosen_twice": gettext_noop("%(given)s is given twice."),
    "not_a_ranking": gettext_noop("%(given)s is not an order. Please give each choice another place, starting at 1."),
    "not_rows": gettext_noop("%(given)s is not a choice for each row."),
    "unknown_row": gettext_noop("There is no row %(given)s here; there are %(accepted)s."),
    "row_missing": gettext_noop("Please choose an answer for: %(given)s."),
    "not_yes_or_no": gettext_noop("%(given)s is not an answer here. Please choose yes or no."),
    "not_contact": gettext_noop("%(given)s does not say whether you may be contacted. Please choose yes or no."),
    "not_an_email": gettext_noop("%(given)s is not an e-mail address, such as name@example.com."),
    "not_a_phone": gettext_noop("%(given)s is not a phone number, such as +48 600 123 456."),
}


@dataclass(frozen=True, slots=True)
class FormError:
    """Why an answer was refused. `str()` gives the English sentence."""

    code: str
    params: Mapping[str, object]

    @property
    def message(self) -> str:
        """English message with named places; `params` fills them."""
        return MESSAGES[self.code]

    def __str__(self) -> str:
        return self.message % dict(self.params)


class AnswerRefused(Exception):
    """Carries a `FormError` from the reading of one answer to the validator."""

    def __init__(self, code: str, **params: object) -> None:
        self.error = FormError(code, params)
        super().__init__(str(self.error))


def shown(value: object) -> str:
    """Return what was given, short enough to be repeated in a message, always on one line and printable."""
    text = value if isinstance(value, str) else _safe_repr(value)
    short = text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1] + "…"
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in short)


def _safe_repr(value: object) -> str:
    try:
        # Not `repr`: a deeply nested list from outside would exhaust the stack.
        return reprlib.repr(value)
    except ValueError:  # a whole number of thousands of digits
        return type(value).__name__


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a questionnaire: where, what was given, what is accepted."""

    path: str
    given: str
    accepted: str

    def __str__(self) -> str:
        return f"{self.path}: given {self.given}, accepted {self.accepted}."


class InvalidQuestionnaire(ValueError):
    """A questionnaire that cannot be asked; `problems` lists everything that is wrong with it."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))
