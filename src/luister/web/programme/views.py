"""Touchpoints: where customers live through something, and who owns it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luister.organisation.enums import Permission
from luister.organisation.queries import may
from luister.programme.models import Touchpoint
from luister.programme.queries import touchpoints
from luister.programme.services import add_touchpoint, change_touchpoint, close_touchpoint, reopen_touchpoint
from luister.web.access import actor_of, needs
from luister.web.programme.forms import TouchpointForm

FIELDS = ("name", "channel", "unit", "owner", "description")


@needs(Permission.SEE_PROGRAMME)
def listing(request: HttpRequest) -> HttpResponse:
    """List the touchpoints that the person may see."""
    by = actor_of(request)
    return render(
        request, "programme/touchpoints.html", {"touchpoints": touchpoints(by=by), "may_add": may(by, Permission.MANAGE_PROGRAMME)}
    )


@needs(Permission.MANAGE_PROGRAMME)
def new(request: HttpRequest) -> HttpResponse:
    """Add a touchpoint."""
    by = actor_of(request)
    form = TouchpointForm(request.POST or None, by=by)
    if request.method == "POST" and form.is_valid():
        touchpoint = add_touchpoint(by=by, **form.cleaned_data)
        messages.success(request, _("%(touchpoint)s is there. Surveys can ask about it from now on.") % {"touchpoint": touchpoint})
        return redirect("touchpoints")
    return render(request, "programme/touchpoint.html", {"form": form}, status=422 if form.is_bound else 200)


@needs(Permission.SEE_PROGRAMME)
def detail(request: HttpRequest, key: str) -> HttpResponse:
    """Show a touchpoint; who may change the programme at its unit changes it here."""
    by = actor_of(request)
    touchpoint = get_object_or_404(touchpoints(by=by), key=key)
    if not may(by, Permission.MANAGE_PROGRAMME, unit=touchpoint.unit_id):
        return render(request, "programme/touchpoint.html", {"touchpoint": touchpoint})
    form = TouchpointForm(request.POST or None, initial={name: getattr(touchpoint, name) for name in FIELDS}, by=by)
    if request.method == "POST" and form.is_valid():
        # A fresh row: a form that was refused must not leave its values on the page's own object.
        change_touchpoint(touchpoint=Touchpoint.objects.get(pk=touchpoint.pk), by=by, **form.cleaned_data)
        messages.success(request, _("Stored."))
        return redirect("touchpoint", key=key)
    return render(request, "programme/touchpoint.html", {"touchpoint": touchpoint, "form": form}, status=422 if form.is_bound else 200)


@require_POST
@needs(Permission.MANAGE_PROGRAMME)
def switch(request: HttpRequest, key: str) -> HttpResponse:
    """Take a touchpoint out of use, or put it back."""
    by = actor_of(request)
    touchpoint = get_object_or_404(touchpoints(by=by, permission=Permission.MANAGE_PROGRAMME), key=key)
    if touchpoint.is_active:
        close_touchpoint(touchpoint=touchpoint, by=by)
        messages.success(request, _("%(touchpoint)s is out of use. Its answers and figures stay.") % {"touchpoint": touchpoint})
    else:
        reopen_touchpoint(touchpoint=touchpoint, by=by)
        messages.success(request, _("%(touchpoint)s is in use again.") % {"touchpoint": touchpoint})
    return redirect("touchpoints")
