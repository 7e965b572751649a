"""Cases as lists and pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Count, Prefetch, Q, QuerySet

from luister.action.enums import CaseState
from luister.action.models import Case, CaseEntry, CaseRule
from luister.common.clock import now
from luister.customers.models import Customer
from luister.feedback.enums import Source
from luister.feedback.models import Answer, Response
from luister.organisation.enums import Permission
from luister.organisation.models import Event, Membership, User
from luister.organisation.queries import scope_of
from luister.organisation.rules import Actor


class Whose(StrEnum):
    """Whose cases a list shows; FOR_ME are mine, and those of nobody that I may handle."""

    FOR_ME = "for_me"
    MINE = "mine"
    UNIT = "unit"
    NOBODY = "nobody"
    ALL = "all"


@dataclass(frozen=True)
class Contact:
    """How a customer can be reached. Empty text where nothing is known."""

    allowed: bool
    name: str
    email: str
    phone: str


@dataclass(frozen=True)
class WaitingCounts:
    """Cases that are not closed: mine, those of nobody that I may handle, and how many of both are overdue."""

    mine: int
    unowned: int
    overdue: int


@dataclass(frozen=True)
class Turn:
    """One line in the history of a case: something written (`entry`), or something that happened (`event`)."""

    at: datetime
    entry: CaseEntry | None = None
    event: Event | None = None


def visible_cases(by: Actor) -> QuerySet[Case]:
    """Return the cases that `by` may see, with what a row shows. Four queries for a list of any length."""
    answers = Answer.objects.filter(score__isnull=False).exclude(question__metric="").select_related("question")
    return (
        Case.objects.filter(scope_of(by, Permission.SEE_CASES).q("unit"))
        .select_related("unit", "touchpoint", "owner", "closed_by", "rule", "customer", "response")
        .prefetch_related("response__comments", Prefetch("response__answers", queryset=answers, to_attr="scored"))
    )


def cases_for(
    by: Actor,
    *,
    whose: Whose = Whose.ALL,
    closed: bool = False,
    overdue: bool = False,
    at: datetime | None = None,
    unit_ids: Iterable[int] | None = None,
    touchpoint: int | None = None,
    severity: str = "",
) -> QuerySet[Case]:
    """Return the cases that `by` may see and asked for: open ones by due time, closed ones latest first."""
    found = visible_cases(by)
    if whose == Whose.FOR_ME:
        found = found.filter(_for(by.user)) if by.user else found.none()
    elif whose == Whose.MINE:
        found = found.filter(owner=by.user) if by.user else found.none()
    elif whose == Whose.UNIT:
        found = found.filter(unit__in=Membership.objects.filter(user=by.user).values("unit")) if by.user else found.none()
    elif whose == Whose.NOBODY:
        found = found.filter(owner=None)
    if unit_ids is not None:
        found = found.filter(unit__in=list(unit_ids))
    if touchpoint is not None:
        found = found.filter(touchpoint=touchpoint)
    if severity:
        found = found.filter(severity=severity)
    if closed:
        return found.filter(state=CaseState.CLOSED).order_by("-closed_at", "-pk")
    found = found.exclude(state=CaseState.CLOSED)
    if overdue:
        found = found.filter(due_at__lt=at or now())
    return found.order_by("due_at", "pk")


def due_for(user: User, *, until: datetime | None = None) -> QuerySet[Case]:
    """Return the cases that wait for `user`, the most urgent first: their own, and those of nobody that they may handle.

    `until` leaves out what is due later.
    """
    by = Actor.person(user)
    found = visible_cases(by).filter(_for(user)).exclude(state=CaseState.CLOSED).order_by("due_at", "pk")
    return found if until is None else found.filter(due_at__lt=until)


def waiting_counts(by: Actor, *, at: datetime | None = None) -> WaitingCounts:
    """Return how many cases wait for `by`."""
    handle = scope_of(by, Permission.HANDLE_CASES)
    if by.user is None or not handle:
        return WaitingCounts(0, 0, 0)
    mine, unowned = Q(owner=by.user), Q(owner=None)
    counts = Case.objects.exclude(state=CaseState.CLOSED).filter(handle.q("unit")).aggregate(
        mine=Count("pk", filter=mine),
        unowned=Count("pk", filter=unowned),
        overdue=Count("pk", filter=(mine | unowned) & Q(due_at__lt=at or now())),
    )  # fmt: skip
    return WaitingCounts(**counts)


def overdue_unreminded(at: datetime) -> QuerySet[Case]:
    """Return the overdue cases whose owner was not reminded yet. Owners of demo data are left in peace."""
    overdue = Case.objects.filter(due_at__lt=at, reminded_at=None, owner__isnull=False).exclude(state=CaseState.CLOSED)
    return overdue.exclude(response__source=Source.DEMO).select_related("owner", "touchpoint", "unit")


def contact_of(case: Case) -> Contact:
    """Return how the customer can be reached: what they left with the answer goes before what was known."""
    response, customer = case.response, case.customer
    return Contact(
        allowed=bool(response and response.contact_allowed),
        name=(response.contact_name if response else "") or (customer.name if customer else ""),
        email=(response.contact_email if response else "") or (customer.email if customer else ""),
        phone=(response.contact_phone if response else "") or (customer.phone if customer else ""),
    )


def history_of(case: Case, *, by: Actor, limit: int = 10) -> QuerySet[Response]:
    """Return earlier answers of the same customer that `by` may read, the latest first, with their cases."""
    if case.customer_id is None:
        return Response.objects.none()
    scope = scope_of(by, Permission.SEE_VOICES)
    scored = Answer.objects.filter(score__isnull=False).exclude(question__metric="").select_related("question")
    earlier = Response.objects.filter(scope.q("unit"), customer=case.customer_id).exclude(pk=case.response_id or 0)
    return (
        earlier.select_related("touchpoint", "survey", "case")
        .prefetch_related("comments", Prefetch("answers", queryset=scored, to_attr="scored"))
        .order_by("-answered_at", "-pk")[:limit]
    )


def timeline_of(case: Case) -> list[Turn]:
    """Return all that was written and all that happened, the latest first."""
    happened = Event.objects.filter(
        subject_type="case", subject_id=str(case.pk), action__in=["case.opened", "case.acknowledged", "case.assigned", "case.closed"]
    ).select_related("actor")
    turns = [Turn(at=event.at, event=event) for event in happened]
    turns += [Turn(at=entry.at, entry=entry) for entry in case.entries.select_related("by")]
    return sorted(turns, key=lambda turn: turn.at, reverse=True)


def _for(user: User) -> Q:
    return Q(owner=user) | (Q(owner=None) & scope_of(Actor.person(user), Permission.HANDLE_CASES).q("unit"))


def known_of(customer: Customer) -> list[dict[str, object]]:
    """Return the cases of `customer` with all that was written on them, as JSON values, for whoever asks what is known of them."""
    cases = Case.objects.filter(customer=customer).prefetch_related("entries").order_by("opened_at")
    return [
        {
            "case": case.pk,
            "opened_at": case.opened_at.isoformat(),
            "closed_at": case.closed_at.isoformat() if case.closed_at else None,
            "outcome": case.outcome,
            "root_cause": case.root_cause,
            "lesson": case.lesson,
            "entries": [{"at": entry.at.isoformat(), "kind": entry.kind, "text": entry.text} for entry in case.entries.all()],
        }
        for case in cases
    ]


def case_rules(by: Actor) -> QuerySet[CaseRule]:
    """Return the rules that `by` may change, in the order in which they are tried. A rule without unit is the whole organisation's."""
    scope = scope_of(by, Permission.MANAGE_RULES)
    return CaseRule.objects.filter(scope.q("unit")).select_related("unit", "touchpoint", "owner")
