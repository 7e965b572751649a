"""What an actor may see and do, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from luister.organisation.models import Membership, Unit, User
from luister.organisation.queries.tree import unit_ids_below
from luister.organisation.rules import Actor, Scope, roles_with

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from luister.organisation.enums import Permission


def scope_of(actor: Actor, permission: Permission) -> Scope:
    """Return where `actor` has `permission`.

    A person has it at the units of their roles that carry it, and below. A key has it within its scopes: a service's at the
    key's unit and below; a person's where also the person has it.
    """
    if actor.is_trusted:
        return Scope(everything=True)
    if actor.known_scopes is None:
        return _find_scope(actor, permission)
    if permission not in actor.known_scopes:
        actor.known_scopes[permission] = _find_scope(actor, permission)
    return actor.known_scopes[permission]


def _find_scope(actor: Actor, permission: Permission) -> Scope:
    if actor.key is not None:
        if permission.value not in actor.key.scopes:
            return Scope()
        key_scope = _scope_at([actor.key.unit])
        return key_scope if actor.user is None else _both(key_scope, _scope_of_person(actor.user, permission))
    if actor.user is None:
        return Scope()
    return _scope_of_person(actor.user, permission)


def may(actor: Actor, permission: Permission, *, unit: Unit | int | None = None) -> bool:
    """Return whether `actor` has `permission` at `unit`, or anywhere at all when no unit is given."""
    scope = scope_of(actor, permission)
    if unit is None:
        return bool(scope)
    return scope.covers(unit if isinstance(unit, int) else unit.pk)


def require(actor: Actor, permission: Permission, *, unit: Unit | int | None = None) -> None:
    """Raise PermissionDenied unless `actor` has `permission` at `unit` (anywhere, when no unit is given)."""
    if not may(actor, permission, unit=unit):
        raise PermissionDenied(_("You need the right to %(permission)s here.") % {"permission": permission.label})


def reach_of(actor: Actor, permission: Permission) -> Scope:
    """Return the scope with all units above it: what belongs to a unit above, such as a touchpoint, is shared by all below."""
    scope = scope_of(actor, permission)
    if scope.everything or not scope:
        return scope
    paths = Unit.objects.filter(pk__in=scope.unit_ids).values_list("path", flat=True)
    above = {path[:end] for path in paths for end in range(Unit.steplen, len(path), Unit.steplen)}
    return Scope(unit_ids=scope.unit_ids | frozenset(Unit.objects.filter(path__in=above).values_list("pk", flat=True)))


def people_with(permission: Permission, *, unit: Unit) -> QuerySet[User]:
    """Return the active people who have `permission` at `unit`, by a role there or above."""
    above = [*Unit.objects.get_ancestors(unit).values_list("pk", flat=True), unit.pk]
    return User.objects.filter(
        is_active=True,
        pk__in=Membership.objects.filter(role__in=roles_with(permission), unit__in=above).values("user"),
    ).order_by("name")


def _scope_of_person(user: User, permission: Permission) -> Scope:
    if not user.is_active:
        return Scope()
    units = Unit.objects.filter(memberships__user=user, memberships__role__in=roles_with(permission)).distinct()
    return _scope_at(list(units))


def _scope_at(units: list[Unit]) -> Scope:
    if any(unit.is_root() for unit in units):
        return Scope(everything=True)
    return Scope(unit_ids=unit_ids_below(units))


def _both(one: Scope, other: Scope) -> Scope:
    if one.everything:
        return other
    if other.everything:
        return one
    return Scope(unit_ids=one.unit_ids & other.unit_ids)
