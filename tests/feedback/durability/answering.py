"""A process that answers the same survey as others at the same time, to be killed at any moment. Run by `test_durability`.

`python answering.py prepare KEYS` makes the installation; `python answering.py answer KEYS SEED JOURNAL` sends every answer in an order of
its own and notes in JOURNAL, as `<key> <response>`, what was confirmed. `python answering.py report` prints what is stored, as JSON.
"""

from __future__ import annotations

import json
import os
import random
import sys
from collections import Counter
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "luister.config.settings"
django.setup()

from django.core.management import call_command  # noqa: E402
from django_tasks_db.models import DBTaskResult  # noqa: E402

from luister.feedback.enums import Source  # noqa: E402
from luister.feedback.models import Answer, Comment, Response  # noqa: E402
from luister.feedback.services import accept  # noqa: E402
from luister.lake.models import Outbox  # noqa: E402
from luister.organisation.rules import Actor  # noqa: E402
from luister.outreach.models import Campaign, Invitation  # noqa: E402
from luister.surveys.models import SurveyVersion  # noqa: E402
from tests import factories  # noqa: E402


def prepare(keys: int) -> None:
    """An installation with an open survey; every fourth pair of keys shares a personal link."""
    call_command("migrate", verbosity=0)
    factories.make_organisation()
    campaign = factories.make_campaign(factories.make_open_survey().survey)
    for number in range(0, keys, 8):
        factories.make_invitation(campaign, factories.make_customer(), token=f"link-{number}")


def answer(keys: int, seed: int, journal: str) -> None:
    """Send every answer, and note each that is confirmed."""
    version, campaign = SurveyVersion.objects.select_related("survey").get(), Campaign.objects.get()
    links = {invitation.token: invitation for invitation in Invitation.objects.select_related("campaign", "customer", "unit")}
    numbers = list(range(keys))
    random.Random(seed).shuffle(numbers)
    with Path(journal).open("a", encoding="ascii", buffering=1) as notes:
        notes.write("ready\n")
        for number in numbers:
            accepted = accept(
                version=version, answers={"score": number % 11, "reason": f"Words of {number - number % 2}"}, source=Source.WEB,
                idempotency_key=f"key-{number}", by=Actor.customer(), campaign=campaign, invitation=links.get(f"link-{number - number % 2}"),
            )  # fmt: skip
            notes.write(f"{number} {accepted.response.pk}\n")


def report() -> None:
    """Print what is stored: how often each response has each of its parts, and its key."""
    jobs = DBTaskResult.objects.filter(task_path="luister.feedback.tasks.read_response")
    parts = {
        "answers": Counter(Answer.objects.values_list("response_id", flat=True)),
        "comments": Counter(Comment.objects.values_list("response_id", flat=True)),
        "outbox": Counter(Outbox.objects.values_list("response_key", flat=True)),
        "jobs": Counter(job.args_kwargs["args"][0] for job in jobs),
    }
    stored = dict(Response.objects.values_list("pk", "idempotency_key"))
    print(json.dumps({"stored": stored, "parts": {name: dict(counter) for name, counter in parts.items()}}))  # noqa: T201


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["prepare", keys]:
            prepare(int(keys))
        case ["answer", keys, seed, journal]:
            answer(int(keys), int(seed), journal)
        case ["report"]:
            report()
