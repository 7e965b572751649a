"""Who is asked to answer a customer."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from luister.action.enums import CaseState
from luister.action.models import CaseRule
from luister.organisation.enums import Permission, Role
from luister.organisation.models import Membership, Unit, User
from luister.organisation.queries import may, people_with
from luister.organisation.rules import Actor, roles_with
from luister.programme.models import Touchpoint

_ASKED_FIRST = [Role.MANAGER, Role.CX_MANAGER, Role.ADMINISTRATOR]


def choose_owner(*, rule: CaseRule, touchpoint: Touchpoint | None, unit: Unit) -> User | None:
    """Return the rule's owner, else the touchpoint's, else a manager of the unit or the nearest above, else who leads the programme.

    Only who may handle cases at `unit` is chosen. Of several managers the one with the fewest open cases. None if there is nobody.
    """
    for person in (rule.owner, touchpoint.owner if touchpoint else None):
        if person is not None and may(Actor.person(person), Permission.HANDLE_CASES, unit=unit):
            return person
    depth_of = {**{above.pk: above.depth for above in Unit.objects.get_ancestors(unit)}, unit.pk: unit.depth}
    roles = set(_ASKED_FIRST) & set(roles_with(Permission.HANDLE_CASES))
    leads = (
        Membership.objects.filter(user__is_active=True, unit__in=depth_of, role__in=roles)
        .select_related("user")
        .annotate(load=Count("user__cases", filter=~Q(user__cases__state=CaseState.CLOSED), distinct=True))
    )
    ranked = sorted(leads, key=lambda lead: (_ASKED_FIRST.index(Role(lead.role)), -depth_of[lead.unit_id], lead.load, lead.user_id))
    return ranked[0].user if ranked else None


def possible_owners(unit: Unit) -> QuerySet[User]:
    """Return the people to whom a case of `unit` may be given."""
    return people_with(Permission.HANDLE_CASES, unit=unit)
