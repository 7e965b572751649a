"""A year of answers, drawn from a seed: the same seed and day give the same year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.random import Generator
from ruamel.yaml import YAML

from luister.exchange.demo import plan
from luister.exchange.demo.plan import Country, Spot

ANSWERS_A_DAY = 22
WEEKEND_SHARE = 0.35
RELATIONSHIP_SHARE = 0.18
COMMENT_SHARE = 0.58
SECOND_COMMENT_SHARE = 0.35
CONTACT_SHARE = 0.42
NPS_STEPS = (-2.1, -1.8, -1.55, -1.35, -1.15, -0.9, -0.65, -0.25, 0.3, 0.85)
"""Where a mood (standard normal) passes from one score to the next, 0 to 10."""
FIVE_STEPS = (-1.6, -1.05, -0.5, 0.55)
SEVEN_STEPS = (-1.9, -1.4, -0.95, -0.45, 0.25, 1.0)


@dataclass(frozen=True)
class DemoAnswer:
    """One customer's answer."""

    number: int
    customer: int
    country: Country
    spot: Spot | None
    """None: the relationship survey."""
    metric: str
    score: int
    comments: tuple[tuple[str, str], ...]
    """Prompt key and text."""
    contact_allowed: bool
    answered_at: datetime


@dataclass(frozen=True)
class DemoCustomer:
    """Somebody who buys energy."""

    number: int
    country: Country
    name: str
    contract: str
    tenure: str

    @property
    def key(self) -> str:
        """The company's own number for them."""
        return f"AE-{10_000 + self.number}"


def customers(random: Generator) -> list[DemoCustomer]:
    """Return the customers."""
    shares = np.array([country.share for country in plan.COUNTRIES])
    people = []
    for number in range(plan.CUSTOMERS):
        country = plan.COUNTRIES[int(random.choice(len(shares), p=shares / shares.sum()))]
        first = plan.FIRST_NAMES[country.language][int(random.integers(10))]
        last = plan.LAST_NAMES[country.language][int(random.integers(10))]
        people.append(DemoCustomer(number, country, f"{first} {last}", _draw(random, plan.CONTRACTS), _draw(random, plan.TENURES)))
    return people


def answers(random: Generator, people: list[DemoCustomer], *, until: datetime, days: int = plan.DAYS) -> Iterator[DemoAnswer]:
    """Yield the answers of the last `days` days up to `until`: those that are drawn in order of time, then the few that are written."""
    number = 0
    for back in range(days, -1, -1):
        day = until - timedelta(days=back)
        rate = ANSWERS_A_DAY * (WEEKEND_SHARE if day.weekday() >= 5 else 1.0)  # noqa: PLR2004 - Saturday
        moments = sorted(
            day.replace(hour=7, minute=0) + timedelta(seconds=int(s)) for s in random.integers(0, 15 * 3600, int(random.poisson(rate)))
        )
        for moment in moments:
            if moment >= until:
                continue
            yield _answer(random, number, people[int(random.integers(len(people)))], moment, back)
            number += 1
    yield from _recent(number, people, until)


def _recent(number: int, people: list[DemoCustomer], until: datetime) -> Iterator[DemoAnswer]:
    spots = {spot.key: spot for spot in plan.TOUCHPOINTS}
    for place, said in enumerate(plan.RECENT):
        person = next(person for person in people[place * 20 :] if person.country.key == said.country)
        yield DemoAnswer(
            number=number + place,
            customer=person.number,
            country=person.country,
            spot=spots[said.spot],
            metric="csat",
            score=said.score,
            comments=(("reason", said.text),),
            contact_allowed=True,
            answered_at=until - timedelta(hours=said.hours_ago),
        )


def _answer(random: Generator, number: int, person: DemoCustomer, moment: datetime, days_ago: int) -> DemoAnswer:
    spot = None if random.random() < RELATIONSHIP_SHARE else _draw_spot(random)
    mood = random.normal() + person.country.habit + _level(spot, person, days_ago)
    metric, steps, first = (
        ("nps", NPS_STEPS, 0) if spot is None else ("ces", SEVEN_STEPS, 1) if spot.key == "contract-start" else ("csat", FIVE_STEPS, 1)
    )
    score = first + int(np.searchsorted(steps, mood))
    return DemoAnswer(
        number=number,
        customer=person.number,
        country=person.country,
        spot=spot,
        metric=metric,
        score=score,
        comments=_comments(random, person, spot, _side(metric, score), days_ago),
        contact_allowed=bool(random.random() < CONTACT_SHARE),
        answered_at=moment,
    )


def _level(spot: Spot | None, person: DemoCustomer, days_ago: int) -> float:
    if spot is None:
        return 0.1 - (0.15 if person.contract == "business" else 0.0)
    level = spot.level
    if spot.key == "repair-visit" and person.country.key == "poland" and days_ago <= plan.REPAIR_WORSE_SINCE_DAYS:
        level -= plan.REPAIR_DROP
    if spot.key == "invoice" and days_ago <= plan.INVOICE_REDRAWN_DAYS:
        level += plan.INVOICE_GAIN
    if spot.key in {"customer-line", "chat"} and person.contract == "business":
        level -= plan.BUSINESS_HARDSHIP
    return level


def _side(metric: str, score: int) -> str:
    low, high = {"nps": (6, 9), "csat": (2, 4), "ces": (3, 6)}[metric]
    return "unhappy" if score <= low else "glad" if score >= high else "even"


def _comments(random: Generator, person: DemoCustomer, spot: Spot | None, side: str, days_ago: int) -> tuple[tuple[str, str], ...]:
    if random.random() > (COMMENT_SHARE if side == "even" else COMMENT_SHARE + 0.15):
        return ()
    sentences = voices(person.country.language)
    topic = "relationship" if spot is None else spot.key
    if topic == "repair-visit" and side == "unhappy" and person.country.key == "poland" and days_ago <= plan.REPAIR_WORSE_SINCE_DAYS:
        topic = "missed-visit"
    if topic == "invoice" and side == "glad" and days_ago <= plan.INVOICE_REDRAWN_DAYS:
        topic = "new-invoice"
    pool = sentences[topic].get(side) or sentences[topic]["unhappy" if side == "unhappy" else "glad"]
    text = pool[int(random.integers(len(pool)))]
    if random.random() < SECOND_COMMENT_SHARE:
        closing = sentences["closing"][side]
        text = f"{text} {closing[int(random.integers(len(closing)))]}"
    return (("reason", text),)


def _draw_spot(random: Generator) -> Spot:
    shares = np.array([spot.share for spot in plan.TOUCHPOINTS])
    return plan.TOUCHPOINTS[int(random.choice(len(shares), p=shares / shares.sum()))]


def _draw(random: Generator, options: tuple[tuple[str, float], ...]) -> str:
    shares = np.array([share for _name, share in options])
    return options[int(random.choice(len(options), p=shares / shares.sum()))][0]


@cache
def voices(language: str) -> dict[str, dict[str, list[str]]]:
    """Return the sentences customers say in a language: topic, then `glad`, `even`, `unhappy`."""
    found: dict[str, dict[str, list[str]]] = YAML(typ="safe").load(
        (files("luister.exchange.demo") / "voices" / f"{language}.yaml").read_text(encoding="utf-8")
    )
    return found
