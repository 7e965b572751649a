"""Writes: touchpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from luister.common.keys import create_keyed
from luister.organisation.enums import Permission
from luister.organisation.queries import may, require
from luister.organisation.services import record_event
from luister.programme.enums import Channel
from luister.programme.models import Touchpoint
from luister.programme.queries import touchpoint_named

if TYPE_CHECKING:
    from luister.organisation.models import Unit, User
    from luister.organisation.rules import Actor


@transaction.atomic
def add_touchpoint(
    *, name: str, unit: Unit, by: Actor, channel: str = Channel.OTHER, owner: User | None = None, description: str = "", key: str = ""
) -> Touchpoint:
    """Add a touchpoint that `unit` owns, and return it. Its key is made of the name unless one is given.

    Raises
    ------
    ValidationError
        If the name is empty, the channel unknown or the owner no longer active.
    """
    require(by, Permission.MANAGE_PROGRAMME, unit=unit)
    return _add(name=name, unit=unit, by=by, channel=channel, owner=owner, description=description, key=key)


@transaction.atomic
def change_touchpoint(
    *, touchpoint: Touchpoint, by: Actor, name: str, channel: str, unit: Unit, owner: User | None = None, description: str = ""
) -> Touchpoint:
    """Change what a touchpoint is called, where it is and who owns it. Its key stays, so old figures stay with it."""
    require(by, Permission.MANAGE_PROGRAMME, unit=touchpoint.unit_id)
    require(by, Permission.MANAGE_PROGRAMME, unit=unit)
    touchpoint.name, touchpoint.channel, touchpoint.unit = name.strip(), channel, unit
    touchpoint.owner, touchpoint.description = owner, description.strip()
    _check(touchpoint)
    touchpoint.save()
    record_event(by=by, action="touchpoint.changed", subject=touchpoint, unit=unit)
    return touchpoint


def close_touchpoint(*, touchpoint: Touchpoint, by: Actor) -> Touchpoint:
    """Take a touchpoint out of use. Its answers and figures stay."""
    return _set_active(touchpoint, by=by, active=False)


def reopen_touchpoint(*, touchpoint: Touchpoint, by: Actor) -> Touchpoint:
    """Put a touchpoint into use again."""
    return _set_active(touchpoint, by=by, active=True)


@transaction.atomic
def find_or_add_touchpoint(*, name: str, unit: Unit, by: Actor) -> tuple[Touchpoint, bool]:
    """Return the touchpoint called `name` at `unit` or above it, and whether it had to be added (at `unit`). For imports."""
    if not may(by, Permission.MANAGE_PROGRAMME, unit=unit):
        require(by, Permission.IMPORT, unit=unit)
    found = touchpoint_named(name, unit=unit)
    if found is not None:
        return found, False
    return _add(name=name, unit=unit, by=by), True


def _add(
    *, name: str, unit: Unit, by: Actor, channel: str = Channel.OTHER, owner: User | None = None, description: str = "", key: str = ""
) -> Touchpoint:
    name = name.strip()
    _check(Touchpoint(key=key or "new", name=name, unit=unit, channel=channel, owner=owner, description=description.strip()), new=True)
    touchpoint = create_keyed(
        Touchpoint, text=key or name, name=name, unit=unit, channel=channel, owner=owner, description=description.strip()
    )
    record_event(by=by, action="touchpoint.added", subject=touchpoint, unit=unit)
    return touchpoint


def _check(touchpoint: Touchpoint, *, new: bool = False) -> None:
    touchpoint.clean_fields(exclude=["key"] if new else None)
    if touchpoint.owner is not None and not touchpoint.owner.is_active:
        raise ValidationError({"owner": _("%(name)s no longer signs in here. Choose somebody who does.") % {"name": touchpoint.owner}})


@transaction.atomic
def _set_active(touchpoint: Touchpoint, *, by: Actor, active: bool) -> Touchpoint:
    require(by, Permission.MANAGE_PROGRAMME, unit=touchpoint.unit_id)
    if Touchpoint.objects.filter(pk=touchpoint.pk).exclude(is_active=active).update(is_active=active):
        record_event(by=by, action="touchpoint.reopened" if active else "touchpoint.closed", subject=touchpoint, unit=touchpoint.unit)
    touchpoint.refresh_from_db()
    return touchpoint
