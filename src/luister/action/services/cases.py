"""Opening, taking up and handing over cases."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from luister.action.enums import CaseState
from luister.action.models import Case, CaseRule
from luister.action.queries import choose_owner
from luister.action.rules import due_at
from luister.action.services.letters import tell_owner
from luister.action.signals import case_opened
from luister.common.clock import now
from luister.feedback.enums import Source
from luister.feedback.models import Response
from luister.organisation.enums import Permission
from luister.organisation.models import User
from luister.organisation.queries import may, require
from luister.organisation.rules import Actor
from luister.organisation.services import record_event


@transaction.atomic
def open_case(*, response: Response, rule: CaseRule, at: datetime) -> Case | None:
    """Open the case of `response` under `rule`, tell its owner, and return it. None if the response has one already.

    Running it twice opens one case: the response's unique key settles it. Owners of demo data are not written to.
    """
    case, opened = Case.objects.get_or_create(
        response=response,
        defaults={
            "rule": rule,
            "customer": response.customer,
            "unit": response.unit,
            "touchpoint": response.touchpoint,
            "owner": choose_owner(rule=rule, touchpoint=response.touchpoint, unit=response.unit),
            "severity": rule.severity,
            "opened_at": at,
            "due_at": due_at(rule, at),
        },
    )
    if not opened:
        return None
    record_event(by=Actor.system(), action="case.opened", subject=case, unit=case.unit, details={"rule": rule.name}, at=at)
    if response.source != Source.DEMO:
        tell_owner(case, "case_opened")
    case_opened.send(Case, case=case)
    return case


@transaction.atomic
def acknowledge_case(*, case: Case, by: Actor, at: datetime | None = None) -> Case:
    """Note that somebody has taken the case up. Who takes up a case that nobody owns becomes its owner.

    A case that is taken up or closed already stays as it is.
    """
    require(by, Permission.HANDLE_CASES, unit=case.unit)
    at = at or now()
    took = Case.objects.filter(pk=case.pk, state=CaseState.OPEN).update(state=CaseState.ACKNOWLEDGED, acknowledged_at=at)
    if took:
        if by.user is not None:
            Case.objects.filter(pk=case.pk, owner=None).update(owner=by.user)
        record_event(by=by, action="case.acknowledged", subject=case, unit=case.unit, at=at)
    case.refresh_from_db()
    return case


@transaction.atomic
def assign_case(*, case: Case, owner: User, by: Actor) -> Case:
    """Give the case to `owner`, who must be allowed to handle cases in its unit, and tell them.

    Taking a case oneself needs the right to handle it; giving it to somebody else the right to assign.

    Raises
    ------
    PermissionDenied
        If `by` may not assign, or `owner` may not handle cases there.
    """
    itself = by.user is not None and by.user.pk == owner.pk
    require(by, Permission.HANDLE_CASES if itself else Permission.ASSIGN_CASES, unit=case.unit)
    if not may(Actor.person(owner), Permission.HANDLE_CASES, unit=case.unit):
        raise PermissionDenied(_("%(person)s may not handle cases of %(unit)s.") % {"person": owner, "unit": case.unit})
    if case.owner_id == owner.pk:
        return case
    case.owner = owner
    case.save(update_fields=["owner"])
    record_event(by=by, action="case.assigned", subject=case, unit=case.unit, details={"owner": owner.pk})
    if not itself:
        tell_owner(case, "case_assigned")
    return case


@transaction.atomic
def remind_of_case(*, case: Case, at: datetime) -> bool:
    """Remind the owner of an overdue case, once in its life. Return whether this call did it."""
    won = Case.objects.filter(pk=case.pk, reminded_at=None, due_at__lt=at).exclude(state=CaseState.CLOSED).update(reminded_at=at)
    if not won:
        return False
    case.refresh_from_db()
    tell_owner(case, "case_overdue")
    return True
