"""The way in for many answers out of a file, and back out again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from luister.common.clock import now
from luister.core.form.reading import is_storable
from luister.feedback.enums import BatchState, Source
from luister.feedback.models import Answer, Comment, ImportBatch, Response
from luister.feedback.rules import day_start
from luister.feedback.services.removing import remove_responses
from luister.feedback.signals import responses_stored
from luister.lake.services import remember_changed
from luister.organisation.enums import Permission
from luister.organisation.queries import scope_of, time_zone
from luister.organisation.services import record_event
from luister.surveys.enums import Mode

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from luister.customers.models import Customer
    from luister.organisation.models import Unit
    from luister.organisation.rules import Actor
    from luister.outreach.models import Campaign
    from luister.programme.models import Touchpoint
    from luister.surveys.models import Question, Survey, SurveyVersion

CHUNK = 1_000
"""Responses stored or removed in one transaction: customers who answer meanwhile wait for one chunk at most."""

MAX_COMMENT = 20_000
_TRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedAnswer:
    """The answer to a closed question: a score, "don't know", or another value (JSON)."""

    question: Question
    score: int | None = None
    dont_know: bool = False
    value: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedComment:
    """What somebody said; the prompt is the question's wording unless given."""

    question: Question
    text: str
    prompt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedResponse:
    """A response as a file gives it, checked by its importer. `identity` is unique within the survey; `weight` is in ten-thousandths."""

    identity: str
    survey: Survey
    unit: Unit
    answered_at: datetime
    answers: Sequence[PreparedAnswer] = ()
    comments: Sequence[PreparedComment] = ()
    version: SurveyVersion | None = None
    campaign: Campaign | None = None
    touchpoint: Touchpoint | None = None
    customer: Customer | None = None
    channel: str = ""
    language: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    weight: int | None = None
    contact_allowed: bool = False
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""


@dataclass(frozen=True)
class Stored:
    """How many responses were added, and how many were there already."""

    added: int
    known: int


def store_rows(*, batch: ImportBatch, rows: Sequence[PreparedResponse], by: Actor, source: Source = Source.IMPORT) -> Stored:
    """Store responses, a thousand in a transaction, each chunk with its outbox rows and the job that reads its comments.

    A row whose identity its survey has already is counted as known and changes nothing, so that an import that was killed is
    simply run again. `responses_stored` is sent for each chunk; `response_accepted` is not: imports open no cases. Anonymous
    surveys keep as little as in `accept`.

    Raises
    ------
    ValueError
        If a row holds what its importer must not let through: a score outside the scale, a text that can't be stored.
    PermissionDenied
        Without the right to import at every unit of the rows.
    """
    scope = scope_of(by, Permission.IMPORT)
    for row in rows:
        if not scope.covers(row.unit.pk):
            raise PermissionDenied(_("You need the right to import data at %(unit)s.") % {"unit": row.unit})
        _check(row)
    zone = time_zone()
    added = sum(_store_chunk(batch, rows[start : start + CHUNK], source, zone) for start in range(0, len(rows), CHUNK))
    return Stored(added, len(rows) - added)


