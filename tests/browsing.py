"""A real browser before a real server: fixtures and checks for the tests in `browser/` and `flow/`."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Route, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from tests import machine
from tests.client import PASSWORD
from tests.databases import House

DESKTOP = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
ABORTED = {"htmx:sendAbort", "htmx:afterRequest"}
"""What htmx says where a newer request took the place of an older one; one that failed says htmx:sendError too."""
OpenPage = Callable[..., Page]
ANSWER = "tests.answer"


@dataclass(frozen=True)
class Live:
    """A running server and its application."""

    url: str
    app: Flask


@dataclass
class Watch:
    """What the browser did that it should not: requests to other hosts, errors on the console, scripts that failed.

    A test that provokes an answer such as 404 on purpose adds it to `expected`.
    """

    expected: set[int] = field(default_factory=lambda: {409, 422})
    strangers: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def on_console(self, message: ConsoleMessage) -> None:
        if message.type != "error" or message.text in ABORTED:
            return
        if any(f"a status of {status} " in message.text for status in self.expected):
            return
        self.errors.append(message.text)

    def check(self) -> None:
        assert self.strangers == [], "requests to other hosts"
        assert self.errors == [], "errors on the browser's console"


class Handler(WSGIRequestHandler):
    """Closes its answer also where the browser went away: the server first reads what is left of the connection, and
    where that fails it closes nothing."""

    timeout = 30.0  # a browser opens connections for which it then has no use

    def connection_dropped(self, error: BaseException, environ: Any = None) -> None:
        if environ is not None and ANSWER in environ:
            environ[ANSWER].close()


def with_answer_kept(app: Flask) -> Callable[..., Any]:
    def call(environ: Any, start_response: Any) -> Any:
        environ[ANSWER] = app(environ, start_response)
        return environ[ANSWER]

    return call


@contextmanager
def serving(app: Flask) -> Iterator[Live]:
    """The application behind a server on a free port, until the block ends."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, with_answer_kept(app), threaded=True, request_handler=Handler)
    server.daemon_threads = False  # what a request holds open outlives neither the server nor the test
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield Live(f"http://127.0.0.1:{server.server_port}", app)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def live(house: House) -> Iterator[Live]:
    """The application behind a server on a free port. Data is put in with `with live.app.app_context(): …`."""
    with serving(house.app) as live:
        yield live


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = machine.find_browser()
    if program is None or not machine.driver_runs():
        machine.unavailable("a Chromium that playwright can drive")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def watch() -> Iterator[Watch]:
    watch = Watch()
    yield watch
    watch.check()


@pytest.fixture
def open_page(browser: Browser, live: Live, watch: Watch) -> Iterator[OpenPage]:
    """`open_page(phone=False, scripts=True)`: one person's window with cookies of its own."""
    contexts: list[BrowserContext] = []

    def stay(route: Route, request: Request) -> None:
        if urlsplit(request.url).netloc == urlsplit(live.url).netloc:
            route.continue_()
        else:
            watch.strangers.append(request.url)
            route.abort()

    def open_one(*, phone: bool = False, scripts: bool = True) -> Page:
        context = browser.new_context(
            base_url=live.url,
            viewport=PHONE if phone else DESKTOP,
            java_script_enabled=scripts,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
        )
        context.set_default_timeout(30_000)
        context.route("**/*", stay)
        context.on("console", watch.on_console)
        context.on("weberror", lambda error: watch.errors.append(str(error.error)))
        contexts.append(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    return open_page()


def sign_in(page: Page, username: str, password: str = PASSWORD) -> None:
    """Through the login form, as a person does."""
    page.goto("/login")
    page.locator("[name=username]").fill(username)
    page.locator("[name=password]").fill(password)
    page.locator("form:has([name=password]) [type=submit]").click()
    page.wait_for_url(lambda url: "/login" not in url)


def settle(page: Page) -> None:
    """Wait until all that htmx asked for has come; leaving earlier would abort it, which htmx calls an error."""
    page.wait_for_function("() => !document.querySelector('[hx-trigger=load], .htmx-request')")


def assert_accessible(page: Page) -> None:
    results = Axe().run(page)
    assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"


def assert_fits(page: Page) -> None:
    """Nothing makes the page scroll sideways."""
    wide, seen = page.evaluate("() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= seen, f"{page.url} is {wide} pixels wide in a window of {seen}"
