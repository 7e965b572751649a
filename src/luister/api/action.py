"""Cases."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema, Status

from luister.action.enums import CaseState, Outcome, RootCause
from luister.action.models import Case
from luister.action.services import CaseAlreadyClosed, acknowledge_case, add_note, close_case
from luister.api.app import Refusal, responds
from luister.api.auth import ApiRequest
from luister.api.schemas import Id, In, LongText, PageOut, Paging, Text, page_of
from luister.organisation.enums import Permission
from luister.organisation.queries import require, scope_of

router = Router(tags=["action"])


class CaseOut(Schema):
    """A case."""

    id: int
    state: str
    severity: str
    unit: str
    touchpoint: str | None
    owner: str | None
    response: int | None
    opened_at: datetime
    due_at: datetime
    acknowledged_at: datetime | None
    closed_at: datetime | None
    outcome: str
    root_cause: str
    lesson: str

    @staticmethod
    def resolve_unit(case: Case) -> str:
        """Return the key of the unit."""
        return case.unit.key

    @staticmethod
    def resolve_touchpoint(case: Case) -> str | None:
        """Return the key of the touchpoint."""
        return None if case.touchpoint is None else case.touchpoint.key

    @staticmethod
    def resolve_owner(case: Case) -> str | None:
        """Return the e-mail address of the owner."""
        return None if case.owner is None else case.owner.email

    @staticmethod
    def resolve_response(case: Case) -> int | None:
        """Return the id of the response."""
        return case.response_id


class CaseFilters(Paging):
    """Which cases."""

    state: CaseState | None = None


class NoteIn(In):
    """A note."""

    text: LongText


class ClosingIn(In):
    """How a case ended."""

    outcome: Outcome
    root_cause: RootCause
    lesson: Text = ""


@router.get("/cases", response=responds((200, PageOut[CaseOut])), summary="List cases")
def list_cases(request: ApiRequest, filters: Query[CaseFilters]) -> dict[str, Any]:
    """List cases, those due first at the top."""
    cases = _cases(request)
    return page_of(cases.filter(state=filters.state) if filters.state else cases, filters, order=("due_at", "pk"))


@router.get("/cases/{case_id}", response=responds((200, CaseOut)), summary="Get a case")
def get_case(request: ApiRequest, case_id: Id) -> Case:
    """Get one case the key may see."""
    return get_object_or_404(_cases(request), pk=case_id)


@router.post("/cases/{case_id}/acknowledge", response=responds((200, CaseOut)), summary="Take up a case")
def post_acknowledge(request: ApiRequest, case_id: Id) -> Case:
    """Say that somebody has taken up the case. Saying it again changes nothing."""
    case = get_object_or_404(_cases(request), pk=case_id)
    try:
        return acknowledge_case(case=case, by=request.auth)
    except CaseAlreadyClosed as error:
        raise Refusal(409, str(error), code="case_closed") from None


@router.post("/cases/{case_id}/notes", response=responds((201, CaseOut)), summary="Add a note")
def post_note(request: ApiRequest, case_id: Id, payload: NoteIn) -> Status[Case]:
    """Write a note into the history of the case."""
    case = get_object_or_404(_cases(request), pk=case_id)
    try:
        add_note(case=case, text=payload.text, by=request.auth)
    except ValueError as error:
        raise Refusal(422, str(error), fields={"text": "a text that is not empty"}) from None
    return Status(201, case)


@router.post("/cases/{case_id}/close", response=responds((200, CaseOut)), summary="Close a case")
def post_close(request: ApiRequest, case_id: Id, payload: ClosingIn) -> Case:
    """Close the case. Of two who close it at once, one wins and the other is told (409)."""
    case = get_object_or_404(_cases(request), pk=case_id)
    try:
        return close_case(case=case, outcome=payload.outcome, root_cause=payload.root_cause, lesson=payload.lesson, by=request.auth)
    except CaseAlreadyClosed as error:
        raise Refusal(409, str(error), code="case_closed") from None
    except ValueError as error:
        raise Refusal(422, str(error)) from None


def _cases(request: ApiRequest) -> QuerySet[Case]:
    require(request.auth, Permission.SEE_CASES)
    return Case.objects.filter(scope_of(request.auth, Permission.SEE_CASES).q()).select_related("unit", "touchpoint", "owner")
