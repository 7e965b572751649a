"""Sessions, second steps and addresses that a request claims: none of them opens a door twice, or for somebody else."""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import reverse

from luister.common.models import Mail
from luister.organisation.models import Unit, User
from luister.outreach.models import Campaign
from luister.web.public.budget import client_address
from tests import factories


def sign_in(client: Client, user: User, password: str = factories.PASSWORD, **more: object) -> object:
    return client.post(reverse("account_login"), {"login": user.email, "password": password}, **more)  # type: ignore[arg-type]


def test_a_session_that_somebody_planted_is_not_the_one_that_is_signed_in(admin: User):
    client = Client()
    client.get(reverse("account_login"))
    client.session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    sign_in(client, admin)

    assert client.cookies[settings.SESSION_COOKIE_NAME].value != "a" * 32
    assert client.session[SESSION_KEY] == str(admin.pk)
    first = client.session.session_key
    client.post(reverse("account_logout"))
    stale = Client()
    stale.cookies[settings.SESSION_COOKIE_NAME] = first
    assert stale.get(reverse("today")).status_code == 302


def test_cookies_are_kept_from_scripts_and_other_sites(admin: User):
    client = Client()
    cookie = sign_in(client, admin).cookies[settings.SESSION_COOKIE_NAME]  # type: ignore[attr-defined]

    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_claimed_addresses_buy_no_more_guesses(admin: User):
    """`trusted_proxies` is 0: X-Forwarded-For is what the guesser wrote."""
    answers = [
        sign_in(
            Client(), admin, "wrong", headers={"X-Forwarded-For": f"10.0.{n}.1", "X-Real-Ip": f"10.1.{n}.1", "Forwarded": f"for=10.2.{n}.1"}
        )
        for n in range(7)
    ]
    assert "Too many" in answers[-1].content.decode()  # type: ignore[attr-defined]
    assert sign_in(Client(), admin, headers={"X-Forwarded-For": "203.0.113.9"}).status_code != 302  # type: ignore[attr-defined]


@pytest.mark.parametrize("spelt", ["ADA@example.org", "ada@EXAMPLE.org", " ada@example.org ", "ada@example.org\u200b", "àda@example.org"])
def test_another_spelling_buys_no_more_guesses(spelt: str, admin: User):
    for _try in range(5):
        sign_in(Client(), admin, "wrong")
    response = Client().post(reverse("account_login"), {"login": spelt, "password": factories.PASSWORD})

    assert response.status_code != 302


def test_a_claimed_address_changes_no_budget_of_an_open_link(rf):
    request = rf.post("/s/x/", headers={"X-Forwarded-For": "203.0.113.9"}, REMOTE_ADDR="192.0.2.1")

    assert client_address(request) == "192.0.2.1"


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_a_code_of_the_second_step_opens_once(admin: User):
    secret = generate_totp_secret()
    TOTP.activate(admin, secret)
    code = code_of(secret)
    first, second = Client(), Client()
    for client in (first, second):
        sign_in(client, admin)
        client.post(reverse("mfa_authenticate"), {"code": code})

    assert first.get(reverse("today")).status_code == 200
    assert second.get(reverse("today")).status_code == 302
    assert Authenticator.objects.count() == 1


def test_a_password_alone_is_not_enough_with_a_second_step(admin: User):
    TOTP.activate(admin, generate_totp_secret())
    client = Client()
    sign_in(client, admin)

    assert client.get(reverse("today")).status_code == 302
    assert client.get(reverse("people")).status_code == 302


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "127.0.0.1:80@evil.example", "localhost\r\nX: 1", "[::1", ""])
def test_a_claimed_host_is_refused_and_is_in_no_letter(host: str, admin: User):
    response = Client(raise_request_exception=False).post(reverse("account_reset_password"), {"email": admin.email}, HTTP_HOST=host)

    assert response.status_code == 400
    assert not Mail.objects.exists()


def test_a_forwarded_host_is_not_believed(admin: User):
    Client().post(reverse("account_reset_password"), {"email": admin.email}, headers={"X-Forwarded-Host": "evil.example"})

    assert "evil.example" not in Mail.objects.get().text


WRONG_WAYS = (
    "//evil.example",
    "/\\evil.example",
    "///evil.example",
    "https:evil.example",
    "http:///evil.example",
    "\thttps://evil.example",
    "javascript:alert(1)",
)


@pytest.mark.parametrize("way", WRONG_WAYS)
def test_no_page_sends_anybody_to_another_site(way: str, admin: User):
    client = Client()
    client.force_login(admin)
    sent = [
        Client().post(f"{reverse('account_login')}?next=x", {"login": admin.email, "password": factories.PASSWORD, "next": way}),
        client.post(reverse("set-language"), {"language": "pl", "next": way}),
        client.get(reverse("account_login"), {"next": way}),
        client.post(reverse("voices-mark"), {"next": way, "state": "read", "id": "1"}),
        client.post(reverse("account_logout"), {"next": way}),
    ]
    for response in sent:
        location = response.headers.get("Location", "/")
        assert re.match(r"/(?![/\\])", location), location


def test_forms_without_their_token_change_nothing(admin: User):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(admin)
    assert strict.post(reverse("voices-mark"), {"id": "1", "state": "read"}).status_code == 403
    assert strict.post(reverse("account_logout")).status_code == 403
    assert (
        Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": admin.email, "password": factories.PASSWORD}).status_code
        == 403
    )
    assert strict.get(reverse("today")).status_code == 200


def test_the_headers_that_every_page_carries(admin: User, root: Unit):
    campaign: Campaign = factories.make_campaign(factories.make_open_survey(unit=root).survey)
    client = Client()
    client.force_login(admin)
    for page in (
        client.get("/"),
        Client().get(reverse("answer", args=[campaign.token])),
        client.get("/nothing/"),
        client.get(reverse("account_login")),
    ):
        policy = page.headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in policy
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        assert page.headers["X-Frame-Options"] == "DENY"
        assert page.headers["Referrer-Policy"] in {"same-origin", "no-referrer"}


def test_a_customers_page_sets_no_cookie_even_for_who_is_signed_in(admin: User, root: Unit):
    campaign = factories.make_campaign(factories.make_open_survey(unit=root).survey)
    signed_in = Client()
    signed_in.force_login(admin)
    for client in (Client(), signed_in):
        for method in (client.get, client.head, client.post):
            assert not method(reverse("answer", args=[campaign.token])).cookies


def test_guessing_links_takes_the_same_time_and_words_whatever_is_guessed(root: Unit):
    closed = factories.make_campaign(factories.make_open_survey(unit=root).survey)
    Campaign.objects.filter(pk=closed.pk).update(is_open_link=False)
    began = time.monotonic()
    answers = {
        Client().get(reverse("answer", args=[token])).content for token in (closed.token, "x" * 22, "short", "a/b".replace("/", "-"))
    }

    assert len(answers) == 1
    assert time.monotonic() - began < 10
