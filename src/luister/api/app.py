"""The API: its rules for errors, which are alike for every resource.

An error is `{"error": {"code", "message", "fields"}}`; `fields` names each wrong field with what is accepted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from luister.api.auth import KeyAuth, TooManyRequests

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

CODES = {400: "bad_request", 401: "not_signed_in", 403: "not_allowed", 404: "not_found", 409: "conflict", 413: "too_large", 422: "invalid"}


class Problem(Schema):
    """What went wrong."""

    code: str
    message: str
    fields: dict[str, str] = {}


class ErrorOut(Schema):
    """An error."""

    error: Problem


ERRORS: dict[Any, Any] = dict.fromkeys((400, 401, 403, 404, 409, 422, 429, 503), ErrorOut)
"""The answers that every operation may give beside its own."""

api = NinjaAPI(
    title="Luister",
    version="1.0.0",
    description="What holds on a page holds here: the same services, validators and permissions. Keys are made on the page *API keys*.",
    auth=KeyAuth(),
    docs_url=None,
    urls_namespace="api-1",
)


class Refusal(Exception):
    """A refusal by a rule of the domain, with the status and the fields it concerns."""

    def __init__(self, status: int, message: str, *, code: str = "", fields: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code or CODES.get(status, "error")
        self.fields = fields or {}


def _answer(request: HttpRequest, status: int, message: str, *, code: str = "", fields: dict[str, str] | None = None) -> HttpResponse:
    body = {"error": {"code": code or CODES.get(status, "error"), "message": message, "fields": fields or {}}}
    response = api.create_response(request, body, status=status)
    response["Cache-Control"] = "no-store"
    return response


@api.exception_handler(Refusal)
def _refusal(request: HttpRequest, error: Refusal) -> HttpResponse:
    return _answer(request, error.status, str(error), code=error.code, fields=error.fields)


@api.exception_handler(HttpError)
def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _answer(request, error.status_code, str(error))


@api.exception_handler(AuthenticationError)
def _no_key(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    response = _answer(request, 401, "Send a key: Authorization: Bearer <key>. Keys are made on the page API keys.")
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(TooManyRequests)
def _too_many(request: HttpRequest, error: TooManyRequests) -> HttpResponse:
    response = _answer(request, 429, str(error), code="too_many_requests")
    response["Retry-After"] = str(error.wait_s)
    return response


@api.exception_handler(PermissionDenied)
def _denied(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return _answer(request, 403, str(error) or "This key does not allow that.")


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return _answer(request, 404, "There is no such thing, or this key may not see it.")


@api.exception_handler(OperationalError)
@api.exception_handler(InterfaceError)
def _busy(request: HttpRequest, error: Exception) -> HttpResponse:
    message = "The database can't be reached just now. Nothing was stored; send it again with the same key."
    response = _answer(request, 503, message, code="unavailable")
    response["Retry-After"] = "5"
    return response


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields = {}
    for problem in error.errors:
        # ("body", "payload", "answers", 0) -> "answers.0"
        place = [str(part) for part in problem["loc"] if part not in {"body", "query", "path", "header", "payload", "filters"}]
        fields[".".join(place) or "body"] = str(problem["msg"])
    return _answer(request, 422, "Some fields are not accepted.", fields=fields)


def responds(*statuses: tuple[int, Any]) -> dict[Any, Any]:
    """Return the declared answers of an operation: its own, and the errors any may give."""
    return {**dict(statuses), **ERRORS}
