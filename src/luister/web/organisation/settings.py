"""Pages of the organisation's settings, its API keys and its event log."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from luister.organisation import services
from luister.organisation.enums import Permission
from luister.organisation.queries import events_for, keys_for, organisation, require, root_unit, time_zone
from luister.web.access import actor_of, needs, signed_in
from luister.web.organisation.forms import EventFilterForm, KeyForm, OrganisationForm
from luister.web.organisation.submitting import attempt, submit
from luister.web.organisation.words import action_choices, action_words
from luister.web.paging import page_of

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from luister.organisation.models import ApiKey, Event
    from luister.organisation.rules import Actor


@needs(Permission.MANAGE_SETTINGS)
def settings(request: HttpRequest) -> HttpResponse:
    """Show and change what is true of the whole organisation."""
    by = actor_of(request)
    require(by, Permission.MANAGE_SETTINGS, unit=root_unit())
    found = organisation()
    assert found is not None  # there is a root unit
    initial = {"name": found.name, "time_zone": found.time_zone, "language": found.language}
    form = OrganisationForm(request.POST or None, initial=initial)
    if form.is_bound and submit(form, lambda data: services.change_organisation(by=by, **data)) is not None:
        messages.success(request, _("Saved."))
        return redirect("settings")
    return render(request, "organisation/settings.html", {"form": form, "organisation": found})


@never_cache
@signed_in
def keys(request: HttpRequest) -> HttpResponse:
    """List the API keys one may see; make a new one, which is shown this once."""
    by = actor_of(request)
    form = KeyForm(request.POST or None, by=by)
    made = submit(form, lambda data: _create(by, data)) if form.is_bound else None
    page, pager = page_of(request, keys_for(by), order=("-created_at", "-pk"))
    context = {"keys": page.items, "pager": pager, "form": KeyForm(by=by) if made else form, "made": made}
    return render(request, "organisation/keys.html", context)


@require_POST
@signed_in
def key_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End a key."""
    by = actor_of(request)
    key = get_object_or_404(keys_for(by), pk=pk)
    attempt(request, lambda: services.revoke_api_key(key=key, by=by), _("The key %(name)s opens nothing any more.") % {"name": key.name})
    return redirect("keys")


@needs(Permission.SEE_EVENTS)
def events(request: HttpRequest) -> HttpResponse:
    """Show who did what, newest first."""
    form = EventFilterForm(request.GET or None, actions=action_choices())
    rows = events_for(actor_of(request))
    if form.is_valid():
        rows = _filter(rows, **form.cleaned_data)
    page, pager = page_of(request, rows, order=("-at", "-pk"))
    lines = [(event, action_words(event.action)) for event in page.items]
    return render(request, "organisation/events.html", {"form": form, "lines": lines, "pager": pager})


def _create(by: Actor, data: dict[str, object]) -> tuple[ApiKey, str]:
    user = by.user if data.pop("owner") == "me" else None
    return services.create_api_key(user=user, expires_at=data.pop("expires_on"), by=by, **data)  # type: ignore[arg-type]


def _filter(rows: QuerySet[Event], *, q: str, action: str, start: date | None, end: date | None) -> QuerySet[Event]:
    if q:
        rows = rows.filter(Q(actor_label__icontains=q) | Q(subject_label__icontains=q))
    if action:
        rows = rows.filter(action=action)
    if start:
        rows = rows.filter(at__gte=_midnight(start))
    if end:
        rows = rows.filter(at__lt=_midnight(end + timedelta(days=1)))
    return rows


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min), time_zone())
