"""The customer's way: the survey, thank you, please stop, and what happens with the answer."""

from __future__ import annotations

import logging
from functools import wraps
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, UnreadablePostError
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from luister.organisation.queries import organisation
from luister.outreach.queries import find_link
from luister.outreach.services import stop_asking
from luister.surveys.enums import SurveyState
from luister.surveys.queries import published_version, questionnaire_of
from luister.web.public.answers import carried_fields, kept_texts
from luister.web.public.languages import choose_general_language, choose_language
from luister.web.public.pages import kept_page, link_context, organisation_name, promise, public_page, survey_page
from luister.web.public.sending import receive
from luister.web.public.tokens import new_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from luister.outreach.rules import Link

logger = logging.getLogger(__name__)
_BUSY_SECONDS = 15


def calm(view: Callable[[HttpRequest, str], HttpResponse]) -> Callable[[HttpRequest, str], HttpResponse]:
    """Say "in a moment" with every word kept when the database is busy or down, and nothing to a client that went away."""

    @wraps(view)
    def calmly(request: HttpRequest, token: str) -> HttpResponse:
        try:
            return view(request, token)
        except (OperationalError, InterfaceError):
            logger.exception("The database did not answer a customer's page.")
            return busy(request, token)
        except UnreadablePostError:
            return HttpResponseBadRequest()

    return calmly


@csrf_exempt  # customers come from mail programs and without cookies; the signed token in the form guards against doubles
@require_http_methods(["GET", "HEAD", "POST"])
@calm
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Show the survey, and store what was answered. Showing it records nothing."""
    link = find_link(token)
    if link is None:
        return unknown_link(request)
    return receive(request, link) if request.method == "POST" else show(request, link)


def show(request: HttpRequest, link: Link) -> HttpResponse:
    """Show the survey of a link: its questions, or why there are none."""
    language = choose_language(request, link)
    version = published_version(link.survey)
    if link.invitation is not None and link.invitation.answered_at is not None:
        return public_page("answered", link_context(link, language), language=language)
    if version is None or link.survey.state != SurveyState.OPEN or link.campaign.closed_at is not None:
        return public_page("closed", link_context(link, language), language=language, status=410)
    return survey_page(link, questionnaire_of(version), new_page(version.pk), language)


@require_http_methods(["GET", "HEAD"])
@calm
def thanks(request: HttpRequest, token: str) -> HttpResponse:
    """Say thank you. The page tells the browser that it need not keep the answer any longer."""
    link = find_link(token)
    if link is None:
        return unknown_link(request)
    language = choose_language(request, link)
    return public_page("thanks", {**link_context(link, language), "is_done": True}, language=language)


@csrf_exempt  # as the survey: a customer comes from a mail program, and the link itself is the secret
@require_http_methods(["GET", "HEAD", "POST"])
@calm
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Offer not to be asked again, and note it after a press of the button: link scanners open every page but press nothing."""
    link = find_link(token)
    if link is None:
        return unknown_link(request)
    language = choose_language(request, link)
    if request.method == "POST" and link.invitation is not None:
        stop_asking(invitation=link.invitation)
        link.invitation.refresh_from_db()
    customer = link.invitation.customer if link.invitation is not None else None
    stopped = customer is not None and customer.stop_asking_at is not None
    return public_page("stop", {**link_context(link, language), "customer": customer, "is_stopped": stopped}, language=language)


@require_http_methods(["GET", "HEAD"])
@calm
def answer_privacy(request: HttpRequest, token: str) -> HttpResponse:
    """Say who asks, why, and what happens with an answer to this survey."""
    link = find_link(token)
    if link is None:
        return unknown_link(request)
    language = choose_language(request, link)
    with translation.override(language):
        words = promise(link.survey.mode, personal=link.invitation is not None)
    back = f"{reverse('answer', args=[token])}?lang={language}"
    context = {**link_context(link, language), "survey": link.survey, "promise": words, "back_url": back}
    return public_page("privacy", context, language=language)


@require_http_methods(["GET", "HEAD"])
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what happens with answers in general."""
    found = organisation()
    language = choose_general_language(request, found.language if found else settings.LANGUAGE_CODE)
    return public_page("privacy", {"organisation_name": organisation_name()}, language=language)


def unknown_link(request: HttpRequest) -> HttpResponse:
    """Say that a link leads nowhere: the same page for all that do, so that trying teaches nothing."""
    return public_page("unknown", {}, language=choose_general_language(request, settings.LANGUAGE_CODE), status=404)


def busy(request: HttpRequest, token: str) -> HttpResponse:
    """Say that we can't store anything right now, with the answer in a form that sends it again. Asks the database nothing."""
    language = choose_general_language(request, settings.LANGUAGE_CODE)
    posted = request.POST
    with translation.override(language):
        title, message = (
            _("Please try again in a moment"),
            _("We are busy right now. Your answer is still on this page, and not yet with us."),
        )
    return kept_page(
        title=title,
        message=message,
        language=language,
        context={"organisation_name": ""},
        texts=kept_texts(posted),
        fields=carried_fields(posted),
        action=reverse("answer", args=[token]),
        status=503,
        retry_after=_BUSY_SECONDS,
    )
