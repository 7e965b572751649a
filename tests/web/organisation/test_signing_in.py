from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.urls import reverse

from luister.common.models import Mail
from luister.organisation.models import Event, Organisation, User
from luister.organisation.queries import invitation_link, setup_link
from luister.organisation.services import add_person, disable_person
from tests.factories import PASSWORD, SignIn, actor

GOOD = "een paard op de gang"
LOGIN = reverse("account_login")
FIRST = {
    "name": "Ada",
    "email": "ada@example.org",
    "password": GOOD,
    "organisation_name": "Zomerwind",
    "time_zone": "Europe/Warsaw",
    "language": "pl",
}


def sign_in_by_form(client: Client, user: User, password: str = PASSWORD):
    return client.post(LOGIN, {"login": user.email.upper(), "password": password})


def path_of(link: str | None) -> str:
    return re.sub(r"^https?://[^/]+", "", str(link))


def test_a_visitor_signs_in_and_comes_back_to_where_they_wanted(client: Client, colleague: User):
    asked = client.get(reverse("people"))
    assert asked.headers["Location"] == f"{LOGIN}?next={reverse('people')}"

    answer = client.post(asked.headers["Location"], {"login": colleague.email, "password": PASSWORD, "next": reverse("people")})

    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("people"))
    assert client.get(reverse("people")).status_code == 200


def test_nobody_is_sent_to_another_site_after_signing_in(client: Client, colleague: User):
    answer = client.post(LOGIN, {"login": colleague.email, "password": PASSWORD, "next": "https://evil.example/"})

    assert answer.headers["Location"] == "/"


def test_a_disabled_person_is_out_at_the_next_click_and_does_not_get_in_again(client: Client, colleague: User, admin: User):
    sign_in_by_form(client, colleague)
    disable_person(user=colleague, by=actor(admin))

    assert client.get(reverse("people")).status_code == 302
    sign_in_by_form(client, colleague)
    assert client.get(reverse("people")).status_code == 302


@pytest.mark.parametrize("given", ["kasia@example.org", "nobody@example.org"])
def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client: Client, colleague: User, given: str):
    answer = client.post(LOGIN, {"login": given, "password": "wrong"})

    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors() == ["The email address and/or password you specified are not correct."]


def test_guessing_is_slowed_down_for_the_account_and_ends_in_429_for_the_address(client: Client, colleague: User):
    for _time in range(5):
        client.post(LOGIN, {"login": colleague.email, "password": "wrong"})
    blocked = sign_in_by_form(client, colleague)

    assert "Too many failed login attempts" in str(blocked.context["form"].errors)
    answers = [client.post(LOGIN, {"login": f"p{number}@example.org", "password": "x"}).status_code for number in range(30)]
    assert answers[-1] == 429


def test_rate_limits_are_counted_in_the_database(client: Client, colleague: User, settings):
    settings.CACHES = {"default": settings.CACHES["database"]}
    for _time in range(5):
        client.post(LOGIN, {"login": colleague.email, "password": "wrong"})

    assert "Too many failed" in str(sign_in_by_form(client, colleague).context["form"].errors)


def test_nobody_signs_up(client: Client, organisation: Organisation):
    answer = client.post(reverse("account_signup"), {"email": "eve@example.org", "password1": GOOD})

    assert answer.headers["Location"] == LOGIN
    assert not User.objects.exists()


def test_a_lost_password_is_replaced_by_a_link_that_works_once(client: Client, colleague: User):
    other = Client()
    sign_in_by_form(other, colleague)
    client.post(reverse("account_reset_password"), {"email": colleague.email.upper()})
    mail = Mail.objects.get()
    link = path_of(next(word for word in mail.text.split() if "/password/reset/key/" in word))

    form = client.get(link, follow=True)
    saved = client.post(form.redirect_chain[-1][0], {"password1": GOOD, "password2": GOOD})

    assert (mail.recipient, saved.headers["Location"]) == (colleague.email, reverse("account_reset_password_from_key_done"))
    assert sign_in_by_form(client, colleague, GOOD).status_code == 302
    assert other.get(reverse("people")).status_code == 302
    assert "work any more" in Client().get(link).content.decode()
    assert Event.objects.filter(action="person.password_set", actor=colleague).count() == 1
    assert not EmailAddress.objects.exists()  # an address in allauth's own table would outlive its change here


