"""What every page carries: the way through the loop, the person's choice of light or dark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from luister.organisation.enums import Permission, Role
from luister.organisation.rules import ROLE_PERMISSIONS
from luister.web.today.counts import waiting

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from django.http import HttpRequest
    from django.utils.functional import _StrPromise

    from luister.organisation.models import User

THEME_COOKIE = "luister_theme"


@dataclass(frozen=True)
class Place:
    """An entry of the navigation, before it is known who asks. `bar` places are the ones at the bottom of a phone."""

    label: _StrPromise
    url_name: str
    icon: str
    permission: Permission | None = None
    bar: bool = False


@dataclass(frozen=True)
class Item:
    """An entry as one page shows it.

    `is_here`: it is this very page; `is_current`: this page or one below it; `count`: how much waits there.
    """

    label: str
    url: str
    icon: str
    is_here: bool
    is_current: bool
    bar: bool
    count: int = 0


@dataclass(frozen=True)
class Group:
    """Entries under one word of the loop."""

    title: str
    items: list[Item]


MAP: tuple[tuple[_StrPromise | str, tuple[Place, ...]], ...] = (
    ("", (Place(_("Today"), "today", "home", bar=True),)),
    (
        _("Listen"),
        (
            Place(_("Verbatims"), "voices", "messages", Permission.SEE_VOICES, bar=True),
            Place(_("Surveys"), "surveys", "clipboard-text", Permission.MANAGE_SURVEYS),
            Place(_("Imports"), "imports", "file-import", Permission.IMPORT),
            Place(_("Customers"), "customers", "users", Permission.SEE_CUSTOMERS),
        ),
    ),
    (_("Understand"), (Place(_("Figures"), "figures", "chart-line", Permission.SEE_FIGURES, bar=True),)),
    (
        _("Act"),
        (
            Place(_("Cases"), "cases", "inbox", Permission.SEE_CASES, bar=True),
            Place(_("Case rules"), "case-rules", "adjustments", Permission.MANAGE_RULES),
        ),
    ),
    (
        _("People"),
        (
            Place(_("Morning meeting"), "meeting", "coffee", Permission.SEE_MEETING),
            Place(_("Obstacles"), "obstacles", "barrier-block", Permission.SEE_MEETING),
        ),
    ),
    (
        _("Programme"),
        (
            Place(_("Touchpoints"), "touchpoints", "route", Permission.SEE_PROGRAMME),
            Place(_("People"), "people", "users", Permission.SEE_PEOPLE),
            Place(_("Units"), "units", "sitemap", Permission.SEE_PEOPLE),
            Place(_("Settings"), "settings", "settings", Permission.MANAGE_SETTINGS),
            Place(_("Event log"), "events", "history", Permission.SEE_EVENTS),
        ),
    ),
)
"""The rail follows the loop. A place whose pages are not built, or that the person may not open, is not shown."""


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Return the context of all pages. Nothing is asked of the database until a page shows it (an error page must not)."""
    groups = SimpleLazyObject(lambda: _groups(request))
    return {
        "navigation": groups,
        "bar": SimpleLazyObject(lambda: [item for group in groups for item in group.items if item.bar][:4]),
        "profile_url": _url("profile"),
        "theme": _theme(request),
    }


def _theme(request: HttpRequest) -> str:
    """Return the person's choice, or nothing: then the page follows the device."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in {"light", "dark"} else ""


def _groups(request: HttpRequest) -> list[Group]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    allowed, counts = _permissions(user), waiting(request)
    above = _nearest(request.path)
    groups = [
        Group(str(title), list(_items(places, allowed=allowed, counts=counts, path=request.path, above=above))) for title, places in MAP
    ]
    return [group for group in groups if group.items]


def _permissions(user: User) -> set[Permission]:
    """Return all that the person may do anywhere, in one query. Each page still asks for itself where."""
    roles = user.memberships.values_list("role", flat=True)
    return {permission for role in roles for permission in ROLE_PERMISSIONS[Role(role)]}


def _nearest(path: str) -> str:
    """Return the address of the place that `path` lies under: the longest, so that the rules of cases are not the cases."""
    urls = [_url(place.url_name) for _title, places in MAP for place in places]
    return max((url for url in urls if path == url or (url not in {"", "/"} and path.startswith(url))), key=len, default="")


def _items(
    places: tuple[Place, ...], *, allowed: Collection[Permission], counts: Mapping[str, int], path: str, above: str
) -> Iterator[Item]:
    for place in places:
        url = _url(place.url_name)
        if not url or (place.permission is not None and place.permission not in allowed):
            continue
        count = counts.get(place.url_name, 0)
        yield Item(str(place.label), url, place.icon, is_here=path == url, is_current=url == above, bar=place.bar, count=count)


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
