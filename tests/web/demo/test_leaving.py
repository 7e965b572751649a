"""The button "Start with my own data"."""

from __future__ import annotations

from collections.abc import Callable

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
