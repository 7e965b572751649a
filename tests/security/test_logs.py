"""The log holds one line for each event, and nothing that opens a door or that a customer said."""

from __future__ import annotations

import json
import logging
from io import StringIO

import pytest
from django.test import Client
from django.urls import reverse

from luister.config.logging import LineFormatter
from luister.organisation.enums import Permission
from luister.organisation.models import Unit, User
from luister.organisation.queries import invitation_link, setup_link
from luister.organisation.rules import Actor
from luister.organisation.services import create_api_key
from luister.outreach.services import close_campaign
from tests import factories


@pytest.fixture
def lines():
    """What is written to the log, as the product writes it."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(LineFormatter())
    loggers = [logging.getLogger(name) for name in ("", "django")]
    for logger in loggers:
        logger.addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    for logger in loggers:
        logger.removeHandler(handler)


def test_links_of_customers_are_not_in_the_log(lines, root: Unit, admin: User):
    campaign = factories.make_campaign(factories.make_open_survey(unit=root).survey)
    address = reverse("answer", args=[campaign.token])
    client = Client()
    client.post(address, {"q-score": "77", "q-reason": "qzxwords", "page": "wrong"})
    close_campaign(campaign=campaign, by=Actor.person(admin))
    client.get(address)
    client.get(address.replace("/s/", "/s/nothing-like-it-"))

    assert len(lines()) >= 3
    assert not any(campaign.token in str(line) or "qzxwords" in str(line) for line in lines())
    assert any("/s/..." in line["message"] for line in lines())


def test_invitations_new_passwords_and_keys_are_not_in_the_log(lines, root: Unit):
    somebody = factories.make_person("Iza Invited")
    token = invitation_link(somebody).rstrip("/").rpartition("/")[2]
    somebody.set_password("another long password")
    somebody.save()
    client = Client()
    client.get(reverse("invitation", args=[token]))
    _key, secret = create_api_key(name="x", scopes=[Permission.SEE_CASES], unit=root, by=Actor.operator("tester"))
    logging.getLogger("luister").error("GET /account/password/reset/key/3-abc-def/ with %s and %s", secret, setup_link())

    told = str(lines())
    assert "/invitation/..." in told
    assert not any(part in told for part in (token, secret, "abc-def", str(setup_link()).rpartition("=")[2]))


def test_a_hostile_path_stays_on_one_line(lines):
    Client().get("/nothing/%0A%7B%22level%22%3A%20%22forged%22%7D%1b%5B31m/")

    assert len(lines()) == 1
    assert "\x1b" not in json.dumps(lines()[0])


def test_a_traceback_stays_on_its_line(lines):
    try:
        int("no /s/AAAAAAAAAAAAAAAAAAAAAAAA/ here\nnor there")
    except ValueError:
        logging.getLogger("luister").exception("It broke")

    assert len(lines()) == 1
    assert "AAAA" not in lines()[0]["traceback"]


def test_a_refused_request_is_a_short_line(lines):
    Client().get("/account/login/", headers={"Host": "evil.example"})

    assert "evil.example" in lines()[0]["message"]
    assert "traceback" not in lines()[0]
