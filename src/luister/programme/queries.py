"""Reads: touchpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from luister.organisation.enums import Permission
from luister.organisation.models import Unit
from luister.organisation.queries import scope_of
from luister.programme.models import Touchpoint

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from luister.organisation.rules import Actor


def touchpoints(*, by: Actor, permission: Permission = Permission.SEE_PROGRAMME) -> QuerySet[Touchpoint]:
    """Return the touchpoints for which `by` has `permission`, those in use first, with unit and owner."""
    scope = scope_of(by, permission)
    found = Touchpoint.objects.filter(scope.q("unit")) if scope else Touchpoint.objects.none()
    return found.select_related("unit", "owner").order_by("-is_active", "name", "pk")


def touchpoint_named(name: str, *, unit: Unit) -> Touchpoint | None:
    """Return the touchpoint called `name` (whatever its case) of `unit` or the nearest unit above it; those in use go first."""
    near = [unit.pk, *reversed([above.pk for above in Unit.objects.get_ancestors(unit)])]
    wanted = name.strip().casefold()
    # The database folds ASCII letters only on SQLite, and "Łódź" is a name like any other.
    candidates = [t for t in Touchpoint.objects.filter(unit__in=near) if t.name.casefold() == wanted]
    return min(candidates, key=lambda t: (not t.is_active, near.index(t.unit_id)), default=None)
