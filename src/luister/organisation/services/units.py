"""The tree of units grows and changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from luister.common.ids import stable_key
from luister.organisation.enums import Permission
from luister.organisation.models import Unit
from luister.organisation.queries import fresh_unit, require, root_unit
from luister.organisation.rules import Refused
from luister.organisation.services.events import record_event
from luister.organisation.services.guards import lock_organisation

if TYPE_CHECKING:
    from luister.organisation.rules import Actor


@transaction.atomic
def add_unit(*, name: str, parent: Unit, by: Actor, key: str | None = None) -> Unit:
    """Add a unit below `parent`. Without `key` one is made of the name; it stays when the unit is renamed.

    Raises
    ------
    Refused
        If the name is empty, or the key is taken.
    """
    require(by, Permission.MANAGE_PEOPLE, unit=parent)
    return _add(name=name, parent=parent, key=key, by=by)


@transaction.atomic
def find_or_add_unit(*, name: str, by: Actor) -> tuple[Unit, bool]:
    """Return the unit with this name or key, and whether it had to be added (below the root). For imports.

    Raises
    ------
    Refused
        If the name is empty.
    """
    name = name.strip()
    found = Unit.objects.filter(key=stable_key(name)).first() or Unit.objects.filter(name__iexact=name).order_by("path").first()
    if found is not None:
        return found, False
    root = root_unit()
    require(by, Permission.IMPORT, unit=root)
    return _add(name=name, parent=root, key=None, by=by), True


@transaction.atomic
def rename_unit(*, unit: Unit, name: str, by: Actor) -> Unit:
    """Give the unit another name; its key stays. Renaming the root renames nothing else."""
    require(by, Permission.MANAGE_PEOPLE, unit=unit)
    lock_organisation()
    old = unit.name
    fresh = fresh_unit(unit)
    fresh.name = _check_name(name)
    fresh.save(update_fields=["name"])
    record_event(by=by, action="unit.renamed", subject=fresh, unit=fresh, details={"from": old})
    return _in_order(fresh)


@transaction.atomic
def move_unit(*, unit: Unit, parent: Unit, by: Actor) -> Unit:
    """Move the unit, with all below it, below `parent`. Who sees it follows from the new place at once.

    Raises
    ------
    Refused
        If it is the root, or `parent` lies inside it.
    """
    require(by, Permission.MANAGE_PEOPLE, unit=unit)
    require(by, Permission.MANAGE_PEOPLE, unit=parent)
    lock_organisation()
    moved, target = fresh_unit(unit), fresh_unit(parent)
    if moved.is_root():
        raise Refused(_("The top of the tree can't be moved."))
    if target.pk == moved.pk or target.is_descendant_of(moved):
        raise Refused(_("%(unit)s can't lie below itself. Choose a unit outside it.") % {"unit": moved.name})
    Unit.objects.move(moved, target, pos="sorted-child")
    moved = fresh_unit(unit)
    record_event(by=by, action="unit.moved", subject=moved, unit=moved, details={"below": target.key})
    return moved


@transaction.atomic
def close_unit(*, unit: Unit, by: Actor) -> Unit:
    """Close the unit and all below it: nothing new is credited to them, what they have stays."""
    require(by, Permission.MANAGE_PEOPLE, unit=unit)
    if unit.is_root():
        raise Refused(_("The organisation as a whole can't be closed."))
    Unit.objects.get_tree(unit).update(is_active=False)
    record_event(by=by, action="unit.closed", subject=unit, unit=unit)
    return fresh_unit(unit)


@transaction.atomic
def reopen_unit(*, unit: Unit, by: Actor) -> Unit:
    """Open the unit again, and all above it; what lies below stays as it is."""
    require(by, Permission.MANAGE_PEOPLE, unit=unit)
    above = Unit.objects.get_ancestors(unit).values("pk")
    Unit.objects.filter(pk__in=above, is_active=False).update(is_active=True)
    Unit.objects.filter(pk=unit.pk).update(is_active=True)
    record_event(by=by, action="unit.reopened", subject=unit, unit=unit)
    return fresh_unit(unit)


def _add(*, name: str, parent: Unit, key: str | None, by: Actor) -> Unit:
    name = _check_name(name)
    lock_organisation()
    # Read again under the lock: the place of a child follows from the parent's path and number of children.
    above = fresh_unit(parent)
    added = Unit.objects.add_child(above, {"key": _free_key(name, key), "name": name})
    unit = fresh_unit(added)
    record_event(by=by, action="unit.added", subject=unit, unit=unit, details={"below": above.key})
    return unit


def _free_key(name: str, wanted: str | None) -> str:
    if wanted is not None:
        if wanted != stable_key(wanted):
            raise Refused(_("The key is “%(given)s”; accepted: lower-case letters, digits and hyphens.") % {"given": wanted})
        if Unit.objects.filter(key=wanted).exists():
            raise Refused(_("Another unit has the key “%(given)s”.") % {"given": wanted})
        return wanted
    base = stable_key(name, limit=70)
    taken = set(Unit.objects.filter(key__startswith=base).values_list("key", flat=True))
    return next(key for key in [base, *(f"{base}-{number}" for number in range(2, len(taken) + 3))] if key not in taken)


def _check_name(name: str) -> str:
    name = name.strip()
    if not 0 < len(name) <= 120:  # noqa: PLR2004 - the field's length
        raise Refused(_("The name is “%(given)s”; accepted: 1 to 120 characters.") % {"given": name})
    return name


def _in_order(unit: Unit) -> Unit:
    """Put a renamed unit where its name belongs among its siblings."""
    if not unit.is_root():
        Unit.objects.move(unit, Unit.objects.get_parent(unit), pos="sorted-child")
    return fresh_unit(unit)
