"""What the services of this room check before they write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from luister.organisation.enums import Permission
from luister.organisation.models import Organisation, Unit, User
from luister.organisation.queries import administrators, may, require
from luister.organisation.rules import LastAdministrator, Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from luister.organisation.rules import Actor


def lock_organisation() -> None:
    """Let one writer at a time change the tree and its administrators. SQLite has one writer anyway."""
    Organisation.objects.select_for_update().first()


def require_over(by: Actor, user: User) -> None:
    """Raise PermissionDenied unless `by` manages people at every unit where `user` holds a role.

    So the administrator of a unit can't disable, or set a password for, somebody who administers more than they do.
    """
    require(by, Permission.MANAGE_PEOPLE)
    for unit_id in user.memberships.values_list("unit", flat=True):
        require(by, Permission.MANAGE_PEOPLE, unit=unit_id)


def require_all_of(by: Actor, permissions: Iterable[Permission], *, unit: Unit) -> None:
    """Raise PermissionDenied unless `by` has each permission at `unit`: nobody passes on what they do not have."""
    missing = [permission for permission in permissions if not may(by, permission, unit=unit)]
    if missing:
        raise PermissionDenied(
            _("You can only pass on rights that you have at %(unit)s yourself. Missing: %(rights)s.")
            % {"unit": unit.name, "rights": ", ".join(str(permission.label) for permission in missing)}
        )


def keep_an_administrator(user: User) -> None:
    """Raise LastAdministrator if `user` is the only one. Call it under `lock_organisation`, before the change."""
    if set(administrators().values_list("pk", flat=True)) == {user.pk}:
        raise LastAdministrator(_("%(name)s is the only administrator. Give somebody else this role first.") % {"name": user})


def check_language(language: str) -> str:
    """Return `language` if it is one of ours."""
    known = [code for code, _name in settings.LANGUAGES]
    if language not in known:
        raise Refused(_("The language is “%(given)s”; accepted: %(known)s.") % {"given": language, "known": ", ".join(known)})
    return language
