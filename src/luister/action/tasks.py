"""Jobs of cases: rules look at an answer; overdue cases are brought to mind."""

from __future__ import annotations

from datetime import timedelta

from django_tasks import task

from luister.action.models import CaseRule
from luister.action.queries import facts_of, overdue_unreminded
from luister.action.rules import first_match, is_recent
from luister.action.services import open_case, remind_of_case
from luister.common.clock import now
from luister.common.jobs import recurring
from luister.feedback.enums import ReadingState
from luister.feedback.models import Response


@task()
def evaluate_response(response_id: int) -> int | None:
    """Open a case if a rule wants one, and return its number. Running it again does nothing.

    An answer that was removed meanwhile, is marked as a test, or was a week old when it came in opens none.
    """
    response = Response.objects.select_related("unit", "touchpoint__owner", "customer").filter(pk=response_id).first()
    if response is None or response.reading_state == ReadingState.TEST or not is_recent(response.answered_at, response.received_at):
        return None
    rule = first_match(CaseRule.objects.select_related("owner").filter(is_active=True), facts_of(response))
    case = open_case(response=response, rule=rule, at=now()) if rule else None
    return case.pk if case else None


@recurring(every=timedelta(minutes=5), name="remind of cases")
def remind() -> None:
    """Write to the owners of cases that became overdue, once for each case."""
    at = now()
    for case in overdue_unreminded(at):
        remind_of_case(case=case, at=at)
