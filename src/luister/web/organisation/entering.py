"""Pages that let somebody in for the first time: set-up and invitations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import login
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from luister.common.options import options
from luister.organisation import services
from luister.organisation.queries import has_administrator, invited_person, is_setup_key, organisation
from luister.web.organisation.forms import PasswordForm, SetUpForm, SetUpOrganisationForm
from luister.web.organisation.submitting import submit

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@sensitive_post_parameters("password")
@never_cache
def set_up(request: HttpRequest) -> HttpResponse:
    """Set the installation up, once, by the link that the start prints. Afterwards there is no such page."""
    if has_administrator():
        raise Http404
    key = request.GET.get("key", "")
    if not is_setup_key(key):
        return render(request, "organisation/setup_closed.html", status=403)
    found = organisation()
    kind = SetUpForm if found else SetUpOrganisationForm
    form = kind(request.POST or None, initial={"language": request.LANGUAGE_CODE, "time_zone": options().time_zone})
    known = {"organisation_name": found.name, "time_zone": found.time_zone} if found else {}
    user = submit(form, lambda data: services.set_up_first_administrator(key=key, **known, **data)) if form.is_bound else None
    if user is None:
        return render(request, "organisation/setup.html", {"form": form})
    login(request, user)
    return redirect("/")


@sensitive_post_parameters("password")
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Let somebody who was invited choose a password, and sign them in."""
    user = invited_person(token)
    if user is None:
        return render(request, "organisation/invitation_over.html", status=404)
    form = PasswordForm(request.POST or None)
    accepted = submit(form, lambda data: services.accept_invitation(token=token, password=data["password"])) if form.is_bound else None
    if accepted is None:
        return render(request, "organisation/invitation.html", {"form": form, "person": user, "organisation": organisation()})
    login(request, accepted)
    return redirect("/")
