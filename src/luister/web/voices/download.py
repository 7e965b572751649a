"""What customers said, as a table to take along."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from luister.customers.queries import attribute_keys
from luister.feedback.models import Response
from luister.feedback.queries import responses
from luister.feedback.rules import WrongFilter
from luister.organisation.enums import Permission
from luister.organisation.queries import scope_of, time_zone
from luister.organisation.rules import Actor
from luister.organisation.services import record_event
from luister.surveys.enums import Metric
from luister.web.access import actor_of, needs
from luister.web.cases.words import words_of
from luister.web.downloads import csv_download
from luister.web.voices.views import filters_of

CHUNK = 500
_COLUMNS = ("response", "answered_at", "survey", "kind", "unit", "touchpoint", "channel", "language", *Metric.values)
_MORE = ("prompt", "comment", "comment_language", "sentiment", "status", "tags", "contact_allowed", "customer", "name", "email", "phone")


@require_POST
@needs(Permission.EXPORT)
def download(request: HttpRequest) -> HttpResponseBase:
    """Hand out what the filters name, where the person may download: a line for each comment, one for a response without any.

    It is a POST because it is noted in the event log.
    """
    by = actor_of(request)
    try:
        filters = filters_of(request)
        found = responses(filters, by=by).filter(scope_of(by, Permission.EXPORT).q())
    except WrongFilter as error:
        messages.error(request, str(error))
        return redirect("voices")
    # Names only: what was looked for may itself be about a person.
    record_event(by=by, action="responses.downloaded", details={"filters": sorted(filters.to_params())})
    attributes = attribute_keys()
    header = (*_COLUMNS, *_MORE, *(f"attr.{key}" for key in attributes))
    return csv_download("voices.csv", header, _rows(found, by=by, attributes=attributes))


def _rows(found: QuerySet[Response], *, by: Actor, attributes: list[str]) -> Iterator[list[object]]:
    """Yield the rows by key, so that a million responses need no more memory than five hundred."""
    contacts, zone = scope_of(by, Permission.SEE_CONTACTS), time_zone()
    ordered = found.order_by("pk")
    chunk = list(ordered[:CHUNK])
    while chunk:
        for response in chunk:
            raw = contacts.covers(response.unit_id)
            before = [*_about(response, response.answered_at.astimezone(zone).isoformat(timespec="minutes")), *_scores(response)]
            after = [*_person(response, raw=raw), *(response.attributes.get(key, "") for key in attributes)]
            yield from ([*before, *said, *_sorted(response), *after] for said in _said(response, raw=raw))
        chunk = list(ordered.filter(pk__gt=chunk[-1].pk)[:CHUNK])


def _about(response: Response, at: str) -> list[Any]:
    touchpoint = response.touchpoint.name if response.touchpoint else ""
    return [response.pk, at, response.survey.name, response.kind, response.unit.name, touchpoint, response.channel, response.language]


def _scores(response: Response) -> list[object]:
    first: dict[str, int | None] = {}
    for answer in response.answers.all():
        first.setdefault(answer.question.metric, answer.score)
    return ["" if first.get(metric) is None else first[metric] for metric in Metric.values]


def _said(response: Response, *, raw: bool) -> list[list[object]]:
    comments = response.comments.all()
    return [[said.prompt, words_of(said, raw=raw), said.language, said.sentiment] for said in comments] or [["", "", "", ""]]


def _sorted(response: Response) -> list[object]:
    return [response.reading_state, ", ".join(tag.name for tag in response.tags.all()), "yes" if response.contact_allowed else "no"]


def _person(response: Response, *, raw: bool) -> list[object]:
    if not raw:
        return ["", "", "", ""]
    key = response.customer.key if response.customer else ""
    return [key, response.contact_name, response.contact_email, response.contact_phone]
