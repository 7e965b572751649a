"""The frame, the components and the charts in a real browser: nothing breaks the policy, nobody is left out, nothing scrolls sideways."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template import RequestContext, Template
from django.urls import include, path
from playwright.sync_api import Browser, Page, Route, sync_playwright

from luister.web.build import build_assets
from luister.web.charts import Bar, ChartView, IntervalRow, TrendPoint, distribution_chart, interval_chart, render, trend_chart
from tests.web.test_components import Example

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.web.test_frame_in_browser")]

TREND = trend_chart(
    [TrendPoint(date(2026, month, 1), 30 - month, 20 - month, 40 - month, 300) for month in range(1, 9)], label="NPS", target=35
)
GROUPS = interval_chart(
    [
        IntervalRow("Repair visit in the evening or at the weekend", 62, 56, 68, 238),
        IntervalRow("Shop", None, None, None, 4, "3 glad, 1 not"),
    ],
    label="Rated 4 or 5",
    percent=True,
)
SCORES = distribution_chart([Bar(str(score), 10 * score, "glad" if score > 8 else "sad") for score in range(11)], label="Score")
PAGE = """
{% extends "base.html" %}
{% block title %}Today{% endblock %}
{% block heading %}Good morning, Agnieszka{% endblock %}
{% block lead %}Two customers wait for you.{% endblock %}
{% block actions %}{% confirm url="/" label=_("Erase") question="Erase this customer everywhere?" button="Yes, erase" %}{% endconfirm %}{% endblock %}
{% block content %}
{% card title="A voice from yesterday" %}{% quote text="Pani mnie naprawdę wysłuchała." lang="pl" size="large" %}{% badge "listening" tone="glad" %}{% badge "late" tone="sad" %}{% badge "so" tone="amber" %}{% badge "x" tone="flat" %}{% score 3 %}{% score 8 %}{% score 10 %}{% endquote %}{% endcard %}
{% card %}<ul class="row-list">{% case_row href="/" title="Invoice charged twice" meta="Case 1042" due="2 h late" late=True %}</ul>{% endcard %}
{% card %}{% chart trend %}{% endcard %}{% card %}{% chart groups %}{% endcard %}{% card %}{% chart scores %}{% endcard %}
{% card %}{% filter_bar form %}{% data_table caption="Units" %}<thead><tr><th scope="col">Unit</th><th scope="col" class="num">NPS</th></tr></thead><tbody><tr><th scope="row">Kraków</th><td class="num">31</td></tr></tbody>{% enddata_table %}{% pager next_url="?a" previous_url="?b" shown="1 to 50" %}{% endcard %}
{% endblock %}
{% block aside %}
{% card title="How we are doing" %}{% figure 31 unit="NPS" low=24 high=38 n=412 target=45 href="/" %}{% figure unit="Shop" words="3 glad, 1 unhappy" %}{% endcard %}
{% card %}{% empty_state title="No obstacles yet" text="They stand here." icon="barrier-block" %}<a class="btn btn-primary" href="/">Raise one</a>{% endempty_state %}{% endcard %}
{% card %}<form method="post">{% csrf_token %}{{ form }}</form>{% endcard %}
{% endblock %}
"""


def view(chart: object, name: str) -> ChartView:
    return ChartView(
        chart, title=name, alt=f"{name} in a sentence.", columns=["Month", "NPS"], rows=[["March", 31]], svg_url="/chart.svg", id=name
    )


def page(request: HttpRequest) -> HttpResponse:
    messages.success(request, "Stored.")
    messages.error(request, "That did not work.")
    context = {"form": Example({}), "trend": view(TREND, "trend"), "groups": view(GROUPS, "groups"), "scores": view(SCORES, "scores")}
    return HttpResponse(Template(PAGE).render(RequestContext(request, context)))


def picture(request: HttpRequest) -> HttpResponse:
    return HttpResponse(render(TREND), content_type="image/svg+xml")


urlpatterns = [
    path("", page, name="today"),
    path("chart.svg", picture),
    path("language/", page, name="set-language"),
    path("account/", include("allauth.urls")),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    build_assets()
    # Playwright runs an event loop in this thread, so Django takes every query of a fixture for one from asynchronous code.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        chromium = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
        )
        yield chromium
        chromium.close()


@pytest.fixture
def complaints() -> list[str]:
    return []


def open_page(browser: Browser, address: str, complaints: list[str], **options: object) -> Page:
    def stay_here(route: Route) -> None:
        if urlsplit(route.request.url).hostname == urlsplit(address).hostname:
            route.continue_()
        else:
            complaints.append(f"asked {route.request.url}")
            route.abort()

    context = browser.new_context(**options)
    context.route("**/*", stay_here)
    opened = context.new_page()
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.goto(address)
    return opened


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 768, 1280])
def test_page_is_drawn_without_complaint(browser, live_server, complaints, width, scheme):
    opened = open_page(browser, live_server.url, complaints, viewport={"width": width, "height": 800}, color_scheme=scheme)
    opened.wait_for_function("document.querySelectorAll('.chart-canvas > svg, .chart-canvas svg.marks').length >= 3")

    assert opened.evaluate("document.documentElement.scrollWidth") <= width
    assert [violation["id"] for violation in Axe().run(opened).response["violations"]] == []
    assert complaints == []
    ink = opened.evaluate("getComputedStyle(document.querySelector('.chart svg text[fill=\"#22262e\"]')).fill")
    assert ink == opened.evaluate("getComputedStyle(document.body).color")
    opened.context.close()


def test_chart_is_a_picture_where_there_is_no_script(browser, live_server, complaints):
    opened = open_page(browser, live_server.url, complaints, java_script_enabled=False)
    picture = opened.locator(".chart img").first
    assert picture.get_attribute("alt") == "trend in a sentence."
    assert picture.bounding_box()["height"] > 100
    opened.context.close()


def test_choice_of_dark_is_kept_on_the_next_page(browser, live_server, complaints):
    opened = open_page(browser, live_server.url, complaints, viewport={"width": 320, "height": 640}, color_scheme="light")
    assert opened.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(250, 248, 244)"
    opened.evaluate("document.cookie = 'luister_theme=dark; Path=/'")
    opened.reload()
    assert opened.get_attribute("html", "data-bs-theme") == "dark"
    assert opened.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(21, 24, 27)"
    opened.context.close()
