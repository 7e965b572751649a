"""The customer's page in a browser: by keyboard, without JavaScript, on a narrow phone, and when the connection breaks."""

from __future__ import annotations

import pytest
from django.urls import reverse

from luister.common.clock import now
from luister.feedback.models import Answer, Comment, Response
from luister.outreach.models import Campaign
from luister.outreach.services import create_campaign, invite_customer
from luister.surveys.services import close_survey, create_survey, publish_survey
from tests.factories import actor, make_customer
from tests.web.conftest import overflow, violations
from tests.web.public.test_question_types import DEFINITION

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FOUR = ("en", "pl", "nl", "sv")


def make_link(by, unit, **survey):
    found = create_survey(**{"name": "x", "kind": "ad_hoc", "unit": unit, "by": actor(by), "metric": "nps", "languages": FOUR} | survey)
    publish_survey(survey=found, by=actor(by))
    return create_campaign(survey=found, name="x", by=actor(by))


@pytest.fixture
def link(cx_manager, care):
    return make_link(cx_manager, care)


def address(link, page: str = "answer") -> str:
    return reverse(page, args=[link.token])


def tab_to(page, selector: str) -> None:
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            return
    raise AssertionError(f"{selector} is not reached by Tab")


@pytest.mark.parametrize(
    ("language", "question"), [("en", "How likely"), ("pl", "Jak prawdopodobne"), ("nl", "Hoe waarschijnlijk"), ("sv", "Hur sannolikt")]
)
def test_the_survey_is_answered_by_keyboard_without_javascript(visit, link, language, question):
    page = visit(address(link), width=320, javascript=False, language=language)
    assert page.locator("legend").first.inner_text().startswith(question)

    tab_to(page, "[name=q-score]")
    page.keyboard.press("Space")
    for _ in range(9):
        page.keyboard.press("ArrowRight")
    tab_to(page, "[name=q-reason]")
    page.keyboard.type("Żółw, één, åäö")
    tab_to(page, "[name=q-contact]")
    page.keyboard.press("Space")
    tab_to(page, "[name='q-contact.email']")
    page.keyboard.type("a@example.org")
    tab_to(page, "button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/thanks/**")

    stored = Response.objects.get()
    assert (stored.language, stored.contact_email) == (language, "a@example.org")
    assert (Answer.objects.get().score, Comment.objects.get().text) == (9, "Żółw, één, åäö")
    assert page.locator("html").get_attribute("lang") == language


def test_a_mistake_leads_to_its_question_without_javascript(visit, link):
    page = visit(address(link), width=320, javascript=False)
    page.locator("textarea").fill("Because")
    page.locator("button[type=submit]").click()

    assert page.locator("[role=alert]:focus").count() == 1
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.url.endswith("#q-score")
    assert page.locator("textarea").input_value() == "Because"


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_every_target_is_large_enough_for_a_thumb(visit, cx_manager, care, width):
    link = make_link(cx_manager, care, definition=DEFINITION)
    page = visit(address(link), width=width)

    assert overflow(page) == 0
    boxes = [label.bounding_box() for label in page.locator(".scale label, .choice, button[type=submit]").all()]
    assert min(min(box["width"], box["height"]) for box in boxes) >= 44


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing(visit, cx_manager, care, link, width, dark):
    every_type = make_link(cx_manager, care, definition=DEFINITION)
    personal = invite_customer(campaign=link, customer=make_customer(language="nl"), by=actor(cx_manager))
    closed = make_link(cx_manager, care)
    close_survey(survey=closed.survey, by=actor(cx_manager))
    pages = [
        address(link),
        address(every_type),
        address(closed),
        "/s/nowhere/",
        "/privacy/",
        *(address(personal, f) for f in ("stop-asking", "answer-privacy", "answer-thanks")),
    ]

    found = {}
    for path in pages:
        page = visit(path, width=width, dark=dark)
        found[path] = (overflow(page), violations(page))
    page = visit(address(every_type), width=width, dark=dark)
    page.locator("[name=q-contact]").check()
    page.locator("button[type=submit]").click()
    page.locator("[role=alert]").wait_for()
    found["mistakes"] = (overflow(page), violations(page))
    assert set(map(str, found.values())) == {str((0, []))}, found


def test_an_answer_waits_for_the_connection_and_arrives_once(visit, link):
    page = visit(address(link))
    page.locator("[name=q-score][value='7']").check(force=True)
    page.context.set_offline(True)
    page.locator("button[type=submit]").click()
    page.locator("[data-survey-offline]").wait_for(state="visible")
    assert not Response.objects.exists()

    page.context.set_offline(False)
    page.wait_for_url("**/thanks/**")
    assert (Response.objects.count(), Answer.objects.get().score) == (1, 7)
    assert page.evaluate("localStorage.length") == 0


def test_an_acknowledgement_that_got_lost_is_asked_for_again(visit, link):
    page = visit(address(link))
    lost = []

    def lose_the_first(route):
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch(max_redirects=0).status)
            route.abort()
        else:
            route.continue_()

    page.route("**/s/**", lose_the_first)
    page.locator("[name=q-score][value='7']").check(force=True)
    page.locator("button[type=submit]").click()
    page.wait_for_url("**/thanks/**")
    assert (lost, Response.objects.count()) == ([303], 1)


def test_a_page_that_was_left_still_has_the_words(visit, link):
    page = visit(address(link))
    page.locator("textarea").fill("Half a sent")
    page.locator("[name=q-score][value='3']").check(force=True)
    page.goto(address(link) + "?lang=sv")

    assert page.locator("textarea").input_value() == "Half a sent"
    assert page.locator("[name=q-score][value='3']").is_checked()
    page.locator("button[type=submit]").click()
    page.wait_for_url("**/thanks/**")
    assert Response.objects.get().language == "sv"


def test_a_device_in_a_shop_does_not_keep_words_for_the_next_customer(visit, link):
    Campaign.objects.update(channel="shop")
    page = visit(address(link))
    page.locator("textarea").fill("Mine")
    page.goto(address(link))

    assert (page.locator("textarea").input_value(), page.evaluate("localStorage.length")) == ("", 0)


def test_a_mistake_is_mended_with_javascript_too(visit, link):
    page = visit(address(link))
    page.locator("textarea").fill("Because")
    page.locator("button[type=submit]").click()
    page.locator("[role=alert]:focus").wait_for()
    page.locator("[name=q-score][value='3']").check(force=True)
    page.locator("button[type=submit]").click()
    page.wait_for_url("**/thanks/**")
    assert Comment.objects.get().text == "Because"


def test_nothing_is_set_and_nothing_is_refused_by_the_browser(visit, link):
    page = visit("/privacy/")
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(address(link))
    page.locator("textarea").fill("<img src=x onerror=alert(1)>")
    page.locator("button[type=submit]").click()
    page.locator("[role=alert]").wait_for()

    assert page.context.cookies() == []
    assert [line for line in said if "422" not in line] == []


def test_stopping_without_javascript(visit, link, cx_manager):
    customer = make_customer()
    invitation = invite_customer(campaign=link, customer=customer, by=actor(cx_manager))
    page = visit(address(invitation, "stop-asking"), javascript=False, width=320)
    customer.refresh_from_db()
    assert customer.stop_asking_at is None
    page.locator("button").click()
    page.locator("[role=status]").wait_for()
    customer.refresh_from_db()
    assert customer.stop_asking_at <= now()
