"""The pages that a customer meets, as responses: no cookie, nothing kept by caches, no address passed on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from luister.organisation.queries import organisation
from luister.surveys.enums import Mode
from luister.web.public.languages import name_of
from luister.web.public.questions import question_views
from luister.web.public.tokens import link_mark

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from luister.core.form import Questionnaire
    from luister.outreach.rules import Link
    from luister.surveys.models import Survey
    from luister.web.public.tokens import PageToken


def public_page(template: str, context: Mapping[str, object], *, language: str, status: int = 200) -> HttpResponse:
    """Render a page of `templates/public/` in `language`.

    Context processors are left out on purpose: they know people who are signed in, and a customer is not one.
    """
    with translation.override(language):
        html = render_to_string(
            f"public/{template}.html", {"LANGUAGE_CODE": language, "LANGUAGE_BIDI": translation.get_language_bidi(), **context}
        )
    response = HttpResponse(html, status=status)
    response["Content-Language"] = language
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def link_context(link: Link, language: str) -> dict[str, object]:
    """Return what every page of a link shows: who asks, in which languages."""
    token = link.token
    return {
        "organisation_name": organisation_name(),
        "link": link,
        "token": token,
        "survey_key": link_mark(token),
        "privacy_url": f"{reverse('answer-privacy', args=[token])}?lang={language}",
        "stop_url": f"{reverse('stop-asking', args=[token])}?lang={language}" if link.invitation is not None else "",
        "languages": language_switch(link.survey, language),
    }


def organisation_name() -> str:
    """Return the name of who asks."""
    found = organisation()
    return "" if found is None else found.name


def language_switch(survey: Survey, language: str) -> list[dict[str, object]]:
    """Return the languages of a survey for the switch on its page; none where there is nothing to choose."""
    codes = survey.languages
    return [{"code": code, "name": name_of(code), "is_current": code == language} for code in codes] if len(codes) > 1 else []


def form_context(
    survey: Survey,
    questionnaire: Questionnaire,
    language: str,
    *,
    personal: bool,
    reachable: bool = False,
    answers: Mapping[str, object] | None = None,
    errors: Mapping[str, str] | None = None,
) -> dict[str, object]:
    """Return the questions and what is said before them. `reachable`: we have an address of the one who answers."""
    with translation.override(language):
        views = question_views(questionnaire, language, answers=answers, errors=errors, yes_no=(_("Yes"), _("No")))
        return {
            "questions": views,
            "mistakes": [view for view in views if view.error],
            "promise": promise(survey.mode, personal=personal),
            "reachable": reachable,
            "purpose": survey.purpose,
            "purpose_language": survey.default_language,
        }


def survey_page(
    link: Link,
    questionnaire: Questionnaire,
    page: PageToken,
    language: str,
    *,
    answers: Mapping[str, object] | None = None,
    errors: Mapping[str, str] | None = None,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    """Return the page with its questions, and with what was answered so far."""
    form = form_context(
        link.survey,
        questionnaire,
        language,
        personal=link.invitation is not None,
        reachable=link.is_reachable,
        answers=answers,
        errors=errors,
    )
    context = {
        **link_context(link, language),
        **form,
        "page": page.signed(link.token),
        "notice": notice,
        "bound": answers is not None,
    }
    return public_page("survey", context, language=language, status=status)


def promise(mode: str, *, personal: bool) -> str:
    """Return in one or two sentences what is known of the one who answers; the same words that the privacy page begins with."""
    if mode == Mode.ANONYMOUS:
        return _("Your answer is anonymous. Nobody can see that it is yours, so we cannot find or delete it later.")
    if mode == Mode.NAMED:
        return _("Your answer is kept with your name, so that the people who help you can read it.")
    if personal:
        return _("Your answer is confidential. Those who follow it up can see that it is yours; reports never show your name.")
    return _("Your answer is confidential. We do not know who you are unless you tell us, and reports never show your name.")


def kept_page(
    *, title: str, message: str, language: str, context: Mapping[str, object], texts: Sequence[str], fields: Sequence[tuple[str, str]] = (),
    action: str = "", status: int, retry_after: int | None = None,
) -> HttpResponse:  # fmt: skip
    """Say why an answer was not stored, with its words for copying; with `fields`, a button sends it all once more."""
    response = public_page(
        "kept", {**context, "title": title, "message": message, "texts": texts, "fields": fields, "action": action},
        language=language, status=status,
    )  # fmt: skip
    if retry_after is not None:
        response["Retry-After"] = str(retry_after)
    return response
