"""After an error whoever types stands at the first field at fault, with scripts of htmx and after a whole page."""

import pytest
from playwright.sync_api import Page, expect

from tests import factories
from tests.browsing import Live, OpenPage, settle, sign_in
from tracker.db import db


@pytest.fixture
def liaison(live: Live, open_page: OpenPage) -> Page:
    with live.app.app_context():
        factories.liaison()
        factories.assignment(factories.task(item="可研审批"))
        db.session.commit()
    page: Page = open_page()
    sign_in(page, "liaison-fgj")
    return page


def test_the_first_field_at_fault_has_the_focus(liaison: Page) -> None:
    liaison.goto("/requests/new")
    liaison.locator("main form button.primary").click()
    settle(liaison)
    expect(liaison.locator("main .summary a").first).to_be_visible()
    first = liaison.locator("main .summary a").first.get_attribute("href") or ""
    assert first == "#channel"
    expect(liaison.locator("[name=channel]:focus")).to_have_count(1)


def test_it_has_the_focus_after_a_whole_page_too(liaison: Page) -> None:
    liaison.goto("/projects/new")
    liaison.evaluate("document.querySelector('main form').removeAttribute('hx-post')")
    liaison.locator("main form").evaluate("form => { htmx.process(document.body); form.submit(); }")
    liaison.wait_for_selector("main .summary a")
    expect(liaison.locator("#kind")).to_be_focused()
