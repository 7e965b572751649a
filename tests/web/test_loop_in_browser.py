"""The whole loop as people walk it: a customer answers on a phone, a colleague is told, calls, and closes; the figures know it."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.urls import reverse

from luister.action.models import Case
from luister.action.services import create_default_rules
from luister.common.mail import send_due
from luister.feedback.models import Response
from luister.organisation.rules import Actor
from luister.outreach.services import create_campaign
from luister.surveys.services import create_survey, publish_survey
from tests.factories import actor, make_touchpoint

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = "Nikt nie zadzwonił, choć obiecano."


@pytest.fixture
def link(cx_manager, colleague, krakow):
    """An open link to an NPS survey of the repair visit, which the colleague cares for."""
    create_default_rules(by=Actor.system())
    visit = make_touchpoint("Repair visit", unit=krakow, owner=colleague)
    survey = create_survey(
        name="After a visit", kind="relationship", unit=krakow, metric="nps", languages=("en", "pl"), by=actor(cx_manager), touchpoint=visit
    )
    publish_survey(survey=survey, by=actor(cx_manager))
    return create_campaign(survey=survey, name="On the door hanger", by=actor(cx_manager), touchpoint=visit)


def answer_on_a_phone(visit, link) -> None:
    page = visit(reverse("answer", args=[link.token]), width=320, javascript=False, language="pl")
    page.locator("[name=q-score][value='2']").check(force=True)
    page.locator("[name=q-reason]").fill(WORDS)
    page.locator("[name=q-contact]").check(force=True)
    page.locator("[name='q-contact.phone']").fill("+48 600 100 200")
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/thanks/**")


def address_in(letter: mail.EmailMessage) -> str:
    found = re.search(r"https?://\S+/cases/\d+/", str(letter.body))
    assert found, letter.body
    return urlsplit(found[0]).path


def test_an_unhappy_customer_is_heard_told_called_and_counted(visit, link, colleague, run_jobs):
    answer_on_a_phone(visit, link)
    run_jobs()
    send_due(10)

    case = Case.objects.get()
    response = Response.objects.get()
    assert (case.response, case.owner) == (response, colleague)
    assert case.opened_at - response.received_at < timedelta(minutes=1)
    letter = next(letter for letter in mail.outbox if letter.to == [colleague.email])
    assert WORDS not in str(letter.body)  # mail is not a safe place for a customer's words

    page = visit(address_in(letter), user=colleague)
    assert page.locator("blockquote", has_text="Nikt nie zadzwonił").get_attribute("lang") == "pl"
    assert page.locator("a[href^='tel:']").first.get_attribute("href") == "tel:+48600100200"

    call = page.locator("#call")
    call.get_by_label("yes, we spoke").check()
    call.locator("textarea").fill("Sorry. A new visit on Tuesday.")
    call.get_by_role("button").click()
    page.get_by_text("Called, and spoke with the customer").wait_for()

    close = page.locator("#close")
    for name, value in (("close-outcome", "resolved"), ("close-root_cause", "promise")):
        close.locator(f"[name={name}]").select_option(value)
    close.locator("[name=close-lesson]").fill("Call the day before.")
    close.get_by_role("button").click()
    page.wait_for_url("**/cases/")
    page.goto(reverse("case", args=[case.pk]))
    assert page.get_by_text("Call the day before.").count() == 1
    assert page.locator("#call").count() == 0

    page.goto(reverse("figures"))
    assert "1 answer" in page.locator("main").inner_text()
    assert "1 unhappy" in page.locator("main").inner_text()
    page.get_by_role("link", name="Read what these customers say").click()
    page.locator(".verbatims blockquote", has_text="Nikt nie zadzwonił").wait_for()
