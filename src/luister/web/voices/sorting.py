"""Marking and tagging from the pages, in place or with a whole new page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from luister.feedback.enums import ReadingState
from luister.feedback.models import Response
from luister.feedback.queries import responses
from luister.feedback.rules import Filters
from luister.feedback.services import WrongTag, set_reading_state, tag_response, untag_response
from luister.organisation.enums import Permission
from luister.organisation.rules import Actor
from luister.web.access import actor_of, needs
from luister.web.voices.forms import TagForm
from luister.web.voices.rows import voices_for
from luister.web.voices.views import find_voice, show_voice

_EVERY_STATE = Filters(reading_state=tuple(ReadingState.values))
_MOST_AT_ONCE = 100
_DIGITS = 19


@require_POST
@needs(Permission.SORT_VOICES)
def mark(request: HttpRequest) -> HttpResponse:
    """Mark responses as new, read, done or test. Those the person may not read are as if they did not exist."""
    by = actor_of(request)
    state, numbers = request.POST.get("state", ""), request.POST.getlist("id")
    keys = [int(number) for number in numbers if number.isascii() and number.isdigit() and len(number) < _DIGITS]
    if state not in ReadingState.values or not keys or len(keys) != len(numbers) or len(keys) > _MOST_AT_ONCE:
        return HttpResponseBadRequest(_("Please choose a status that is offered."), content_type="text/plain; charset=utf-8")
    found = list(responses(_EVERY_STATE, by=by).filter(pk__in=keys))
    changed = set_reading_state(responses=found, state=ReadingState(state), by=by)
    if request.headers.get("HX-Request") and len(found) == 1:
        return _row(request, found[0].pk, by=by)
    words = {"n": changed, "state": ReadingState(state).label}
    messages.success(request, ngettext("%(n)s response is marked: %(state)s.", "%(n)s responses are marked: %(state)s.", changed) % words)
    return _back(request)


@require_POST
@needs(Permission.SORT_VOICES)
def tag(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a tag on a response, or take one off."""
    by = actor_of(request)
    response = find_voice(by, pk)
    if request.POST.get("remove"):
        untag_response(response=response, name=request.POST["remove"][:60], by=by)
        return _answer(request, response, by=by)
    form = TagForm(request.POST)
    if form.is_valid():
        try:
            tag_response(response=response, name=form.cleaned_data["name"], by=by)
        except WrongTag as error:
            form.add_error("name", str(error))
        else:
            return _answer(request, response, by=by)
    return show_voice(request, response, by=by, form=form)


def _answer(request: HttpRequest, response: Response, *, by: Actor) -> HttpResponse:
    return _row(request, response.pk, by=by, tagging=True) if request.headers.get("HX-Request") else _back(request)


def _row(request: HttpRequest, pk: int, *, by: Actor, tagging: bool = False) -> HttpResponse:
    """Return the row anew, for a page that puts it in place of the old one. Who is `tagging` may want to add another tag."""
    voice = voices_for([find_voice(by, pk)], by=by)[0]
    return render(request, "voices/_sort.html", {"voice": voice, "here": request.POST.get("next", ""), "tagging": tagging})


def _back(request: HttpRequest) -> HttpResponse:
    """Return to the page that asked, if it is one of ours."""
    wanted = request.POST.get("next", "")
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return redirect(wanted)
    return redirect("voices")
