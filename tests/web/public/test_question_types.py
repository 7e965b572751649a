"""Every type of question is shown, taken and kept; whatever else is sent never breaks the page."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luister.feedback.models import Answer, Comment, Response
from luister.outreach.services import create_campaign
from luister.surveys.services import create_survey, publish_survey
from tests.factories import actor


def said(text: str) -> dict[str, str]:
    return {"en": text}


COLOURS = [{"key": key, "label": said(key.title())} for key in ("red", "green", "blue")]
DEFINITION = {
    "default_language": "en",
    "languages": ["en"],
    "questions": [
        {"key": "nps", "type": "nps", "prompt": said("How likely?"), "required": True, "help": said("Think of last year.")},
        {"key": "effort", "type": "ces", "prompt": said("How easy?"), "dont_know": True},
        {"key": "stars", "type": "rating", "minimum": 1, "maximum": 10, "prompt": said("Rate us")},
        {"key": "single", "type": "single_choice", "choices": COLOURS, "prompt": said("Which?"), "dont_know": True},
        {"key": "multi", "type": "multiple_choice", "choices": COLOURS, "prompt": said("Which ones?")},
        {"key": "worked", "type": "yes_no", "prompt": said("Did it work?")},
        {"key": "number", "type": "number", "minimum": 0, "maximum": 100, "prompt": said("How many?")},
        {"key": "day", "type": "date", "prompt": said("When?")},
        {"key": "grid", "type": "matrix", "rows": COLOURS, "choices": COLOURS, "prompt": said("Each")},
        {"key": "order", "type": "ranking", "choices": COLOURS, "prompt": said("Order")},
        {"key": "why", "type": "text", "prompt": said("Why?"), "max_length": 500},
        {"key": "contact", "type": "contact", "prompt": said("Call me")},
    ],
}
FILLED = {
    "q-nps": "0",
    "q-effort": "dont_know",
    "q-stars": "10",
    "q-single": "red",
    "q-multi": ["red", "blue"],
    "q-worked": "no",
    "q-number": "12,5",
    "q-day": "2026-03-31",
    "q-grid.red": "green",
    "q-grid.blue": "blue",
    "q-order.red": "2",
    "q-order.green": "1",
    "q-why": "Ze\r\nwaren 🙂",
    "q-contact": "yes",
    "q-contact.email": "a@example.org",
}


@pytest.fixture
def link(cx_manager, care):
    survey = create_survey(name="All", kind="ad_hoc", unit=care, by=actor(cx_manager), definition=DEFINITION)
    publish_survey(survey=survey, by=actor(cx_manager))
    return create_campaign(survey=survey, name="All", by=actor(cx_manager))


def address(link) -> str:
    return reverse("answer", args=[link.token])


def page_of(html: str) -> str:
    return re.search(r'name="page" value="([^"]*)"', html)[1]


def test_every_type_is_taken(client, link):
    page = page_of(client.get(address(link)).content.decode())
    assert client.post(address(link), FILLED | {"page": page}).status_code == 303

    answers = {a.question.key: (a.score, a.dont_know, a.value) for a in Answer.objects.select_related("question")}
    assert answers == {
        "nps": (0, False, None),
        "effort": (None, True, None),
        "stars": (10, False, None),
        "single": (None, False, {"choices": ["red"]}),
        "multi": (None, False, {"choices": ["red", "blue"]}),
        "worked": (None, False, {"choices": ["no"]}),
        "number": (None, False, {"number": 12.5}),
        "day": (None, False, {"date": "2026-03-31"}),
        "grid": (None, False, {"cells": {"red": "green", "blue": "blue"}}),
        "order": (None, False, {"choices": ["green", "red"]}),
    }
    assert Comment.objects.get().text == FILLED["q-why"]
    assert Response.objects.get().contact_email == "a@example.org"


def test_a_page_that_comes_back_holds_every_answer(client, link):
    page = page_of(client.get(address(link)).content.decode())
    html = client.post(address(link), FILLED | {"page": page, "q-nps": "11"}).content.decode()

    radio = [("effort", "dont_know"), ("stars", "10"), ("single", "red"), ("worked", "no"), ("grid.red", "green"), ("grid.blue", "blue")]
    ticks = [("multi", "red"), ("multi", "blue"), ("contact", "yes")]
    for kind, pairs in (("radio", radio), ("checkbox", ticks)):
        for name, value in pairs:
            assert f'<input type="{kind}" name="q-{name}" value="{value}" checked>' in html
    assert html.count(" checked>") == len(radio) + len(ticks)
    assert re.findall(r'name="(q-order\.\w+)".*?value="(\d)" selected', html) == [("q-order.red", "2"), ("q-order.green", "1")]
    assert 'value="12,5"' in html
    assert 'value="2026-03-31"' in html
    assert "11 is not an answer here." in html


NAMES = [*FILLED, "q-nps.x", "page", "lang", "website", "q-grid.x", "q-", "csrfmiddlewaretoken"]
VALUES = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["\0", "NaN", "1e999", "9" * 5000, "-1", "9223372036854775808", "<script>alert(1)</script>", "%(x)s", "{0.__class__}", "😀"]
    ),
    st.sampled_from([value for value in FILLED.values() if isinstance(value, str)]),
)


@pytest.mark.django_db
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(fields=st.lists(st.tuples(st.sampled_from(NAMES), VALUES), max_size=12), keeps_page=st.booleans())
def test_whatever_is_sent_is_stored_or_comes_back(link, fields, keeps_page):
    client = Client()
    known = [("page", page_of(client.get(address(link)).content.decode()))] if keeps_page else []
    body = urlencode([*fields, *known], errors="surrogatepass")
    before = Response.objects.count()

    response = client.post(address(link), body, content_type="application/x-www-form-urlencoded")

    assert (response.status_code, Response.objects.count() - before) in {(303, 1), (422, 0)}
    assert b"<script>alert" not in response.content


@pytest.mark.parametrize("body", [b"\xff\xfe", b"%", b"q-nps=%ff%fe&q-why=%ed%a0%80", b"&" * 400, b"=" * 300, b"{}", b""])
@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "application/json", "text/plain", "multipart/form-data; boundary=x", "x"]
)
def test_bodies_that_are_no_form_get_the_page_again(link, body, kind):
    response = Client().post(address(link), body, content_type=kind)
    assert response.status_code in {400, 422}
    assert not Response.objects.exists()


def test_a_body_of_a_thousand_fields_is_refused(client, link):
    assert client.post(address(link), {f"q-{n}": "x" for n in range(1001)}).status_code == 400


def test_a_word_of_a_megabyte_is_refused_without_being_stored(client, link):
    page = page_of(client.get(address(link)).content.decode())
    assert client.post(address(link), FILLED | {"page": page, "q-why": "x" * 500_000}).status_code == 422
    assert not Response.objects.exists()
