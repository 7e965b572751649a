"""A database that is busy or away is said as such, on every kind of page, and never as an error of ours."""

from __future__ import annotations

import json
import logging

import pytest
from django.db import connection
from django.db.utils import InterfaceError, OperationalError
from django.test import Client
from django.urls import reverse

from luister.organisation.models import Unit, User
from tests import factories
from tests.web.test_strangers import api_client

BROKEN = [OperationalError("database is locked"), InterfaceError("connection already closed")]


def away(error: Exception):
    """Every query fails from now on, the session's too."""

    def fail(*_args: object) -> object:
        raise error

    return connection.execute_wrapper(fail)


@pytest.mark.parametrize("error", BROKEN)
@pytest.mark.parametrize("name", ["today", "voices", "figures", "cases", "people", "account_login"])
def test_pages_say_that_they_will_be_back(name: str, error: Exception, admin: User):
    client = Client(raise_request_exception=False)
    client.force_login(admin)
    with away(error):
        response = client.get(reverse(name))

    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    assert "Back in a moment" in response.content.decode()


@pytest.mark.parametrize("error", BROKEN)
def test_a_form_sent_meanwhile_is_told_too(error: Exception, admin: User):
    client = Client(raise_request_exception=False)
    client.force_login(admin)
    with away(error):
        assert client.post(reverse("voices-mark"), {"id": "1", "state": "read"}).status_code == 503


@pytest.mark.parametrize("error", BROKEN)
def test_a_customer_keeps_every_word(error: Exception, root: Unit):
    campaign = factories.make_campaign(factories.make_open_survey(unit=root).survey)
    with away(error):
        response = Client(raise_request_exception=False).post(reverse("answer", args=[campaign.token]), {"q-reason": "I waited for hours."})

    assert response.status_code == 503
    assert "I waited for hours." in response.content.decode()
    assert int(response.headers["Retry-After"]) > 0


@pytest.mark.parametrize("error", BROKEN)
def test_the_api_says_when_to_come_again(error: Exception, admin: User, root: Unit):
    client = api_client(admin, root)
    with away(error):
        for answer in (client.get(reverse("api-1:list_units")), client.get(reverse("api-1:list_responses"))):
            assert answer.status_code == 503
            assert int(answer.headers["Retry-After"]) > 0
            assert json.loads(answer.content)["error"]["code"] == "unavailable"


def test_a_fault_of_ours_is_still_one(admin: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture):
    monkeypatch.setattr("luister.web.voices.views.voices_for", lambda *_args, **_named: 1 / 0)
    client = Client(raise_request_exception=False)
    client.force_login(admin)
    with caplog.at_level(logging.ERROR):
        response = client.get(reverse("voices"))

    assert response.status_code == 500
    assert "ZeroDivisionError" not in response.content.decode()
