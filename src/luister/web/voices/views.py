"""What customers say: the list, and one response as a whole."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import ngettext

from luister.action.queries import visible_cases
from luister.customers.models import Attribute
from luister.feedback.enums import ReadingState
from luister.feedback.models import Response
from luister.feedback.queries import responses
from luister.feedback.rules import Filters, WrongFilter, only_filters, parse_filters
from luister.organisation.enums import Permission
from luister.organisation.models import Event
from luister.organisation.queries import may, scope_of, time_zone
from luister.organisation.rules import Actor
from luister.web.access import actor_of, needs
from luister.web.paging import page_of
from luister.web.voices.answers import other_answers
from luister.web.voices.forms import FilterForm, TagForm
from luister.web.voices.rows import voices_for

PAGE = 20
_ORDER = ("-answered_at", "-pk")
_EVERY_STATE = Filters(reading_state=tuple(ReadingState.values))
_HISTORY = 10


@needs(Permission.SEE_VOICES)
def voices(request: HttpRequest) -> HttpResponse:
    """List what customers said, newest first; the filters stand in the address, as those of figures do."""
    by = actor_of(request)
    try:
        filters = filters_of(request)
        found = responses(filters, by=by)
        problem = ""
    except WrongFilter as error:
        filters, found, problem = Filters(), Response.objects.none(), str(error)
    page, pager = page_of(request, found, order=_ORDER, limit=PAGE)
    context = {
        **pager,
        "form": FilterForm(filters, by=by),
        "problem": problem,
        "voices": voices_for(page.items, by=by),
        "query": filters.to_query(),
        "unread": [response.pk for response in page.items if response.reading_state == ReadingState.NEW],
        "may_sort": may(by, Permission.SORT_VOICES),
        "may_download": may(by, Permission.EXPORT),
        "here": request.get_full_path(),
        "shown": ngettext("%(n)s on this page", "%(n)s on this page", len(page.items)) % {"n": len(page.items)},
    }
    return render(request, "voices/list.html", context, status=400 if problem else 200)


@needs(Permission.SEE_VOICES)
def voice(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one response: all that was answered, what the customer said before, its case, and who changed what."""
    by = actor_of(request)
    return show_voice(request, find_voice(by, pk), by=by)


def show_voice(request: HttpRequest, response: Response, *, by: Actor, form: TagForm | None = None) -> HttpResponse:
    """Draw the page of a response; `form` is one that came back with something wrong."""
    shown = voices_for([response], by=by)[0]
    zone = time_zone()
    context: dict[str, Any] = {
        "voice": shown,
        "response": response,
        "others": other_answers(response),
        "attributes": _attributes(response),
        "case": visible_cases(by).filter(response=response).first(),
        "history": voices_for(_history(response, by=by), by=by),
        "events": _events(response),
        "zone": zone,
        "here": request.get_full_path(),
        "tag_form": form or TagForm(),
        "sees_customer": shown.sees_contacts and scope_of(by, Permission.SEE_CUSTOMERS).covers(_unit_of_customer(response)),
    }
    return render(request, "voices/detail.html", context, status=422 if form is not None else 200)


def filters_of(request: HttpRequest) -> Filters:
    """Return the filters in the address; parameters that are no filters are left to the page."""
    return parse_filters(only_filters({name: [str(value) for value in values] for name, values in request.GET.lists()}))


def find_voice(by: Actor, pk: int) -> Response:
    """Return the response if the person may read it; for others there is no such page."""
    return get_object_or_404(responses(_EVERY_STATE, by=by), pk=pk)


def _history(response: Response, *, by: Actor) -> list[Response]:
    if response.customer_id is None:
        return []
    known = responses(Filters(), by=by).filter(customer=response.customer_id, answered_at__lt=response.answered_at + timedelta(days=1))
    return list(known.exclude(pk=response.pk).order_by(*_ORDER)[:_HISTORY])


def _attributes(response: Response) -> list[tuple[str, str]]:
    """Return what was known of the customer then, under the names of today; of an attribute that has gone the key is left."""
    names = dict(Attribute.objects.values_list("key", "name"))
    return sorted((names.get(key, key), value) for key, value in response.attributes.items())


def _unit_of_customer(response: Response) -> int | None:
    return response.customer.unit_id if response.customer else None


def _events(response: Response) -> list[Event]:
    about = Event.objects.filter(subject_type=Response._meta.model_name, subject_id=str(response.pk))
    return list(about.select_related("actor").order_by("-at", "-pk")[:50])
