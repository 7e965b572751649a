"""What the demo organisation did about its answers: cases opened, called, closed; obstacles raised and answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from numpy.random import Generator

from luister.action.enums import EntryKind, Outcome, RootCause
from luister.action.models import Case, CaseEntry, CaseRule
from luister.action.queries import facts_of
from luister.action.rules import first_match
from luister.action.services import acknowledge_case, close_case, open_case
from luister.coaching.models import Obstacle
from luister.feedback.enums import ReadingState, Source
from luister.feedback.models import Response
from luister.organisation.models import Unit, User
from luister.organisation.rules import Actor

CASES_SINCE = timedelta(days=60)
STILL_OPEN = timedelta(days=4)
FORGOTTEN = timedelta(days=7)
CLOSED_IN_TIME = 0.9

LESSONS = {
    RootCause.PROMISE: (
        "We call when a visit is moved, also when it is moved by an hour.",
        "A promise to call back goes into the calendar at once.",
    ),
    RootCause.WAITING: ("On Monday mornings one more colleague takes the phone.",),
    RootCause.INFORMATION: ("The confirmation now says who comes and what is needed.",),
    RootCause.PROCESS: ("Two teams each thought the other had told the customer.",),
    RootCause.PRICE: ("We explain the yearly settlement before it is sent.",),
}
CAUSES = {
    "repair-visit": (RootCause.PROMISE, RootCause.PROCESS),
    "customer-line": (RootCause.WAITING, RootCause.PROMISE),
    "chat": (RootCause.INFORMATION,),
    "invoice": (RootCause.PRICE, RootCause.INFORMATION),
    "contract-start": (RootCause.PROCESS,),
}
NOTES = {
    "pl": "Rozmawialiśmy spokojnie. Umówiliśmy nowy termin i zadzwonimy dzień wcześniej.",
    "nl": "Rustig gesproken. Nieuwe afspraak gemaakt; we bellen de dag ervoor.",
    "sv": "Vi pratade lugnt. Ny tid bokad, och vi ringer dagen innan.",
    "en": "We spoke calmly. A new visit is booked, and we call the day before.",
}


def handle_cases(random: Generator, *, at: datetime, progress: Callable[[str, int, int], None]) -> int:
    """Open the cases that the rules would have opened in the last weeks, and answer most of them; returns how many."""
    from django.utils.translation import gettext as _

    rules = list(CaseRule.objects.select_related("owner").filter(is_active=True))
    recent = Response.objects.filter(source=Source.DEMO, answered_at__gte=at - CASES_SINCE, contact_allowed=True)
    responses = list(recent.select_related("unit", "touchpoint__owner", "customer").order_by("answered_at", "pk"))
    opened = 0
    for done, response in enumerate(responses):
        rule = first_match(rules, facts_of(response))
        case = open_case(response=response, rule=rule, at=response.answered_at) if rule else None
        if case is not None:
            opened += 1
            _answer(random, case, at)
        progress(_("answering customers"), done + 1, len(responses))
    Response.objects.filter(source=Source.DEMO, answered_at__lt=at - timedelta(days=7)).update(reading_state=ReadingState.READ)
    return opened


def raise_obstacles(unit: Unit, *, at: datetime) -> None:
    """Raise two obstacles in a team: one answered, one waiting for its manager."""
    manager = User.objects.get(email="agnieszka@aurora.example")
    colleague = User.objects.get(email="marek@aurora.example")
    Obstacle.objects.create(
        unit=unit, text="Nie widzimy kalendarza wizyt techników, więc nie możemy powiedzieć klientom, o której ktoś przyjedzie.",
        raised_by=colleague, raised_at=at - timedelta(days=1), manager=manager, answer_by=(at + timedelta(days=1)).date(),
    )  # fmt: skip
    Obstacle.objects.create(
        unit=unit, text="Szablon odpowiedzi o rozliczeniu rocznym brzmi jak pismo z urzędu.",
        raised_by=colleague, raised_at=at - timedelta(days=12), manager=manager, answer_by=(at - timedelta(days=8)).date(),
        answer="Napisaliśmy go od nowa razem z zespołem. Obowiązuje od poniedziałku.",
        answered_at=at - timedelta(days=9), answered_by=manager,
    )  # fmt: skip


def _answer(random: Generator, case: Case, at: datetime) -> None:
    age = at - case.opened_at
    if age < STILL_OPEN or case.owner is None or (age < FORGOTTEN and random.random() > CLOSED_IN_TIME):
        if age < STILL_OPEN and case.owner is not None and random.random() < 0.4:  # noqa: PLR2004 - some are taken up at once
            acknowledge_case(case=case, by=Actor.person(case.owner), at=case.opened_at + timedelta(hours=1))
        return
    by = Actor.person(case.owner)
    taken = case.opened_at + timedelta(hours=float(random.uniform(0.5, 8)))
    closed = min(taken + timedelta(hours=float(random.uniform(2, 44))), at)
    acknowledge_case(case=case, by=by, at=taken)
    language = case.response.language if case.response is not None else "en"
    CaseEntry.objects.create(
        case=case, kind=EntryKind.CALL, reached=True, text=NOTES[language], by=case.owner, at=closed - timedelta(minutes=10)
    )
    causes = CAUSES.get(case.touchpoint.key if case.touchpoint else "", (RootCause.PRICE, RootCause.WAITING))
    cause = causes[int(random.integers(len(causes)))]
    lessons = LESSONS[cause]
    outcome = Outcome.RESOLVED if random.random() < 0.8 else Outcome.EXPLAINED  # noqa: PLR2004 - most end well
    close_case(case=case, outcome=outcome, root_cause=cause, lesson=lessons[int(random.integers(len(lessons)))], by=by, at=closed)
