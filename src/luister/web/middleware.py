"""Middleware of the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone, translation

from luister.organisation.queries import time_zone

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


class PersonLanguageMiddleware:
    """Speak the language that the signed-in person chose, and show times in the organisation's time zone.

    Everybody else is served by cookie and browser (LocaleMiddleware), without a query.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request in the person's language."""
        if not request.user.is_authenticated:
            return self._answer(request)
        translation.activate(request.user.language)
        request.LANGUAGE_CODE = request.user.language
        with timezone.override(time_zone()):
            return self._answer(request)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language() or "en")
        return response
