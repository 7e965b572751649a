"""What was answered."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from luister.core.form.errors import FormError


@dataclass(frozen=True, slots=True)
class Contact:
    """Whether somebody may be contacted about their answer, and where. Without consent nothing else is kept."""

    consent: bool
    name: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerValue:
    """A checked answer. Which field is filled depends on the type of the question.

    Attributes
    ----------
    score : int, optional
        Of a score question.
    text : str, optional
        Exactly as given.
    choices : tuple of str
        Chosen keys; in order for a ranking, first place first. "yes" or "no" for such a question.
    cells : mapping of str to str
        Of a matrix: row key to choice key.
    number, date, contact : optional
        Of questions of that type.
    dont_know : bool
        Whether "don't know" was answered; then everything else is empty.
    """

    score: int | None = None
    text: str | None = None
    choices: tuple[str, ...] = ()
    cells: Mapping[str, str] = field(default_factory=dict)
    number: float | None = None
    date: dt.date | None = None
    contact: Contact | None = None
    dont_know: bool = False

    def to_data(self) -> dict[str, object]:
        """Return what is filled as plain data for JSON (a date as year-month-day)."""
        data: dict[str, object] = {
            "score": self.score,
            "text": self.text,
            "choices": list(self.choices) or None,
            "cells": dict(self.cells) or None,
            "number": self.number,
            "date": self.date.isoformat() if self.date else None,
            "contact": asdict(self.contact) if self.contact else None,
            "dont_know": self.dont_know or None,
        }
        return {name: value for name, value in data.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Validated:
    """The answers that hold and the errors of those that do not, both by question key.

    Questions that were not answered are in neither. An answer is only worth storing when `errors` is empty.
    """

    answers: dict[str, AnswerValue]
    errors: dict[str, FormError]

    @property
    def is_valid(self) -> bool:
        """Whether nothing was refused."""
        return not self.errors
