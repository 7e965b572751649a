"""Keys of the API."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from luister.common.clock import now
from luister.common.ids import new_token
from luister.organisation.enums import Permission
from luister.organisation.models import ApiKey
from luister.organisation.queries import find_api_key, keys_for, require
from luister.organisation.queries.people import digest_of
from luister.organisation.rules import Refused
from luister.organisation.services.events import record_event
from luister.organisation.services.guards import require_all_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from luister.organisation.models import Unit, User
    from luister.organisation.rules import Actor

NOTE_USE_EVERY = timedelta(minutes=1)


@transaction.atomic
def create_api_key(
    *, name: str, scopes: Iterable[str], unit: Unit, by: Actor, user: User | None = None, expires_at: datetime | None = None
) -> tuple[ApiKey, str]:
    """Make a key and return it with its text, which is kept nowhere and can't be shown again.

    Everybody may make keys for themselves (`user`); a key of a service (no user) is made by who manages the settings. Either way
    nobody passes on rights they do not have at `unit`.

    Raises
    ------
    Refused
        If a scope is not known, none is given, or the time to expire lies behind us.
    """
    wanted = _check_scopes(scopes)
    _require_maker(by, user, unit)
    require_all_of(by, wanted, unit=unit)
    if expires_at is not None and expires_at <= now():
        raise Refused(_("The key would have expired already; accepted: a day to come."))
    prefix = secrets.token_hex(4)
    token = f"lsk_{prefix}_{new_token()}"
    key = ApiKey.objects.create(
        name=name.strip()[:120] or prefix,
        user=user,
        unit=unit,
        prefix=prefix,
        digest=digest_of(token),
        scopes=[scope.value for scope in wanted],
        created_by=by.user,
        created_at=now(),
        expires_at=expires_at,
    )
    record_event(by=by, action="key.created", subject=key, unit=unit, details={"scopes": key.scopes})
    return key, token


@transaction.atomic
def revoke_api_key(*, key: ApiKey, by: Actor) -> ApiKey:
    """End a key at once. Own keys, and services' keys for who manages the settings."""
    if not by.is_trusted and (by.key is not None or not keys_for(by).filter(pk=key.pk).exists()):
        raise PermissionDenied(_("You can revoke your own keys, and those of services whose settings you manage."))
    if ApiKey.objects.filter(pk=key.pk, revoked_at__isnull=True).update(revoked_at=now()):
        record_event(by=by, action="key.revoked", subject=key, unit=key.unit)
    key.refresh_from_db()
    return key


def use_api_key(token: str) -> ApiKey | None:
    """Return the key that `token` is and note that it was used (once a minute); None if it does not open anything."""
    key = find_api_key(token)
    if key is not None and (key.last_used_at is None or key.last_used_at < now() - NOTE_USE_EVERY):
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now())
    return key


def _require_maker(by: Actor, user: User | None, unit: Unit) -> None:
    if by.key is not None:
        raise PermissionDenied(_("A key can't make other keys."))
    if by.is_trusted or (user is not None and by.user is not None and user.pk == by.user.pk):
        return
    if user is not None:
        raise PermissionDenied(_("You can make keys for yourself and for services, not for somebody else."))
    require(by, Permission.MANAGE_SETTINGS, unit=unit)


def _check_scopes(scopes: Iterable[str]) -> list[Permission]:
    given = sorted({str(scope) for scope in scopes})
    unknown = [scope for scope in given if scope not in Permission.values]
    if unknown or not given:
        raise Refused(
            _("Scopes are “%(given)s”; accepted: one or more of %(known)s.")
            % {"given": ", ".join(given), "known": ", ".join(Permission.values)}
        )
    return [Permission(scope) for scope in given]
