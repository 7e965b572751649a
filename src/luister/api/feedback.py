"""Surveys and responses."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from ninja import Header, Query, Router, Schema, Status
from pydantic import AwareDatetime, Field, JsonValue

from luister.api.app import Refusal, responds
from luister.api.auth import ApiRequest
from luister.api.schemas import Id, In, Key, PageOut, Paging, Text, page_of
from luister.customers.models import Customer
from luister.feedback import queries
from luister.feedback.enums import Source
from luister.feedback.models import Response
from luister.feedback.rules import Filters, WrongFilter, parse_filters
from luister.feedback.services import AnswersInvalid, KeyUsedForOtherAnswer, SurveyNotOpen, accept
from luister.organisation.enums import Permission
from luister.organisation.models import Unit
from luister.organisation.queries import may, reach_of, require, scope_of
from luister.programme.enums import Channel
from luister.programme.models import Touchpoint
from luister.surveys.models import Survey
from luister.surveys.queries import published_version

router = Router(tags=["feedback"])


class SurveyOut(Schema):
    """A survey, with the questionnaire that is published now."""

    id: int
    key: str
    name: str
    kind: str
    mode: str
    state: str
    unit: str
    languages: list[str]
    questionnaire: dict[str, Any] | None

    @staticmethod
    def resolve_unit(survey: Survey) -> str:
        """Return the key of the unit that asks."""
        return survey.unit.key

    @staticmethod
    def resolve_questionnaire(survey: Survey) -> dict[str, Any] | None:
        """Return the published questionnaire."""
        version = published_version(survey)
        return None if version is None else version.definition


class ResponseIn(In):
    """One person's answer at one moment. `answers` maps question keys to answers, as the questionnaire defines them."""

    survey: Key
    answers: dict[Key, JsonValue] = Field(max_length=500)
    answered_at: AwareDatetime | None = None
    customer: Key | None = None
    touchpoint: Key | None = None
    unit: Key | None = None
    channel: Channel | None = None
    language: Text = ""
    attributes: dict[Key, Text] = {}


class CommentOut(Schema):
    """A comment. `text` is as given for keys that may see contacts, else the masked text."""

    prompt: str
    text: str
    language: str
    sentiment: str


class ResponseOut(Schema):
    """A response."""

    id: int
    survey: str
    kind: str
    unit: str
    touchpoint: str | None
    channel: str
    language: str
    answered_at: datetime
    received_at: datetime
    reading_state: str
    attributes: dict[str, Any]
    answers: dict[str, Any]
    comments: list[CommentOut]
    contact_allowed: bool


class ResponseFilters(Paging):
    """Which responses. The names are those of the pages' addresses."""

    survey: Text | None = None
    unit: Text | None = None
    touchpoint: Text | None = None
    channel: Text | None = None
    kind: Text | None = None
    language: Text | None = None
    state: Text | None = None
    customer: Key | None = None
    start: Annotated[str | None, Field(alias="from", max_length=10)] = None
    end: Annotated[str | None, Field(alias="to", max_length=10)] = None


@router.get("/surveys", response=responds((200, PageOut[SurveyOut])), summary="List surveys")
def list_surveys(request: ApiRequest, paging: Query[Paging]) -> dict[str, Any]:
    """List the surveys of the units the key may see."""
    return page_of(_surveys(request), paging, order=("pk",))


@router.get("/surveys/{survey_id}", response=responds((200, SurveyOut)), summary="Get a survey")
def get_survey(request: ApiRequest, survey_id: Id) -> Survey:
    """Get one survey the key may see."""
    return get_object_or_404(_surveys(request), pk=survey_id)


