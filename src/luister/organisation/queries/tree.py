"""The organisation and its tree of units."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from luister.common.options import options
from luister.organisation.models import Organisation, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable


def organisation() -> Organisation | None:
    """Return the organisation, or None on an installation that was not set up yet."""
    return Organisation.objects.first()


def time_zone() -> ZoneInfo:
    """Return the organisation's time zone (that of the settings before set-up)."""
    found = organisation()
    if found is None:
        return ZoneInfo(options().time_zone)
    return ZoneInfo(found.time_zone)


def root_unit() -> Unit:
    """Return the unit at the top of the tree."""
    root: Unit = Unit.objects.get_root_nodes().get()
    return root


def fresh_unit(unit: Unit) -> Unit:
    """Return the unit as it is stored now: its place in the tree may have been changed by others."""
    found: Unit = Unit.objects.get(pk=unit.pk)
    return found


def unit_ids_below(units: Iterable[Unit]) -> frozenset[int]:
    """Return the ids of the units and of all below them. One query for each unit given."""
    ids: set[int] = set()
    for unit in units:
        ids.update(Unit.objects.get_tree(unit).values_list("pk", flat=True))
    return frozenset(ids)


def parent_keys(units: Iterable[Unit]) -> dict[int, str]:
    """Return the key of the unit above each of the units; the root has none. One query."""
    paths = {unit.pk: unit.path[: -Unit.steplen] for unit in units}
    keys = dict(Unit.objects.filter(path__in=set(paths.values()) - {""}).values_list("path", "key"))
    return {pk: keys[path] for pk, path in paths.items() if path in keys}
