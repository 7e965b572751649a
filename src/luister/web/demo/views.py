"""Leaving the demo: "Start with my own data"."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_htmx.http import HttpResponseClientRedirect

from luister.exchange.demo.tasks import clear_demo
from luister.feedback.models import Response
from luister.organisation.enums import Permission
from luister.organisation.models import User
from luister.organisation.queries import organisation, require, root_unit
from luister.web.access import actor_of, needs


class LeaveForm(forms.Form):
    """The name under which one starts."""

    name = forms.CharField(label=gettext_lazy("Name of your organisation"), max_length=120)


@needs(Permission.MANAGE_SETTINGS)
def leave(request: HttpRequest) -> HttpResponse:
    """Ask for the name of the organisation, and clear the demo away in the background."""
    require(actor_of(request), Permission.MANAGE_SETTINGS, unit=root_unit())
    found = organisation()
    if found is None or not found.is_demo:
        messages.info(request, _("This installation does not hold the demo."))
        return redirect("today")
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        assert isinstance(request.user, User)
        clear_demo.enqueue(request.user.pk, form.cleaned_data["name"])
        return redirect("leaving-demo")
    return render(request, "demo/leave.html", {"form": form}, status=422 if form.errors else 200)


@needs(Permission.MANAGE_SETTINGS)
def leaving(request: HttpRequest) -> HttpResponse:
    """Show how much is left to clear away; go to the first page when nothing is."""
    found = organisation()
    if found is None or not found.is_demo:
        messages.success(request, _("The demo is gone. Everything you see from now on is your own."))
        return HttpResponseClientRedirect(reverse("today")) if request.headers.get("HX-Request") else redirect("today")
    template = "demo/_left.html" if request.headers.get("HX-Request") else "demo/leaving.html"
    return render(request, template, {"left": Response.objects.count()})
