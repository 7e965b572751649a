"""What can be wrong with a file, a mapping or a row, kept so that each reader's language can be spoken."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext


@dataclass(frozen=True)
class Sentence:
    """A message: an English template that `gettext` knows, and what goes into it. `str` speaks the language of the moment."""

    template: str
    params: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return gettext(self.template) % self.params if self.params else gettext(self.template)

    def to_data(self) -> dict[str, object]:
        """Return what is stored in a report."""
        return {"template": self.template, "params": self.params}


def say(template: str, **params: object) -> Sentence:
    """Return the sentence; whole numbers get their thousands separated."""
    written = {name: f"{value:,}" if type(value) is int else str(value) for name, value in params.items()}
    return Sentence(template, written)


class FileRefused(Exception):
    """The file can't be read at all. The message says why and what is accepted."""

    def __init__(self, template: str, **params: object) -> None:
        self.sentence = say(template, **params)
        super().__init__(template)

    def __str__(self) -> str:
        return str(self.sentence)

    def about(self, name: str) -> FileRefused:
        """Return the same refusal with the name that the file's owner knows; uploads are kept under another."""
        params: dict[str, object] = {**self.sentence.params}
        return FileRefused(self.sentence.template, **(params | {"file": name} if "file" in params else params))


class MappingWrong(Exception):
    """The mapping can't be used. `problems` says for each fault what was given, where, and what is accepted."""

    def __init__(self, problems: list[MappingProblem]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class ImportCancelled(Exception):
    """Somebody stopped the run. What was stored so far stays, and can be undone."""


@dataclass(frozen=True)
class MappingProblem:
    """One fault of a mapping: `line` counts from 1 (None when the text has no such place), `place` is such as `score.column`."""

    message: str
    place: str = ""
    line: int | None = None

    def __str__(self) -> str:
        where = "" if self.line is None else gettext("line %(line)s: ") % {"line": self.line}
        place = f"{self.place}: " if self.place else ""
        return f"{where}{place}{self.message}"


@dataclass(frozen=True)
class RowProblem:
    """One row that was left out: its number (the headings are row 1), the column (empty for the whole row) and why."""

    row: int
    column: str
    sentence: Sentence

    def to_data(self) -> dict[str, object]:
        """Return what is stored in a report."""
        return {"row": self.row, "column": self.column, **self.sentence.to_data()}


class RowRefused(Exception):
    """Raised while one row is read; carries what the report will say of it."""

    def __init__(self, column: str, template: str, **params: object) -> None:
        super().__init__(template)
        self.column = column
        self.sentence = say(template, **params)
