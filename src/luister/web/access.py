"""Who stands behind a request, and the doors of views: `@signed_in` and `@needs(Permission.X)`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from luister.organisation.enums import Permission
from luister.organisation.models import User
from luister.organisation.queries import require
from luister.organisation.rules import Actor

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def actor_of(request: HttpRequest) -> Actor:
    """Return the signed-in person as actor; PermissionDenied for a visitor."""
    if not isinstance(request.user, User):
        raise PermissionDenied(_("Please sign in first."))
    kept: Actor | None = getattr(request, "_actor", None)
    if kept is None or kept.user is not request.user:
        kept = Actor.person(request.user).for_one_request()
        request._actor = kept  # type: ignore[attr-defined]  # noqa: SLF001 - one actor for the length of the request
    return kept


def signed_in(view: View[P]) -> View[P]:
    """Let only signed-in people in. A visitor is sent to the sign-in page and comes back afterwards."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        return view(request, *args, **kwargs)

    return guarded


def needs(permission: Permission) -> Callable[[View[P]], View[P]]:
    """Let only people in who have `permission` somewhere; others get the 403 page. Where they have it is the view's to ask."""

    def door(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            require(actor_of(request), permission)
            return view(request, *args, **kwargs)

        return guarded

    return door


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    if request.headers.get("HX-Request"):
        # A redirect would put the sign-in page into the middle of the page that asked.
        return HttpResponseClientRedirect(resolve_url(settings.LOGIN_URL))
    return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
