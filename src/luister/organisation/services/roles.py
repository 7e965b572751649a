"""Roles are given and taken at a unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from luister.organisation.enums import Permission, Role
from luister.organisation.models import Membership
from luister.organisation.queries import require
from luister.organisation.rules import ROLE_PERMISSIONS
from luister.organisation.services.events import record_event
from luister.organisation.services.guards import keep_an_administrator, lock_organisation, require_all_of

if TYPE_CHECKING:
    from luister.organisation.models import Unit, User
    from luister.organisation.rules import Actor


@transaction.atomic
def give_role(*, user: User, unit: Unit, role: Role, by: Actor) -> Membership:
    """Give a role at a unit; giving it twice is giving it once.

    `by` must manage people at the unit and have there all that the role allows: nobody passes on more than they have.
    """
    require(by, Permission.MANAGE_PEOPLE, unit=unit)
    role = Role(role)
    require_all_of(by, ROLE_PERMISSIONS[role], unit=unit)
    membership, is_new = Membership.objects.get_or_create(user=user, unit=unit, role=role)
    if is_new:
        record_event(by=by, action="role.given", subject=user, unit=unit, details={"role": role.value})
    return membership


@transaction.atomic
def take_role(*, membership: Membership, by: Actor) -> None:
    """Take a role away.

    Raises
    ------
    LastAdministrator
        If nobody else administers the organisation.
    """
    require(by, Permission.MANAGE_PEOPLE, unit=membership.unit)
    lock_organisation()
    if membership.role == Role.ADMINISTRATOR and membership.unit.is_root():
        keep_an_administrator(membership.user)
    gone, _by_model = Membership.objects.filter(pk=membership.pk).delete()
    if gone:
        record_event(by=by, action="role.taken", subject=membership.user, unit=membership.unit, details={"role": membership.role})
