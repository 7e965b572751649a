"""Surveys: what is asked, of whom, and by which link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luister.core.form import InvalidQuestionnaire
from luister.feedback.enums import ReadingState
from luister.feedback.models import Response
from luister.organisation.enums import Permission
from luister.outreach.queries import campaigns_of
from luister.surveys.models import Survey
from luister.surveys.queries import draft_version, placeholder_values, published_version, questionnaire_of, surveys
from luister.surveys.rules import SurveyRefused, filled
from luister.surveys.services import change_survey, close_survey, create_survey, publish_survey, reopen_survey, revise_survey
from luister.web.access import actor_of, needs
from luister.web.paging import page_of
from luister.web.public.languages import name_of
from luister.web.public.pages import form_context, organisation_name, public_page
from luister.web.surveys.forms import LinkForm, PurposeForm, SurveyForm
from luister.web.surveys.wording import WordingForm

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from luister.core.form import Questionnaire

PAGE = 50


@needs(Permission.MANAGE_SURVEYS)
def listing(request: HttpRequest) -> HttpResponse:
    """List the surveys, newest first, with the number of their answers."""
    page, pager = page_of(request, surveys(by=actor_of(request)), order=("-created_at", "-pk"), limit=PAGE)
    counts = _answers_of(page.items)
    rows = [{"survey": survey, "answers": counts.get(survey.pk, 0)} for survey in page.items]
    return render(request, "surveys/list.html", {**pager, "rows": rows})


@needs(Permission.MANAGE_SURVEYS)
def new(request: HttpRequest) -> HttpResponse:
    """Make a draft and go on to its wording."""
    by = actor_of(request)
    form = SurveyForm(request.POST or None, by=by)
    if request.method == "POST" and form.is_valid():
        try:
            survey = create_survey(by=by, **form.cleaned_data)
        except (ValidationError, InvalidQuestionnaire, SurveyRefused) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The draft is stored. Look at the wording, then publish it."))
            return redirect("survey", key=survey.key)
    return render(request, "surveys/new.html", {"form": form}, status=422 if form.is_bound else 200)


@needs(Permission.MANAGE_SURVEYS)
def detail(request: HttpRequest, key: str) -> HttpResponse:
    """Show one survey: its state, what it asks, its links and how many answered."""
    return show_survey(request, find_survey(request, key))


def show_survey(
    request: HttpRequest, survey: Survey, *, link_form: LinkForm | None = None, purpose_form: PurposeForm | None = None, status: int = 200
) -> HttpResponse:
    """Draw the page of a survey; forms that came back with something wrong keep what was typed in them."""
    by = actor_of(request)
    published, draft = published_version(survey), draft_version(survey)
    shown = draft or published
    questionnaire = filled(questionnaire_of(shown), placeholder_values()) if shown else None
    links = list(campaigns_of(survey, by=by))
    counts = dict(_real().filter(campaign__in=links).values_list("campaign").annotate(n=Count("pk")))
    context = {
        "survey": survey,
        "published": published,
        "draft": draft,
        "questions": _said(questionnaire),
        "languages": [(code, name_of(code)) for code in survey.languages],
        "answers": _answers_of([survey]).get(survey.pk, 0),
        "links": [{"link": link, "answers": counts.get(link.pk, 0)} for link in links],
        "link_form": link_form or LinkForm(by=by),
        "purpose_form": purpose_form
        or PurposeForm(by=by, initial={"name": survey.name, "purpose": survey.purpose, "touchpoint": survey.touchpoint}),
    }
    return render(request, "surveys/survey.html", context, status=status)


@needs(Permission.MANAGE_SURVEYS)
def wording(request: HttpRequest, key: str) -> HttpResponse:
    """Change what is asked, in each language. What is published stays; the change is the next version."""
    survey = find_survey(request, key)
    version = draft_version(survey) or published_version(survey)
    if version is None:
        raise Http404
    form = WordingForm(request.POST or None, questionnaire=questionnaire_of(version))
    if request.method == "POST" and form.is_valid():
        try:
            draft = revise_survey(survey=survey, definition=form.definition(), by=actor_of(request))
        except (InvalidQuestionnaire, SurveyRefused) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Version %(number)s is stored as a draft. Publish it when it is right.") % {"number": draft.number})
            return redirect("survey", key=key)
    context = {"survey": survey, "form": form, "is_published": version.published_at is not None}
    return render(request, "surveys/wording.html", context, status=422 if form.is_bound else 200)


@require_POST
@needs(Permission.MANAGE_SURVEYS)
def settings(request: HttpRequest, key: str) -> HttpResponse:
    """Change name, purpose and touchpoint."""
    survey, by = find_survey(request, key), actor_of(request)
    form = PurposeForm(request.POST, by=by, initial={"touchpoint": survey.touchpoint})
    if not form.is_valid():
        return show_survey(request, survey, purpose_form=form, status=422)
    change_survey(survey=Survey.objects.get(pk=survey.pk), by=by, **form.cleaned_data)
    messages.success(request, _("Stored."))
    return redirect("survey", key=key)


@require_POST
@needs(Permission.MANAGE_SURVEYS)
def publish(request: HttpRequest, key: str) -> HttpResponse:
    """Publish the draft and open the survey."""
    try:
        version = publish_survey(survey=find_survey(request, key), by=actor_of(request))
    except (InvalidQuestionnaire, SurveyRefused) as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Version %(number)s is published. Make a link to ask customers.") % {"number": version.number})
    return redirect("survey", key=key)


@require_POST
@needs(Permission.MANAGE_SURVEYS)
def switch(request: HttpRequest, key: str) -> HttpResponse:
    """Close a survey, or open it again."""
    survey, by = find_survey(request, key), actor_of(request)
    try:
        if request.POST.get("state") == "closed":
            close_survey(survey=survey, by=by)
            messages.success(request, _("The survey is closed. Its links say so kindly, and answers stay."))
        else:
            reopen_survey(survey=survey, by=by)
            messages.success(request, _("The survey takes answers again."))
    except SurveyRefused as refused:
        messages.error(request, str(refused))
    return redirect("survey", key=key)


@needs(Permission.MANAGE_SURVEYS)
def preview(request: HttpRequest, key: str) -> HttpResponse:
    """Show the survey as a customer sees it, without a way to send it."""
    survey = find_survey(request, key)
    version = (draft_version(survey) if request.GET.get("version") != "published" else None) or published_version(survey)
    if version is None:
        raise Http404
    questionnaire = filled(questionnaire_of(version), placeholder_values())
    asked = request.GET.get("lang", "")
    language = asked if asked in questionnaire.languages else questionnaire.default_language
    switch_to = [{"code": code, "name": name_of(code), "is_current": code == language} for code in questionnaire.languages]
    context = {
        **form_context(survey, questionnaire, language, personal=False),
        "organisation_name": organisation_name(),
        "preview": True,
        "back_url": reverse("survey", args=[key]),
        "languages": switch_to if len(switch_to) > 1 else [],
        "language_query": "&version=published" if request.GET.get("version") == "published" else "",
    }
    return public_page("survey", context, language=language)


def find_survey(request: HttpRequest, key: str) -> Survey:
    """Return the survey if the person may manage it; for others there is no such page."""
    return get_object_or_404(surveys(by=actor_of(request)), key=key)


def _real() -> QuerySet[Response]:
    return Response.objects.exclude(reading_state=ReadingState.TEST)


def _answers_of(found: Iterable[Survey]) -> dict[int, int]:
    return dict(_real().filter(survey__in=list(found)).values_list("survey").annotate(n=Count("pk")))


def _said(questionnaire: Questionnaire | None) -> list[dict[str, str]]:
    if questionnaire is None:
        return []
    main = questionnaire.default_language
    return [{"prompt": questionnaire.text(question.prompt, main), "key": question.key} for question in questionnaire.questions]
