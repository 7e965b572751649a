"""The mapping: which column of a file is what. `docs/users/imports.md` is its reference."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal, Self, TypeVar
from zoneinfo import available_timezones

from django.utils.translation import gettext as _
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from luister.exchange.files.limits import MAX_PROMPTS
from luister.exchange.files.values import fold, name_of, plain_cell, text_of
from luister.programme.enums import Channel
from luister.surveys.enums import Kind, Metric, Mode

LANGUAGES = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2})?")
SLUG = r"^[a-z0-9]+(?:[-_][a-z0-9]+)*$"

Text = Annotated[str, BeforeValidator(lambda value: value if isinstance(value, (dict, list)) else text_of(plain_cell(value)))]
"""Text; numbers and dates of YAML are written out, so that the code 6 needs no quotes."""
Column = Annotated[str, BeforeValidator(lambda value: value if isinstance(value, (dict, list)) else name_of(plain_cell(value)))]
Slug = Annotated[Text, Field(pattern=SLUG, max_length=80)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


PartT = TypeVar("PartT", bound=_Part)


class SurveyPart(_Part):
    """What was asked, and how its answers may be used."""

    key: Slug
    name: Annotated[Text, Field(min_length=1, max_length=120)]
    kind: Kind
    mode: Mode = Mode.CONFIDENTIAL
    language: Text = "en"


class FilePart(_Part):
    """Where the table is in the file. Everything left out is found out."""

    delimiter: Annotated[str, Field(min_length=1, max_length=1)] | None = None
    encoding: Text | None = None
    sheet: Text | None = None
    header_row: Annotated[int, Field(ge=1, le=100)] = 1
    first_row: Annotated[int, Field(ge=2, le=1000)] | None = None

    @field_validator("encoding")
    @classmethod
    def _known(cls, value: str | None) -> str | None:
        try:
            "".encode(value or "utf-8")
        except (LookupError, UnicodeError):
            raise ValueError(_("accepted are encodings such as utf-8, utf-16, cp1250, cp1252")) from None
        return value


class TimePart(_Part):
    """When somebody answered."""

    column: Column | None = None
    fixed: date | None = None
    formats: Annotated[list[Text], Field(min_length=1, max_length=20)] = ["iso"]
    before: Text = ""
    time_zone: Text | None = None

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str | None) -> str | None:
        if value is not None and value not in available_timezones():
            raise ValueError(_("accepted are names of the time zone database, such as Europe/Warsaw"))
        return value

    @field_validator("formats")
    @classmethod
    def _known_formats(cls, value: list[str]) -> list[str]:
        for given in value:
            if given not in {"iso", "unix"} and not re.search(r"%[a-zA-Z]", given):
                raise ValueError(_("accepted are iso, unix and patterns such as %d/%m/%Y or %Y-%m-%d %H:%M:%S"))
        return value

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        return _exactly_one(self, self.column, self.fixed)


class ScalePart(_Part):
    """The lowest and the highest code of an answer, as they stand in the file."""

    min: Annotated[int, Field(ge=-1000, le=1000)]
    max: Annotated[int, Field(ge=-1000, le=1000)]

    @model_validator(mode="after")
    def _upwards(self) -> Self:
        if self.max <= self.min:
            raise ValueError(_("max must be greater than min; a scale whose lowest code is the best has direction: lower_is_better"))
        return self


class ScorePart(_Part):
    """One closed question."""

    column: Column
    question: Annotated[Text, Field(min_length=1, max_length=1000)]
    metric: Metric
    scale: ScalePart
    key: Slug = "score"
    direction: Literal["higher_is_better", "lower_is_better"] = "higher_is_better"
    words: dict[Text, int] = {}
    missing: list[Text] = []
    left_out: list[Text] = []
    dont_know_values: list[Text] = []
    dont_know: Literal["missing", "counts"] = "missing"

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.metric == Metric.NPS and (self.scale.min, self.scale.max) != (0, 10):
            raise ValueError(_("an NPS is asked from 0 to 10; for another scale take the metric csat or rating"))
        if self.metric == Metric.CES and (self.scale.min, self.scale.max) != (1, 7):
            raise ValueError(_("a CES is asked from 1 to 7; for another scale take the metric csat or rating"))
        if self.dont_know == "counts" and self.metric != Metric.CSAT:
            raise ValueError(_("dont_know: counts is for the metric csat; in a score or a mean, who does not know has no place"))
        wrong = [word for word, score in self.words.items() if not self.scale.min <= score <= self.scale.max]
        if wrong:
            raise ValueError(_("the score of the word '%(word)s' is outside the scale") % {"word": wrong[0]})
        return self

    def folded(self) -> FoldedScore:
        """Return the lists of codes and words as they are compared with cells."""
        return FoldedScore(
            words={fold(word): score for word, score in self.words.items()},
            missing=frozenset(map(fold, self.missing)) | {""},
            left_out={fold(code): code for code in self.left_out},
            dont_know=frozenset(map(fold, self.dont_know_values)),
        )


class FoldedScore(_Part):
    """The codes of a `ScorePart`, folded once instead of for each row."""

    words: dict[str, int]
    missing: frozenset[str]
    left_out: dict[str, str]
    dont_know: frozenset[str]


class CommentColumn(_Part):
    """A column of comments; `prompt` is the question that they answer."""

    column: Column
    prompt: Annotated[Text, Field(min_length=1, max_length=1000)]
    key: Slug | None = None


class CommentRows(_Part):
    """Comments that stand in rows of their own, each with its prompt in another column."""

    prompt: Column
    text: Column
    prompts: dict[Text, Text] = {}


class CommentsPart(_Part):
    """What people said in their own words."""

    columns: Annotated[list[CommentColumn], Field(max_length=MAX_PROMPTS)] = []
    rows: CommentRows | None = None
    no_comment: list[Text] = []


class ValuePart(_Part):
    """One fact of a response: from a column, with its codes named, or the same for all."""

    column: Column | None = None
    fixed: Text | None = None
    values: dict[Text, Text] = {}
    missing: list[Text] = []
    empty: Text | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        return _exactly_one(self, self.column, self.fixed)


class LanguagePart(ValuePart):
    """The language people answered in. Left out, the reader finds it out."""

    @model_validator(mode="after")
    def _languages(self) -> Self:
        for given in (self.fixed, self.empty, *self.values.values()):
            if given and not LANGUAGES.fullmatch(given):
                raise ValueError(_("'%(given)s' is no language; accepted are codes such as en, pl, nl, sv, en-GB") % {"given": given})
        return self


class ChannelPart(ValuePart):
    """The channel on which people answered."""

    @model_validator(mode="after")
    def _channels(self) -> Self:
        for given in (self.fixed, self.empty, *self.values.values()):
            if given and given not in Channel.values:
                raise ValueError(
                    _("'%(given)s' is no channel; accepted: %(accepted)s") % {"given": given, "accepted": ", ".join(Channel.values)}
                )
        return self


class CustomerPart(_Part):
    """Whose answer it is: the organisation's own number for the customer."""

    column: Column


