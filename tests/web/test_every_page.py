"""Every page of a small demo, as its people meet it: in four languages, on a phone and at a desk, light and dark.

A new page needs a line in `PAGES` (or, if it shows nothing by itself, in `NO_PAGES`). Each page is seen in all four languages and
at both widths; which width goes with which language alternates from page to page, so that each pair of the three occurs. axe looks
at each page twice, once at each width.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from luister.action.models import Case, CaseRule
from luister.coaching.models import Obstacle
from luister.customers.models import Customer
from luister.exchange.demo import load_demo
from luister.feedback.models import ImportBatch, Response
from luister.organisation.models import User
from luister.organisation.rules import Actor
from luister.outreach.models import Campaign
from luister.surveys.models import Survey
from luister.web.build import build_assets
from tests.web.conftest import overflow, violations

pytestmark = pytest.mark.browser

LANGUAGES = ("en", "pl", "nl", "sv")
WIDTHS = (320, 1280)
VISITOR = ""


@dataclass(frozen=True)
class Seen:
    """A page and who looks at it: the beginning of their address at the demo, or `VISITOR`. `status` is what the browser is told."""

    name: str
    who: str
    args: Callable[[], list[object]] = list
    query: str = ""
    status: int = 200
    language: str = ""
    """The page's own, where it is not the reader's."""


def _first_of(model, field: str = "pk", **where: object) -> Callable[[], list[object]]:
    return lambda: [model.objects.filter(**where).order_by("pk").values_list(field, flat=True)[0]]


_care = lambda: ["poland-care"]  # noqa: E731
_survey = _first_of(Survey, "key")
_link = _first_of(Campaign)
_case = _first_of(Case, response__comments__isnull=False)
_open_case = _first_of(Case, state="open")
_said = _first_of(Response, comments__isnull=False)
_token = _first_of(Campaign, "token")

PAGES = (
    *(Seen("today", who) for who in ("ada", "sanne", "agnieszka", "marek", "erik", "priya")),
    Seen("voices", "sanne"),
    Seen("voices", "marek", query="?q=nothing+like+this"),
    Seen("voice", "ada", _said),
    Seen("figures", "priya"),
    Seen("figures", "erik", query="?metric=nps&by=language&period=week"),
    Seen("cases", "marek", query="?whose=all"),
    Seen("cases", "agnieszka", query="?whose=all&state=closed"),
    Seen("case", "ada", _case),
    Seen("case", "ada", _open_case),
    Seen("case-rules", "sanne"),
    Seen("case-rule-new", "sanne"),
    Seen("case-rule", "sanne", _first_of(CaseRule)),
    Seen("meeting", "ada"),
    Seen("meeting-unit", "agnieszka", _care),
    Seen("obstacle-raise", "marek", _care),
    Seen("obstacles", "agnieszka"),
    Seen("obstacle", "agnieszka", _first_of(Obstacle)),
    Seen("surveys", "sanne"),
    Seen("survey-new", "sanne"),
    Seen("survey", "sanne", _survey),
    Seen("survey-wording", "sanne", _survey),
    Seen("survey-preview", "sanne", _survey, language="en"),
    Seen("survey-link", "sanne", _link),
    Seen("imports", "sanne"),
    Seen("import-new", "sanne"),
    Seen("import", "sanne", _first_of(ImportBatch)),
    Seen("customers", "sanne"),
    Seen("customer-new", "sanne"),
    Seen("customer", "sanne", _first_of(Customer)),
    Seen("attributes", "sanne"),
    Seen("attribute", "sanne", lambda: ["contract"]),
    Seen("touchpoints", "sanne"),
    Seen("touchpoint-new", "sanne"),
    Seen("touchpoint", "sanne", lambda: ["repair-visit"]),
    Seen("people", "ada"),
    Seen("person-new", "ada"),
    Seen("person", "ada", _first_of(User, email="marek@aurora.example")),
    Seen("units", "ada"),
    Seen("unit", "ada", _care),
    Seen("settings", "ada"),
    Seen("keys", "ada"),
    Seen("events", "ada"),
    Seen("profile", "marek"),
    Seen("leave-demo", "ada"),
    Seen("leaving-demo", "ada"),
    Seen("mfa_index", "marek"),
    Seen("mfa_activate_totp", "marek"),
    Seen("account_reauthenticate", "marek"),
    Seen("account_logout", "marek"),
    Seen("account_login", VISITOR),
    Seen("account_inactive", VISITOR),
    Seen("account_reset_password", VISITOR),
    Seen("account_reset_password_done", VISITOR),
    Seen("account_reset_password_from_key_done", VISITOR),
    Seen("account_reset_password_from_key", VISITOR, lambda: ["1", "wrong-key"]),
    Seen("invitation", VISITOR, lambda: ["no-such-invitation"], status=404),
    Seen("answer", VISITOR, _token),
    Seen("answer", VISITOR, lambda: ["nobody-knows-this-token"], status=404),
    Seen("answer-privacy", VISITOR, _token),
    Seen("answer-thanks", VISITOR, _token),
    Seen("stop-asking", VISITOR, _token),
    Seen("privacy", VISITOR),
    # What goes wrong.
    Seen("settings", "marek", status=403),
    Seen("case", "marek", lambda: [0], status=404),
    Seen("voices", "marek", query="?unit=nowhere", status=400),
    Seen("setup", VISITOR, status=404),
)

NO_PAGES = {
    "healthz", "readyz", "set-language",  # for machines
    "account_email", "account_change_password", "account_set_password", "account_signup",  # lead elsewhere
    "mfa_authenticate",  # only between the two steps of signing in
    "mfa_reauthenticate", "mfa_deactivate_totp",  # only for who has a second step
    "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes",
    "voices-mark", "voices-download", "figures-download",  # a POST, files
}  # fmt: skip


@dataclass(frozen=True)
class Demo:
    url: str
    cookies: dict[str, str]
    paths: dict[Seen, str]


@pytest.fixture
def demo(transactional_db: None, live_server: LiveServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Demo:
    """A demo of 25 days behind a server, with everybody signed in."""
    build_assets()
    monkeypatch.setattr("luister.config.options.Options.lake", tmp_path)
    load_demo(by=Actor.operator("tests"), password="not used here", days=25)
    cookies = {}
    for user in User.objects.all():
        client = Client()
        client.force_login(user)
        cookies[user.email.split("@")[0]] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return Demo(live_server.url, cookies, {seen: reverse(seen.name, args=seen.args()) + seen.query for seen in PAGES})


def test_every_page_without_arguments_is_looked_at():
    def names(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                if not pattern.namespace:
                    yield from names(pattern.url_patterns)
            elif pattern.name and not pattern.pattern.converters and not pattern.pattern.regex.groups:
                yield pattern.name

    looked_at = {seen.name for seen in PAGES}
    assert set(names(get_resolver().url_patterns)) - looked_at - NO_PAGES == set()
    assert looked_at & NO_PAGES == set()


class Reader:
    """A browser of somebody who reads one language; it keeps what it has fetched, as browsers do."""

    def __init__(self, browser: Browser, demo: Demo, language: str) -> None:
        self.browser, self.demo, self.language = browser, demo, language
        self.pages: dict[tuple[str, int, bool], Page] = {}

    def _page(self, who: str, width: int, dark: bool) -> Page:
        context = self.browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme="dark" if dark else "light", locale=self.language
        )
        if who:
            User.objects.filter(email=f"{who}@aurora.example").update(language=self.language)
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": self.demo.cookies[who], "url": self.demo.url}])
        return context.new_page()

    def see(self, seen: Seen, *, width: int, dark: bool, audit: bool) -> dict[str, object]:
        """Open the page and return all that is wrong with it; `audit` asks axe too."""
        key = (seen.who, width, dark)
        page = self.pages[key] = self.pages.get(key) or self._page(*key)
        complaints: list[str] = []
        page.on("console", listen := lambda message: complaints.append(message.text))
        page.on("pageerror", shout := lambda error: complaints.append(str(error)))
        answer = page.goto(self.demo.url + self.demo.paths[seen])
        assert answer is not None
        _open_and_draw(page)
        page.remove_listener("console", listen)
        page.remove_listener("pageerror", shout)
        spoken = page.get_attribute("html", "lang")
        wrong = {
            "status": answer.status if answer.status != seen.status else None,
            "language": spoken if spoken != (seen.language or self.language) else "",
            "pixels too wide": overflow(page),
            "axe": violations(page) if audit else [],
            "console": [text for text in complaints if not (seen.status >= 400 and f"status of {seen.status}" in text)],
        }
        return {what: found for what, found in wrong.items() if found}

    def close(self) -> None:
        for page in self.pages.values():
            page.context.close()


def _open_and_draw(page: Page) -> None:
    """Open all that is folded away, and wait for the charts."""
    page.eval_on_selector_all("main details", "all => all.forEach(one => { one.open = true })")
    page.wait_for_function("[...document.querySelectorAll('[data-chart]')].every(one => one.querySelector('.chart-canvas svg'))")


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_whole_in_every_language(chromium, demo, language):
    turn = LANGUAGES.index(language)
    reader, found = Reader(chromium, demo, language), {}
    for number, seen in enumerate(PAGES):
        width, dark = WIDTHS[(number + turn) % 2], (number + turn) // 2 % 2 == 1
        audit = (turn - number) % len(LANGUAGES) < len(WIDTHS)  # in two of the languages, which are at two widths
        wrong = reader.see(seen, width=width, dark=dark, audit=audit)
        if wrong:
            found[f"{demo.paths[seen]} as {seen.who or 'a visitor'}, {width} wide, {'dark' if dark else 'light'}"] = wrong
    reader.close()

    assert found == {}, json.dumps(found, indent=1, ensure_ascii=False)
