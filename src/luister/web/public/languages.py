"""The language of a customer's page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation.trans_real import parse_accept_lang_header

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.http import HttpRequest

    from luister.outreach.rules import Link


def choose_language(request: HttpRequest, link: Link) -> str:
    """Return the first wish that the survey can serve: the switch on the page, the customer's, the browser's, the survey's own."""
    offered = link.survey.languages or [link.survey.default_language]
    wishes = [request.POST.get("lang", ""), request.GET.get("lang", ""), link.invitation.language if link.invitation else ""]
    return _first_served([*wishes, *accepted_languages(request)], offered) or link.survey.default_language


def choose_general_language(request: HttpRequest, default: str) -> str:
    """Return the language of a page that belongs to no survey."""
    offered = [code for code, _name in settings.LANGUAGES]
    wishes = [request.POST.get("lang", ""), request.GET.get("lang", ""), *accepted_languages(request)]
    return _first_served(wishes, offered) or default


def accepted_languages(request: HttpRequest) -> Iterator[str]:
    """Yield what the browser asks for, best first."""
    for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")[:500]):
        yield code


def name_of(code: str) -> str:
    """Return what a language calls itself."""
    return dict(settings.LANGUAGES).get(code, code)


def _first_served(wishes: Sequence[str], offered: Sequence[str]) -> str:
    by_lower = {code.lower(): code for code in offered}
    for wish in wishes:
        wanted = wish.lower()
        found = by_lower.get(wanted) or by_lower.get(wanted.partition("-")[0])
        if found:
            return found
    return ""
