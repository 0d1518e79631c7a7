"""A practised liaison logs one case of public opinion with the keyboard alone, from the desk: keys, pages, seconds.

By the keystroke-level model as in ``test_fast_entry.py``; four fields are needed, two of them are filled in already.
"""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests import factories
from tests.browsing import Live, OpenPage, settle, sign_in
from tests.flow.test_fast_entry import KEY, KEYS_OF_A_CHARACTER, THOUGHT, Typist
from tracker.choices import Area
from tracker.db import db
from tracker.opinions.choices import OpinionSource
from tracker.opinions.models import OpinionCase

TOPIC = "群众反映小区停水没有提前通知"
GOAL = 30
FOCUSED = "() => document.activeElement.textContent.trim()"


@pytest.fixture
def page(live: Live, open_page: OpenPage) -> Page:
    with live.app.app_context():
        factories.liaison()
        db.session.commit()
    page: Page = open_page()
    sign_in(page, "liaison-fgj")
    return page


def test_one_case_by_the_keyboard(page: Page, live: Live) -> None:
    page.goto("/")
    settle(page)
    hands = Typist(page)
    page.on("framenavigated", lambda frame: hands.pages.append(frame.url))
    hands.thoughts += 1
    hands.press("Tab")
    hands.press("Enter")  # past the navigation
    for _ in range(5):
        hands.press("Tab")
        if page.evaluate(FOCUSED) == "登记舆情":
            break
    hands.press("Enter")
    page.wait_for_url("**/opinions/new")
    expect(page.locator("[name=topic]")).to_be_focused()
    hands.thoughts += 1
    page.keyboard.insert_text(TOPIC)
    hands.keys += len(TOPIC) * KEYS_OF_A_CHARACTER
    hands.tab_to("area")
    for _ in range(2):
        hands.press("ArrowDown")
    hands.press("Enter")
    page.wait_for_url("**/opinions/1")
    with live.app.app_context():
        found = db.session.scalars(select(OpinionCase)).one()
        assert (found.topic, found.area) == (TOPIC, Area.PUBLIC_WELFARE)
        assert found.source is OpinionSource.MONITORING
        assert found.answer_due_at is not None
    seconds = hands.keys * KEY + hands.thoughts * THOUGHT
    print(f"{hands.keys} keys, {hands.thoughts} decisions, {len(hands.pages)} pages: {seconds:.1f} s")
    assert len([url for url in hands.pages if "#" not in url]) <= 3
    assert seconds <= GOAL
