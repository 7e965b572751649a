"""Closing a case."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from luister.action.enums import CaseState, Outcome, RootCause
from luister.action.models import Case
from luister.action.signals import case_closed
from luister.common.clock import now
from luister.organisation.enums import Permission
from luister.organisation.queries import require
from luister.organisation.rules import Actor
from luister.organisation.services import record_event


class CaseAlreadyClosed(Exception):
    """Somebody else closed the case first. `case` is the case as they left it."""

    def __init__(self, case: Case) -> None:
        self.case = case
        who = case.closed_by or _("the system")
        super().__init__(_("Case %(number)s was closed by %(who)s already.") % {"number": case.pk, "who": who})


@transaction.atomic
def close_case(*, case: Case, outcome: Outcome, root_cause: RootCause | str, lesson: str, by: Actor, at: datetime | None = None) -> Case:
    """Close `case`, note who did it, and return it as stored. `root_cause` may be empty when there is none to name.

    Of two people who close it at once, one wins and the other gets `CaseAlreadyClosed`: the race is settled by a
    conditional UPDATE, because SQLite has no row locks. Nobody is notified from here; receivers of `case_closed` do that.
    """
    require(by, Permission.HANDLE_CASES, unit=case.unit)
    if outcome not in Outcome.values:
        known = ", ".join(Outcome.values)
        raise ValueError(_("The outcome %(given)s is not known; known are %(known)s.") % {"given": outcome, "known": known})
    if root_cause and root_cause not in RootCause.values:
        known = ", ".join(RootCause.values)
        raise ValueError(_("The root cause %(given)s is not known; known are %(known)s.") % {"given": root_cause, "known": known})
    at = at or now()
    won = (
        Case.objects.filter(pk=case.pk)
        .exclude(state=CaseState.CLOSED)
        .update(
            state=CaseState.CLOSED,
            outcome=outcome,
            root_cause=root_cause,
            lesson=lesson.strip()[:300],
            closed_at=at,
            closed_by=by.user,
        )
    )
    case.refresh_from_db()
    if not won:
        raise CaseAlreadyClosed(case)
    record_event(by=by, action="case.closed", subject=case, unit=case.unit, details={"outcome": outcome, "root_cause": root_cause}, at=at)
    case_closed.send(Case, case=case)
    return case
