"""The pages of signing in and of the organisation in a real browser, on the narrowest phone."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from luister.organisation.models import Unit, User
from luister.organisation.queries import invitation_link, setup_link
from luister.organisation.services import add_person, create_api_key
from tests.factories import PASSWORD, actor
from tests.web.test_frame_in_browser import browser, complaints, open_page

__all__ = ["browser", "complaints"]
pytestmark = pytest.mark.browser
WIDTH = 320


def flaws(page: Page) -> list[str]:
    """What axe finds, and whether the page scrolls sideways."""
    found = [f"{violation['id']}: {violation['nodes'][0]['html'][:200]}" for violation in Axe().run(page).response["violations"]]
    width = page.evaluate("document.documentElement.scrollWidth")
    return found + ([f"{width} pixels wide"] if width > WIDTH else [])


def path_of(link: str | None) -> str:
    return re.sub(r"^https?://[^/]+", "", str(link))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_before_signing_in_have_no_flaws(browser: Browser, live_server: LiveServer, complaints: list[str], scheme: str):
    addresses = [reverse("account_login"), reverse("account_reset_password"), reverse("account_reset_password_done"), path_of(setup_link())]
    for address in addresses:
        page = open_page(browser, live_server.url + address, complaints, viewport={"width": WIDTH, "height": 700}, color_scheme=scheme)
        assert (address, flaws(page)) == (address, [])
        page.context.close()
    assert complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_the_organisation_have_no_flaws(
    browser: Browser, live_server: LiveServer, complaints: list[str], scheme: str, admin: User, colleague: User, krakow: Unit
):
    invited = add_person(email="jan@example.org", name="Jan", by=actor(admin))
    create_api_key(name="till", scopes=["cases:see"], unit=krakow, user=admin, by=actor(admin))
    page = open_page(
        browser, live_server.url + reverse("account_login"), complaints, viewport={"width": WIDTH, "height": 700}, color_scheme=scheme
    )
    sign_in(page, admin, to=reverse("profile"))
    assert ("invitation", flaws_of(page, path_of(invitation_link(invited)), live_server)) == ("invitation", [])
    names = [
        "people",
        "person-new",
        "units",
        "settings",
        "keys",
        "events",
        "profile",
        "mfa_index",
        "account_reauthenticate",
        "account_logout",
    ]
    addresses = [reverse(name) for name in names]
    addresses += [reverse("person", args=[colleague.pk]), reverse("person", args=[invited.pk]), reverse("unit", args=[krakow.key])]
    for address in addresses:
        assert (address, flaws_of(page, address, live_server)) == (address, [])
    page.goto(live_server.url + reverse("account_reauthenticate") + "?next=" + reverse("mfa_activate_totp"))
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**" + reverse("mfa_activate_totp"))
    assert flaws(page) == []
    assert complaints == []
    page.context.close()


def sign_in(page: Page, user: User, *, to: str) -> None:
    page.goto(page.url + f"?next={to}")
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**{to}")


def flaws_of(page: Page, address: str, live_server: LiveServer) -> list[str]:
    page.goto(live_server.url + address)
    return flaws(page)


def test_somebody_sees_to_a_colleague_by_keyboard_and_without_scripts(
    browser: Browser, live_server: LiveServer, complaints: list[str], admin: User, colleague: User
):
    page = open_page(browser, live_server.url + reverse("account_login"), complaints, java_script_enabled=False)
    sign_in(page, admin, to=reverse("person", args=[colleague.pk]))
    page.get_by_text("End access").first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="End access").press("Enter")
    page.get_by_text("can't sign in any more").wait_for()

    assert not User.objects.get(pk=colleague.pk).is_active
    assert Client().login(email=colleague.email, password=PASSWORD) is False
    page.context.close()
