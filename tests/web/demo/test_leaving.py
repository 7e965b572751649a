"""The button "Start with my own data"."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from luister.organisation.models import Organisation, User
from tests.factories import SignIn, make_response


def test_the_administrator_leaves_the_demo(client: Client, sign_in: SignIn, admin: User, run_jobs: Callable[[], int]) -> None:
    Organisation.objects.update(is_demo=True)
    make_response()
    sign_in(client, admin)

    assert client.post("/demo/leave/", {"name": "Zomerwind"}).status_code == 302
    assert b"1 answer" in client.get("/demo/leaving/").content
    run_jobs()

    assert client.get("/demo/leaving/").status_code == 302
    assert client.get("/demo/leaving/", headers={"HX-Request": "true"})["HX-Redirect"] == "/"
    assert Organisation.objects.get().name == "Zomerwind"


def test_without_a_name_nothing_is_cleared_away(client: Client, sign_in: SignIn, admin: User) -> None:
    Organisation.objects.update(is_demo=True)
    assert sign_in(client, admin).post("/demo/leave/", {"name": " "}).status_code == 422
    assert Organisation.objects.get().is_demo


def test_a_manager_does_not_clear_the_demo_away(client: Client, sign_in: SignIn, manager: User) -> None:
    Organisation.objects.update(is_demo=True)
    assert sign_in(client, manager).get("/demo/leave/").status_code == 403
    assert client.post("/demo/leave/", {"name": "Mine"}).status_code == 403


def test_without_the_demo_there_is_nothing_to_leave(client: Client, sign_in: SignIn, admin: User) -> None:
    assert sign_in(client, admin).get("/demo/leave/").status_code == 302


@pytest.mark.parametrize(("who", "says", "leads"), [("admin", True, True), ("cx_manager", True, False), ("colleague", False, False)])
def test_the_first_page_says_that_this_is_the_demo_to_who_can_do_something_about_it(
    client: Client, sign_in: SignIn, request: pytest.FixtureRequest, who: str, says: bool, leads: bool
) -> None:
    sign_in(client, request.getfixturevalue(who))
    assert "This is the demo" not in client.get("/").content.decode()
    Organisation.objects.update(is_demo=True)

    text = client.get("/").content.decode()

    assert ("This is the demo" in text, "/demo/leave/" in text) == (says, leads)


def test_the_settings_of_a_demo_lead_out_of_it(client: Client, sign_in: SignIn, admin: User) -> None:
    sign_in(client, admin)
    assert "/demo/leave/" not in client.get("/settings/").content.decode()
    Organisation.objects.update(is_demo=True)
    assert "/demo/leave/" in client.get("/settings/").content.decode()
