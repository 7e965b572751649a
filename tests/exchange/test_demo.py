"""The demo organisation: loaded into an empty installation only, with its stories in it, and cleared away without a trace."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
from django.core.exceptions import PermissionDenied

from luister.action.models import Case
from luister.customers.models import Customer
from luister.exchange.demo import DemoRefused, load_demo, plan, remove_demo
from luister.exchange.demo.year import DemoAnswer, answers, customers, voices
from luister.feedback.models import Comment, Response
from luister.lake.models import Outbox
from luister.organisation.models import Organisation, Unit, User
from luister.organisation.rules import Actor
from luister.surveys.models import Survey

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def year() -> list[DemoAnswer]:
    random = np.random.default_rng(1)
    return list(answers(random, customers(random), until=NOON))


def _satisfied(found: list[DemoAnswer]) -> float:
    return sum(answer.score >= 4 for answer in found) / len(found)


def test_the_same_seed_gives_the_same_year() -> None:
    one, other = np.random.default_rng(7), np.random.default_rng(7)
    assert list(answers(one, customers(one), until=NOON, days=5)) == list(answers(other, customers(other), until=NOON, days=5))


def test_repair_visits_in_poland_got_worse(year: list[DemoAnswer]) -> None:
    visits = [a for a in year if a.spot is not None and a.spot.key == "repair-visit" and a.country.key == "poland"]
    late = [a for a in visits if (NOON - a.answered_at).days < plan.REPAIR_WORSE_SINCE_DAYS]
    early = [a for a in visits if (NOON - a.answered_at).days > plan.REPAIR_WORSE_SINCE_DAYS]
    assert _satisfied(early) - _satisfied(late) > 0.15


def test_the_new_invoice_helped(year: list[DemoAnswer]) -> None:
    invoices = [a for a in year if a.spot is not None and a.spot.key == "invoice"]
    late = [a for a in invoices if (NOON - a.answered_at).days < plan.INVOICE_REDRAWN_DAYS]
    early = [a for a in invoices if (NOON - a.answered_at).days > plan.INVOICE_REDRAWN_DAYS]
    assert _satisfied(late) - _satisfied(early) > 0.1


def test_every_language_has_a_voice_for_every_topic() -> None:
    topics = {spot.key for spot in plan.TOUCHPOINTS} | {"relationship", "closing"}
    for country in plan.COUNTRIES:
        said = voices(country.language)
        assert topics <= said.keys()
        assert all(set(said[topic]) == {"glad", "even", "unhappy"} for topic in topics)


@pytest.mark.django_db
def test_the_demo_is_loaded_read_and_cleared_away() -> None:
    operator = Actor.operator("tester")

    count = load_demo(by=operator, password="long-enough-2026", at=NOON, days=12)

    assert count == Response.objects.count() > 100
    assert Comment.objects.filter(read_at__isnull=True).count() == 0
    assert Case.objects.exists()
    assert Organisation.objects.get().is_demo
    with pytest.raises(DemoRefused):
        load_demo(by=operator, password="long-enough-2026", at=NOON, days=2)

    ada = User.objects.get(email="ada@aurora.example")
    remove_demo(by=Actor.person(ada), name="Zomerwind")

    assert (Response.objects.count(), Customer.objects.count(), Survey.objects.count(), Case.objects.count()) == (0, 0, 0, 0)
    assert list(User.objects.all()) == [ada]
    assert [unit.name for unit in Unit.objects.all()] == ["Zomerwind"]
    assert not Organisation.objects.get().is_demo
    assert Outbox.objects.count() == 0


def test_own_data_is_never_cleared_away(organisation: Organisation, operator: Actor) -> None:
    with pytest.raises(DemoRefused):
        remove_demo(by=operator)


def test_only_who_changes_settings_clears_the_demo_away(organisation: Organisation, manager: User) -> None:
    Organisation.objects.update(is_demo=True)
    with pytest.raises(PermissionDenied):
        remove_demo(by=Actor.person(manager))