def undo_batch(*, batch: ImportBatch, by: Actor) -> int:
    """Remove every response of the batch and return how many this call removed; whoever was killed while undoing goes on here.

    Units, touchpoints and customers that the import created stay; the batch's report names them.
    """
    scope = scope_of(by, Permission.IMPORT)
    units = Response.objects.filter(batch=batch).order_by().values_list("unit_id", flat=True).distinct()
    if not scope or not all(map(scope.covers, units)):
        raise PermissionDenied(_("You need the right to import data at every unit that this import has answers of."))
    removed = 0
    while ids := list(Response.objects.filter(batch=batch).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        removed += remove_responses(response_ids=ids)
    with transaction.atomic():
        first = ImportBatch.objects.filter(pk=batch.pk, undone_at__isnull=True).update(state=BatchState.UNDONE, undone_at=now())
        if first:
            record_event(by=by, action="import.undone", subject=batch, details={"responses": removed})
    batch.refresh_from_db()
    return removed


def _check(row: PreparedResponse) -> None:
    for answer in row.answers:
        low, high = answer.question.scale_min, answer.question.scale_max
        if answer.score is not None and not (low is not None and high is not None and low <= answer.score <= high):
            raise ValueError(f"Row {row.identity}: score {answer.score} for {answer.question}; accepted: {low} to {high}.")
    texts = (row.identity, row.contact_name, row.contact_email, row.contact_phone, *map(str, row.attributes.values()))
    comments = [comment.text for comment in row.comments]
    if not all(map(is_storable, (*texts, *comments))) or any(len(text) > MAX_COMMENT for text in comments):
        raise ValueError(f"Row {row.identity}: accepted are texts of up to {MAX_COMMENT} characters, without NUL.")


def _store_chunk(batch: ImportBatch, rows: Sequence[PreparedResponse], source: Source, zone: ZoneInfo) -> int:
    for attempt in range(_TRIES):
        try:
            with transaction.atomic():
                return _store_new(batch, _unknown(rows), source, zone)
        except IntegrityError:
            # Another run of the same file stored some of them since we looked.
            if attempt == _TRIES - 1:
                raise
    raise AssertionError("the loop returns or raises")


def _unknown(rows: Sequence[PreparedResponse]) -> list[PreparedResponse]:
    """Return the rows that their survey does not have yet; of two with one identity, the first."""
    keys: dict[str, PreparedResponse] = {}
    for row in rows:
        keys.setdefault(_key(row), row)
    known = set(Response.objects.filter(idempotency_key__in=keys).values_list("idempotency_key", flat=True))
    return [row for key, row in keys.items() if key not in known]


def _store_new(batch: ImportBatch, rows: Sequence[PreparedResponse], source: Source, zone: ZoneInfo) -> int:
    moment = now()
    stored = Response.objects.bulk_create([_response(batch, row, source, moment, zone) for row in rows])
    pairs = list(zip(stored, rows, strict=True))
    Answer.objects.bulk_create(
        Answer(response=response, question=answer.question, score=answer.score, dont_know=answer.dont_know, value=answer.value)
        for response, row in pairs
        for answer in row.answers
    )
    Comment.objects.bulk_create(
        Comment(response=response, question=said.question, prompt=(said.prompt or said.question.text)[:1000], text=said.text)
        for response, row in pairs
        for said in row.comments
    )
    keys = [response.pk for response in stored]
    remember_changed(keys)
    if keys:
        responses_stored.send(Response, response_ids=keys)
    return len(keys)


def _response(batch: ImportBatch, row: PreparedResponse, source: Source, moment: datetime, zone: ZoneInfo) -> Response:
    survey = row.survey
    response = Response(
        survey=survey,
        version=row.version,
        campaign=row.campaign,
        unit=row.unit,
        touchpoint=row.touchpoint,
        kind=survey.kind,
        mode=survey.mode,
        channel=row.channel,
        source=source,
        language=row.language,
        answered_at=row.answered_at,
        received_at=moment,
        weight=row.weight,
        idempotency_key=_key(row),
        batch=batch,
        import_identity=row.identity,
    )
    if survey.mode == Mode.ANONYMOUS:
        response.answered_at, response.received_at = day_start(row.answered_at, zone), day_start(moment, zone)
        return response
    response.customer, response.attributes = row.customer, dict(row.attributes)
    if row.contact_allowed:
        response.contact_allowed = True
        response.contact_name, response.contact_email, response.contact_phone = row.contact_name, row.contact_email, row.contact_phone
    return response


def _key(row: PreparedResponse) -> str:
    return f"import:{row.survey.pk}:{hashlib.sha256(row.identity.encode()).hexdigest()}"
