"""A customer sends an answer: it is stored once, or comes back with every word kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from luister.feedback.enums import Source
from luister.feedback.services import Accepted, AlreadyAnswered, AnswersInvalid, KeyUsedForOtherAnswer, SurveyNotOpen, accept
from luister.organisation.rules import Actor
from luister.surveys.models import SurveyVersion
from luister.surveys.queries import published_version, questionnaire_of
from luister.web.public.answers import carried_fields, kept_texts, lacks_address, read_answers
from luister.web.public.budget import ENOUGH, seconds_left, stored_so_far
from luister.web.public.languages import choose_language
from luister.web.public.marking import mark_if_odd
from luister.web.public.pages import kept_page, link_context, public_page, survey_page
from luister.web.public.tokens import PageToken, new_page, read_page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from luister.core.form import Questionnaire
    from luister.outreach.rules import Link


class SeeOther(HttpResponseRedirect):
    """A redirect that turns a POST into a GET, so that F5 sends nothing twice."""

    status_code = 303


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What a customer sent, and the page it was sent from."""

    request: HttpRequest
    link: Link
    page: PageToken
    version: SurveyVersion
    questionnaire: Questionnaire
    answers: Mapping[str, object]
    language: str


def receive(request: HttpRequest, link: Link) -> HttpResponse:
    """Store what was posted, under the version that the page showed, and lead on to thank you.

    A page whose token can't be read (an answer put together by hand, a key of the installation that changed) is shown again with
    everything kept and a new token, instead of being refused.
    """
    language = choose_language(request, link)
    page = read_page(request.POST.get("page", ""), link.token)
    version = _version_of(link, page)
    if version is None:
        return _closed(link, language, kept_texts(request.POST))
    questionnaire = questionnaire_of(version)
    answers = read_answers(questionnaire, request.POST)
    if page is None or page.version_id != version.pk:
        with translation.override(language):
            notice = _("Please check your answers and send them once more. Nothing was stored yet, and everything you wrote is still here.")
        return survey_page(link, questionnaire, new_page(version.pk), language, answers=answers, notice=notice, status=422)
    sent = Sent(
        request=request, link=link, page=page, version=version, questionnaire=questionnaire, answers=answers, language=language
    )  # fmt: skip
    if link.invitation is None and stored_so_far(request, link.campaign) >= ENOUGH:
        return _too_many(sent)
    return _store(sent)


def _version_of(link: Link, page: PageToken | None) -> SurveyVersion | None:
    """Return the version that the page showed, else the one that is asked now."""
    published = SurveyVersion.objects.filter(survey=link.survey, published_at__isnull=False)
    version = (published.filter(pk=page.version_id).first() if page else None) or published_version(link.survey)
    if version is not None:
        version.survey = link.survey
    return version


def _store(sent: Sent) -> HttpResponse:
    unreachable = _without_address(sent)
    if unreachable:
        return _again(sent, unreachable)
    try:
        accepted = accept(
            version=sent.version,
            answers=sent.answers,
            source=Source.WEB,
            idempotency_key=sent.page.key,
            by=Actor.customer(),
            campaign=sent.link.campaign,
            invitation=sent.link.invitation,
            language=sent.language,
        )
    except AnswersInvalid as invalid:
        with translation.override(sent.language):
            return _again(sent, {key: _(error.message) % dict(error.params) for key, error in invalid.errors.items()})
    except KeyUsedForOtherAnswer:
        return _other_answer(sent)
    except SurveyNotOpen:
        return _closed(sent.link, sent.language, kept_texts(sent.request.POST, sent.questionnaire))
    except AlreadyAnswered:
        return _to_thanks(sent)
    return _acknowledge(sent, accepted)


def _acknowledge(sent: Sent, accepted: Accepted) -> HttpResponse:
    if accepted.created:
        mark_if_odd(sent.request, sent.link, accepted.response)
    return _to_thanks(sent)


def _to_thanks(sent: Sent) -> HttpResponse:
    response = SeeOther(f"{reverse('answer-thanks', args=[sent.link.token])}?lang={sent.language}")
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _again(sent: Sent, errors: Mapping[str, str]) -> HttpResponse:
    return survey_page(sent.link, sent.questionnaire, sent.page, sent.language, answers=sent.answers, errors=errors, status=422)


def _without_address(sent: Sent) -> dict[str, str]:
    """Return an error for somebody who wants to be contacted but left no address, while we have none."""
    if sent.link.is_reachable:
        return {}
    with translation.override(sent.language):
        message = _("Please leave an e-mail address or a phone number, or take the tick away.")
    return {question.key: message for question in sent.questionnaire.questions if lacks_address(question, sent.answers[question.key])}


def _closed(link: Link, language: str, texts: list[str]) -> HttpResponse:
    return public_page("closed", {**link_context(link, language), "texts": texts}, language=language, status=410)


def _too_many(sent: Sent) -> HttpResponse:
    with translation.override(sent.language):
        title = _("Please try again a little later")
        message = _("Very many answers came from this connection within an hour. Your answer is still on this page, and not yet with us.")
    return kept_page(
        title=title,
        message=message,
        language=sent.language,
        context=link_context(sent.link, sent.language),
        texts=kept_texts(sent.request.POST, sent.questionnaire),
        fields=carried_fields(sent.request.POST),
        action=reverse("answer", args=[sent.link.token]),
        status=429,
        retry_after=seconds_left(),
    )


def _other_answer(sent: Sent) -> HttpResponse:
    """Say that this page was sent before with other words: the first answer is kept, the second is shown and not lost."""
    with translation.override(sent.language):
        title = _("We have your answer already")
        message = _("You sent this page before, and that answer is safe with us. What you changed since was not added to it.")
    return kept_page(
        title=title,
        message=message,
        language=sent.language,
        context={**link_context(sent.link, sent.language), "is_done": True},
        texts=kept_texts(sent.request.POST, sent.questionnaire),
        status=409,
    )