def test_a_link_for_an_old_address_does_not_work(client: Client, colleague: User):
    client.post(reverse("account_reset_password"), {"email": colleague.email})
    link = path_of(next(word for word in Mail.objects.get().text.split() if "/password/reset/key/" in word))
    User.objects.filter(pk=colleague.pk).update(email="new@example.org")

    assert "work any more" in client.get(link, follow=True).content.decode()


def test_asking_for_an_unknown_address_says_the_same_and_sends_nothing(client: Client, organisation: Organisation):
    answer = client.post(reverse("account_reset_password"), {"email": "nobody@example.org"})

    assert answer.headers["Location"] == reverse("account_reset_password_done")
    assert not Mail.objects.exists()


def test_a_second_step_is_asked_for_once_an_app_is_connected(client: Client, colleague: User):
    sign_in_by_form(client, colleague)
    assert client.get(reverse("mfa_activate_totp")).headers["Location"].startswith(reverse("account_reauthenticate"))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": totp(secret)})
    codes = Authenticator.objects.get(user=colleague, type="recovery_codes").wrap().get_unused_codes()
    for name in ("mfa_index", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_deactivate_totp", "mfa_reauthenticate"):
        assert client.get(reverse(name)).status_code == 200
    assert codes[0] in client.get(reverse("mfa_view_recovery_codes")).content.decode()
    client.post(reverse("account_logout"))

    assert sign_in_by_form(client, colleague).headers["Location"] == reverse("mfa_authenticate")
    assert client.get(reverse("people")).status_code == 302
    assert client.get(reverse("mfa_authenticate")).status_code == 200
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert client.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 302
    assert client.get(reverse("people")).status_code == 200


def totp(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


@pytest.mark.parametrize(
    "name",
    ["mfa_index", "account_reauthenticate", "profile", "account_logout"],
)
def test_pages_about_oneself_open_after_signing_in(client: Client, colleague: User, name: str):
    sign_in_by_form(client, colleague)

    assert client.get(reverse(name)).status_code == 200


def test_the_set_up_page_makes_the_organisation_and_signs_its_administrator_in(client: Client, db: None):
    address = path_of(setup_link())

    assert client.get(reverse("setup")).status_code == 403
    assert client.get(address).status_code == 200
    wrong = client.post(address, FIRST | {"password": "short", "time_zone": "Europe/Atlantis"})
    assert set(wrong.context["form"].errors) == {"time_zone"}
    assert set(client.post(address, FIRST | {"password": "short"}).context["form"].errors) == {"password"}
    assert not Organisation.objects.exists()

    assert client.post(address, FIRST).headers["Location"] == "/"
    assert Organisation.objects.get().time_zone == "Europe/Warsaw"
    assert client.get(reverse("settings")).status_code == 200
    assert (Client().get(address).status_code, Client().post(address, FIRST).status_code) == (404, 404)


def test_set_up_asks_only_for_the_administrator_when_the_organisation_is_there(client: Client, organisation: Organisation):
    address = path_of(setup_link())
    form = client.get(address).context["form"]

    assert list(form.fields) == ["name", "email", "password", "language"]
    client.post(address, FIRST)
    assert Organisation.objects.get() == organisation
    assert client.get(reverse("settings")).status_code == 200


def test_an_invited_person_chooses_a_password_and_is_in(client: Client, admin: User):
    user = add_person(email="jan@example.org", name="Jan", by=actor(admin))
    address = path_of(invitation_link(user))

    assert set(client.post(address, {"password": "1234567890"}).context["form"].errors) == {"password"}
    assert client.post(address, {"password": GOOD}).headers["Location"] == "/"
    assert client.get(reverse("profile")).status_code == 200
    assert Client().get(address).status_code == 404


def test_changing_the_password_ends_the_other_sessions_and_not_this_one(client: Client, colleague: User, sign_in: SignIn):
    other = sign_in(Client(), colleague)
    sign_in(client, colleague)

    wrong = client.post(reverse("profile"), {"form": "password", "old_password": "wrong", "password": GOOD})
    assert set(wrong.context["password"].errors) == {"old_password"}
    client.post(reverse("profile"), {"form": "password", "old_password": PASSWORD, "password": GOOD})

    assert client.get(reverse("profile")).status_code == 200
    assert other.get(reverse("profile")).status_code == 302
