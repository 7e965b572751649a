"""People, what they did, and the keys they made."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

from django.db.models import Q

from luister.common.clock import now
from luister.organisation.enums import Permission, Role
from luister.organisation.models import ApiKey, Event, Unit, User
from luister.organisation.queries.access import scope_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from luister.organisation.rules import Actor


def people_for(by: Actor) -> QuerySet[User]:
    """Return the people `by` may see: who holds a role in their units, and themselves.

    Who manages people also sees those without any role; otherwise nobody could give them one.
    """
    scope = scope_of(by, Permission.SEE_PEOPLE)
    people = User.objects.order_by("name", "pk").prefetch_related("memberships__unit")
    if scope.everything:
        return people
    seen = Q(memberships__unit__in=scope.unit_ids)
    if by.user is not None and by.key is None:
        seen |= Q(pk=by.user.pk)
    if scope_of(by, Permission.MANAGE_PEOPLE):
        seen |= Q(memberships__isnull=True)
    return people.filter(seen).distinct()


def units_for(by: Actor, permission: Permission = Permission.SEE_PEOPLE) -> QuerySet[Unit]:
    """Return the units where `by` has `permission`, in the order of the tree."""
    units: QuerySet[Unit] = Unit.objects.filter(scope_of(by, permission).q("pk")).order_by("path")
    return units


def events_for(by: Actor) -> QuerySet[Event]:
    """Return the lines of the event log `by` may read. What belongs to no unit is for those who see everything."""
    scope = scope_of(by, Permission.SEE_EVENTS)
    return Event.objects.filter(scope.q("unit")).select_related("unit")


def keys_for(by: Actor) -> QuerySet[ApiKey]:
    """Return the API keys `by` may see and revoke: their own, and those of services in units whose settings they manage."""
    scope = scope_of(by, Permission.MANAGE_SETTINGS)
    seen = Q(user__isnull=True) & scope.q("unit") if scope else Q(pk__in=[])
    if scope.everything:
        seen = Q()
    if by.user is not None:
        seen |= Q(user=by.user)
    return ApiKey.objects.filter(seen).select_related("user", "unit", "created_by").order_by("-created_at", "-pk")


def find_api_key(token: str) -> ApiKey | None:
    """Return the key that `token` is, or None if it is not known, was revoked, has expired, or its person was disabled."""
    parts = token.split("_")
    if len(parts) < 3 or parts[0] != "lsk":  # noqa: PLR2004 - lsk_<prefix>_<secret>
        return None
    key = ApiKey.objects.select_related("unit", "user").filter(prefix=parts[1][:12], revoked_at__isnull=True).first()
    if key is None or not hmac.compare_digest(key.digest, digest_of(token)):
        return None
    is_over = key.expires_at is not None and key.expires_at <= now()
    is_alone = key.user is not None and not key.user.is_active
    return None if is_over or is_alone else key


def digest_of(token: str) -> str:
    """Return the hash under which a key is kept. The token holds 192 random bits, so a quick hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def administrators() -> QuerySet[User]:
    """Return the active people who administer the whole organisation."""
    return User.objects.filter(is_active=True, memberships__role=Role.ADMINISTRATOR, memberships__unit__depth=1).distinct()


def has_administrator() -> bool:
    """Return whether anybody administers the whole organisation."""
    return administrators().exists()
