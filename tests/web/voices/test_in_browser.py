"""Voices and customers in a real browser: drawn without complaint, changed in place, usable without a script."""

from __future__ import annotations

import os

import pytest
from django.urls import reverse

from luister.customers.models import Attribute
from luister.feedback.models import Response, Tag
from luister.feedback.services import read_comments
from tests.factories import make_case, make_customer, make_response, make_touchpoint
from tests.web.conftest import overflow, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def voice(cx_manager, krakow):
    Attribute.objects.create(key="contract", name="Contract")
    customer = make_customer("Jan Kowalski", key="C-1", unit=krakow, email="jan@example.org", attributes={"contract": "gold"})
    touchpoint = make_touchpoint("Repair visit", unit=krakow)
    texts = ["Pani na infolinii naprawdę mnie wysłuchała, ale technik nie przyjechał już drugi raz.", "Niets aan te merken, snel geholpen!"]
    for text, score in zip(texts, (3, 9), strict=True):
        response = make_response(unit=krakow, comment=text, score=score, customer=customer, touchpoint=touchpoint, contact_allowed=True)
    response.tags.add(Tag.objects.create(key="visit", name="A visit that came to nothing and was told about at length"))
    response.comments.update(masked="", language="")
    read_comments(response_ids=list(Response.objects.values_list("pk", flat=True)))
    make_case(response=response)
    return response


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_are_drawn_without_complaint(visit, cx_manager, voice, width, dark):
    addresses = {
        "voices": reverse("voices"),
        "nothing": reverse("voices") + "?q=nothing",
        "wrong": reverse("voices") + "?state=new&unit=nowhere",
        "voice": reverse("voice", args=[voice.pk]),
        "customers": reverse("customers"),
        "customer": reverse("customer", args=[voice.customer_id]),
        "customer-new": reverse("customer-new"),
        "attributes": reverse("attributes"),
        "attribute": reverse("attribute", args=["contract"]),
    }
    page = visit("/language/", user=cx_manager, width=width, dark=dark)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    for name, address in addresses.items():
        page.goto(address)
        for details in page.locator("main details").all():
            details.evaluate("element => { element.open = true }")
        if folder := os.environ.get("PICTURES"):
            page.screenshot(path=f"{folder}/{name}-{width}-{'dark' if dark else 'light'}.png", full_page=True)
        assert (name, overflow(page), violations(page)) == (name, 0, [])
    assert [text for text in complaints if "400 (Bad Request)" not in text] == []


def test_a_status_is_changed_in_place(visit, cx_manager, voice):
    page = visit(reverse("voices"), user=cx_manager)
    address, row = page.url, page.locator(f"#sort-{voice.pk}").element_handle()
    page.locator(f"#state-{voice.pk}").focus()

    page.locator(f"#state-{voice.pk}").select_option("done")
    row.wait_for_element_state("hidden")  # the old row has gone

    assert page.url == address
    assert page.evaluate("document.activeElement.id") == f"state-{voice.pk}"
    assert page.locator(f"#state-{voice.pk}").input_value() == "done"
    assert Response.objects.get(pk=voice.pk).reading_state == "done"


def test_two_tags_are_put_on_one_after_the_other(visit, cx_manager, voice):
    page = visit(reverse("voices"), user=cx_manager)
    page.locator(f"#sort-{voice.pk} summary").click()

    for name in ("invoice", "refund"):
        page.locator(f"#tag-{voice.pk}").fill(name)
        page.keyboard.press("Enter")
        page.locator(f"#sort-{voice.pk} .badge-tone", has_text=name).wait_for()
        assert page.evaluate("document.activeElement.id") == f"tag-{voice.pk}"

    assert {"invoice", "refund"} < set(voice.tags.values_list("name", flat=True))


def test_a_status_is_changed_without_a_script(visit, cx_manager, voice):
    page = visit(reverse("voices") + "?state=new", user=cx_manager, javascript=False)

    page.locator(f"#state-{voice.pk}").select_option("read")
    page.locator(f"#sort-{voice.pk} .sort-state button").click()

    assert page.url.endswith(reverse("voices") + "?state=new")
    assert Response.objects.get(pk=voice.pk).reading_state == "read"