class AttributePart(_Part):
    """A column that serves as a segment."""

    column: Column
    key: Annotated[Text, Field(pattern=SLUG, max_length=40)]
    name: Annotated[Text, Field(max_length=80)] = ""
    values: dict[Text, Text] = {}
    missing: list[Text] = []


class WeightPart(_Part):
    """The design weight of a response. An empty one counts as missing and is an error of the row."""

    column: Column


class Mapping(_Part):
    """A whole mapping file."""

    name: Slug = "mapping"
    description: Text = ""
    survey: SurveyPart
    time: TimePart
    file: FilePart = FilePart()
    response_key: Annotated[list[Column], Field(min_length=1, max_length=10)] | None = None
    scores: Annotated[list[ScorePart], Field(max_length=100)] = []
    comments: CommentsPart = CommentsPart()
    unit: ValuePart | None = None
    touchpoint: ValuePart | None = None
    customer: CustomerPart | None = None
    attributes: Annotated[list[AttributePart], Field(max_length=100)] = []
    language: LanguagePart | None = None
    channel: ChannelPart | None = None
    weight: WeightPart | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_may_stand_alone(cls, data: Any) -> Any:
        """Accept `score:` for a single score, and one column as the response key."""
        if not isinstance(data, dict):
            return data
        found = dict(data)
        if isinstance(found.get("response_key"), (str, int, float)):
            found["response_key"] = [found["response_key"]]
        if "score" in found and "scores" not in found:
            found["scores"] = [found.pop("score")]
        return found

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.scores and not self.comments.columns and self.comments.rows is None:
            raise ValueError(_("a mapping needs a score, comments, or both"))
        keys = [score.key for score in self.scores] + [column.key for column in self.comments.columns if column.key]
        twice = {key for key in keys if keys.count(key) > 1}
        if twice:
            raise ValueError(_("the key '%(key)s' is used twice; each question has its own") % {"key": min(twice)})
        if len({attribute.key for attribute in self.attributes}) < len(self.attributes):
            raise ValueError(_("two attributes share a key; each has its own"))
        if self.survey.mode == Mode.ANONYMOUS and self.customer is not None:
            raise ValueError(_("an anonymous survey has no customer; take the mode confidential or named, or leave the customer out"))
        return self

    def columns(self) -> list[tuple[str, str]]:
        """Return the columns that the mapping names, each with its place in the mapping, such as ("time.column", "Date")."""
        found = [("response_key", column) for column in self.response_key or []]
        found += [(f"scores.{index}.column", score.column) for index, score in enumerate(self.scores)]
        found += [(f"comments.columns.{index}.column", column.column) for index, column in enumerate(self.comments.columns)]
        if self.comments.rows is not None:
            found += [("comments.rows.prompt", self.comments.rows.prompt), ("comments.rows.text", self.comments.rows.text)]
        found += [(f"attributes.{index}.column", attribute.column) for index, attribute in enumerate(self.attributes)]
        for place in ("time", "unit", "touchpoint", "customer", "language", "channel", "weight"):
            part = getattr(self, place)
            if part is not None and part.column is not None:
                found.append((f"{place}.column", part.column))
        return found


def _exactly_one(part: PartT, column: object, fixed: object) -> PartT:
    if (column is None) == (fixed is None):
        raise ValueError(_("give either column (from the file) or fixed (the same for all)"))
    return part
