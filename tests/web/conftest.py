"""A browser for the pages: `visit(path, width=320, javascript=False, ...)` opens a page of the running server.

Tests that use it are marked `browser`. `CHROMIUM` names another browser than the one on the machine's path.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, Page, sync_playwright

from luister.organisation.models import User

Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread as long as it runs, and Django would refuse every query beside one.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def visit(chromium: Browser, live_server, client) -> Iterator[Visit]:
    """Open a page; `user` signs in, `dark` asks for dark colours, `language` is the browser's."""
    contexts = []

    def open_page(
        path: str, *, width: int = 1280, javascript: bool = True, dark: bool = False, language: str = "en", user: User | None = None
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 800},
            java_script_enabled=javascript,
            color_scheme="dark" if dark else "light",
            locale=language,
            base_url=live_server.url,
        )
        contexts.append(context)
        if user is not None:
            client.force_login(user)
            cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page = context.new_page()
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()


def violations(page: Page) -> list[str]:
    """What axe finds wrong, as sentences with the places."""
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {rule['help']} {[node['html'][:120] for node in rule['nodes']][:3]}" for rule in found]


def overflow(page: Page) -> int:
    """How many pixels the page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