@router.post("/responses", response=responds((200, ResponseOut), (201, ResponseOut)), summary="Record a response")
def create_response(
    request: ApiRequest, payload: ResponseIn, idempotency_key: Annotated[str, Header(min_length=8, max_length=100, alias="Idempotency-Key")]
) -> Status[dict[str, Any]]:
    """Record a response: 201 when it is new, 200 with the stored one when the same was sent before with this `Idempotency-Key`."""
    require(request.auth, Permission.RECORD_RESPONSES)
    # What belongs to a unit above is shared by all below; what belongs to another branch does not exist for this key.
    reach = reach_of(request.auth, Permission.RECORD_RESPONSES)
    survey = _named(Survey.objects.filter(reach.q()), payload.survey, "survey")
    unit = _named(Unit.objects.filter(reach.q("pk")), payload.unit, "unit") if payload.unit else None
    touchpoint = _named(Touchpoint.objects.filter(reach.q()), payload.touchpoint, "touchpoint") if payload.touchpoint else None
    customers = Customer.objects.filter(reach.q() | Q(unit__isnull=True))
    require(request.auth, Permission.RECORD_RESPONSES, unit=unit or (touchpoint.unit if touchpoint else survey.unit))
    version = published_version(survey)
    if version is None:
        raise Refusal(409, f"The survey {survey.key} is not open.", code="survey_not_open")
    try:
        accepted = accept(
            version=version, answers=payload.answers, source=Source.API, by=request.auth,
            # A service's keys are its own: two services may use the same Idempotency-Key.
            idempotency_key=f"api:{request.auth.key.pk if request.auth.key else 0}:{idempotency_key}",
            customer=_named(customers, payload.customer, "customer") if payload.customer else None,
            touchpoint=touchpoint, unit=unit, channel=payload.channel or "", language=payload.language,
            answered_at=payload.answered_at, attributes=payload.attributes,
        )  # fmt: skip
    except AnswersInvalid as error:
        fields = {f"answers.{key}": str(problem) for key, problem in error.errors.items()}
        raise Refusal(422, "Some answers are not accepted.", fields=fields) from None
    except KeyUsedForOtherAnswer as error:
        raise Refusal(409, str(error), code="idempotency_key_used") from None
    except SurveyNotOpen as error:
        raise Refusal(409, str(error), code="survey_not_open") from None
    except ValueError as error:
        raise Refusal(422, str(error)) from None
    return Status(201 if accepted.created else 200, _out(request, accepted.response))


@router.get("/responses", response=responds((200, PageOut[ResponseOut])), summary="List responses")
def list_responses(request: ApiRequest, filters: Query[ResponseFilters]) -> dict[str, Any]:
    """List responses, the newest first."""
    require(request.auth, Permission.SEE_VOICES)
    names = {"from": filters.start, "to": filters.end} | {
        name: getattr(filters, name) for name in ("survey", "unit", "touchpoint", "channel", "kind", "language", "state")
    }
    try:
        found = queries.responses(parse_filters({name: [value] for name, value in names.items() if value}), by=request.auth)
    except WrongFilter as error:
        raise Refusal(422, str(error)) from None
    if filters.customer:
        require(request.auth, Permission.SEE_CUSTOMERS)
        found = found.filter(customer__key=filters.customer)
    page = page_of(_with_all(found), filters, order=("-answered_at", "-pk"))
    return {**page, "items": [_out(request, response) for response in page["items"]]}


@router.get("/responses/{response_id}", response=responds((200, ResponseOut)), summary="Get a response")
def get_response(request: ApiRequest, response_id: Id) -> dict[str, Any]:
    """Get one response the key may see."""
    require(request.auth, Permission.SEE_VOICES)
    return _out(request, get_object_or_404(_with_all(queries.responses(Filters(), by=request.auth)), pk=response_id))


def _with_all(found: QuerySet[Response]) -> QuerySet[Response]:
    return found.select_related("survey", "unit", "touchpoint").prefetch_related("answers__question", "comments")


def _surveys(request: ApiRequest) -> QuerySet[Survey]:
    require(request.auth, Permission.SEE_FIGURES)
    return Survey.objects.filter(scope_of(request.auth, Permission.SEE_FIGURES).q()).select_related("unit")


def _named(known: QuerySet[Any], key: str, field: str) -> Any:
    found = known.filter(key=key).first()
    if found is None:
        raise Refusal(422, f"There is no {field} {key!r}.", fields={field: f"the key of a {field}"})
    return found


def _out(request: ApiRequest, response: Response) -> dict[str, Any]:
    sees_all = may(request.auth, Permission.SEE_CONTACTS, unit=response.unit_id)
    return {
        "id": response.pk,
        "survey": response.survey.key,
        "kind": response.kind,
        "unit": response.unit.key,
        "touchpoint": None if response.touchpoint is None else response.touchpoint.key,
        "channel": response.channel,
        "language": response.language,
        "answered_at": response.answered_at,
        "received_at": response.received_at,
        "reading_state": response.reading_state,
        "attributes": response.attributes,
        "answers": {answer.question.key: answer.score if answer.score is not None else answer.value for answer in response.answers.all()},
        "comments": [
            {"prompt": said.prompt, "text": said.text if sees_all else said.masked, "language": said.language, "sentiment": said.sentiment}
            for said in response.comments.all()
        ],
        "contact_allowed": response.contact_allowed,
    }
