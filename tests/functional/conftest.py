"""A real Chromium on a live server with the demonstration data.

Every page a test opens is watched, whatever the test is about: at its end there must have been no request to another
host, no breach of the content security policy and no error in the console.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.core.signals import request_finished, request_started
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, expect, sync_playwright

from tests.conftest import PASSWORD

REPORT_VIOLATIONS = """
addEventListener("securitypolicyviolation", event =>
  console.error(`The content security policy stops ${event.violatedDirective} ${event.blockedURI}`));
"""

#: Milliseconds that something may take to appear: only what never does should reach the end of them.
PATIENCE = 30_000

#: Opens a browser as somebody (None: signed out), so wide, with or without JavaScript.
Browse = Callable[..., Page]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One Chromium for the tests of a module."""
    path = os.environ.get("OUTTURN_CHROMIUM") or shutil.which("chromium")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright runs an event loop in this thread; our queries still wait for their turn in it, one by one.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def site(live_server, committed_demo) -> Iterator[str]:
    """The address of a server that has the demonstration data.

    A page that follows a job may ask once more while its browser closes. The tables are emptied after each test, so it
    must have its answer first: the two would wait for one another's locks.
    """
    with answered_at_the_end():
        yield live_server.url


@pytest.fixture
def browse(chromium: Browser, site: str) -> Iterator[Browse]:
    """A function that opens a page, signed in through the form; `goto` and `click` take it from there."""
    watch = Watch(site)
    contexts = []

    def open_browser(username: str | None = None, *, width: int = 1280, javascript: bool = True) -> Page:
        context = chromium.new_context(
            base_url=site,
            viewport={"width": width, "height": 900},
            java_script_enabled=javascript,
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.add_init_script(REPORT_VIOLATIONS)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        watch.follow(page)
        if username:
            sign_in(page, username)
        return page

    yield open_browser
    for context in contexts:
        context.close()
    assert watch.problems == []


@contextmanager
def answered_at_the_end() -> Iterator[None]:
    """Leave only when every request that began inside has its answer and none came for a tenth of a second."""
    under_way: list[None] = []
    last = time.monotonic()

    def began(**_: object) -> None:
        nonlocal last
        under_way.append(None)
        last = time.monotonic()

    def ended(**_: object) -> None:
        nonlocal last
        under_way.pop()
        last = time.monotonic()

    request_started.connect(began, weak=False)
    request_finished.connect(ended, weak=False)
    try:
        yield
        end = time.monotonic() + PATIENCE / 1000
        while under_way or time.monotonic() - last < 0.1:
            assert time.monotonic() < end, f"{len(under_way)} requests have no answer"
            time.sleep(0.01)
    finally:
        request_started.disconnect(began)
        request_finished.disconnect(ended)


def sign_in(page: Page, username: str) -> None:
    """Sign in as a person does."""
    page.goto("/sign-in/")
    page.get_by_label("User name").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Sign out").wait_for()


class Watch:
    """Collects what must never happen, on every page."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.problems: list[str] = []
        self._pages: set[str] = set()

    def follow(self, page: Page) -> None:
        page.on("request", self._asked)
        page.on("response", self._answered)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.problems.append(f"{page.url}: {error}"))

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((f"{self.site}/", "data:", "blob:")):
            self.problems.append(f"A request to {request.url}")

    def _answered(self, response: Response) -> None:
        if response.request.is_navigation_request():
            self._pages.add(response.url)

    def _said(self, message: ConsoleMessage) -> None:
        # Chromium also calls it an error when a page comes with 403, 404 or 409, as some are meant to.
        meant = message.text.startswith("Failed to load resource") and message.location["url"] in self._pages
        if message.type == "error" and not meant:
            self.problems.append(f"{message.location['url']}: {message.text}")
