"""A response as pages show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from luister.feedback.enums import ReadingState, Sentiment
from luister.feedback.models import Answer, Response
from luister.organisation.enums import Permission
from luister.organisation.queries import scope_of, time_zone
from luister.organisation.rules import Actor
from luister.surveys.enums import Mode
from luister.web.cases.words import scores_of, words_of

TONES = {Sentiment.POSITIVE: "glad", Sentiment.NEGATIVE: "sad", Sentiment.MIXED: "amber", Sentiment.NEUTRAL: "flat"}


@dataclass(frozen=True)
class Words:
    """A comment: what was said, in which language, and how it speaks. `aside` says what was asked where there are several."""

    aside: str
    text: str
    language: str
    sentiment: str
    tone: str


@dataclass(frozen=True)
class Voice:
    """A response for a reader: what they may not see is not in it."""

    response: Response
    prompt: str
    words: list[Words]
    scores: list[Answer]
    zone: ZoneInfo
    has_time: bool
    may_sort: bool
    sees_contacts: bool
    states: list[tuple[str, str]]


def voices_for(responses: Iterable[Response], *, by: Actor) -> list[Voice]:
    """Return the responses as `by` may read them: contact details in comments only for who may see contacts there."""
    contacts, sorts, zone = scope_of(by, Permission.SEE_CONTACTS), scope_of(by, Permission.SORT_VOICES), time_zone()
    return [
        _voice(response, raw=contacts.covers(response.unit_id), may_sort=sorts.covers(response.unit_id), zone=zone)
        for response in responses
    ]


def _voice(response: Response, *, raw: bool, may_sort: bool, zone: ZoneInfo) -> Voice:
    comments = response.comments.all()
    words = [
        Words(
            aside=comment.prompt if len(comments) > 1 else "",
            text=words_of(comment, raw=raw),
            language=comment.language or response.language,
            sentiment=comment.get_sentiment_display() if comment.sentiment else "",
            tone=TONES.get(Sentiment(comment.sentiment), "") if comment.sentiment else "",
        )
        for comment in comments
    ]
    return Voice(
        response=response,
        prompt=comments[0].prompt if len(comments) == 1 else "",
        words=words,
        scores=scores_of(response),
        zone=zone,
        has_time=response.mode != Mode.ANONYMOUS,
        may_sort=may_sort,
        sees_contacts=raw,
        states=[(value, str(label)) for value, label in ReadingState.choices],
    )
