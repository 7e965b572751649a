"""The page of oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from luister.organisation import services
from luister.web.access import actor_of, signed_in
from luister.web.organisation.forms import OwnPasswordForm, ProfileForm
from luister.web.organisation.submitting import data_of, submit

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from luister.organisation.models import User


@signed_in
def profile(request: HttpRequest) -> HttpResponse:
    """Show and change one's name, language and password."""
    by = actor_of(request)
    user = by.user
    assert user is not None  # somebody is signed in
    about = ProfileForm(data_of(request, "about"), initial={"name": user.name, "language": user.language})
    password = OwnPasswordForm(data_of(request, "password"), user=user)
    if about.is_bound and submit(about, lambda data: services.change_person(user=user, by=by, **data)) is not None:
        messages.success(request, _("Saved."))
        return redirect("profile")
    if password.is_bound and _change_password(request, user, password):
        return redirect("profile")
    context = {
        "about": about,
        "password": password,
        "memberships": user.memberships.select_related("unit").order_by("unit__path"),
        "has_second_step": is_mfa_enabled(user),
    }
    return render(request, "organisation/profile.html", context)


def _change_password(request: HttpRequest, user: User, form: OwnPasswordForm) -> bool:
    by = actor_of(request)
    if submit(form, lambda data: services.set_password(user=user, password=data["password"], by=by)) is None:
        return False
    # All other sessions end; this one goes on.
    update_session_auth_hash(request, user)
    messages.success(request, _("Your new password is saved. You are signed out everywhere else."))
    return True
