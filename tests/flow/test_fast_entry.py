"""A practised liaison records one disclosure with the keyboard alone: how many keys, how many pages.

The README states what comes out, in seconds by the keystroke-level model (Card, Moran and Newell 1980): 0.2 s for a key
of a practised typist and 1.35 s to think before each field.
"""

from dataclasses import dataclass, field
from datetime import date

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests import factories
from tests.browsing import Live, OpenPage, settle, sign_in
from tracker.db import db
from tracker.disclosures.models import Disclosure

TITLE = "关于红旗街排水管网改造的批复"
ADDRESS = "http://www.tcwy.gov.cn/xm/1.html"
KEY, THOUGHT, GOAL = 0.2, 1.35, 25
KEYS_OF_A_CHARACTER = 3  # by pinyin with its choice, as a rule


@dataclass
class Typist:
    """Counts what the hands do; ``thoughts`` are the fields that take a decision."""

    page: Page
    keys: int = 0
    thoughts: int = 0
    pages: list[str] = field(default_factory=list)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.keys += 1

    def tab_to(self, name: str) -> None:
        """As many presses as it takes; a date takes several for its parts."""
        for _ in range(40):
            if self.page.evaluate("document.activeElement.name || ''") == name:
                self.thoughts += 1
                return
            self.press("Tab")
        raise AssertionError(f"{name} is not within reach")

    def digits(self, day: str) -> None:
        self.page.keyboard.type(day)
        self.keys += len(day)


@pytest.fixture
def page(live: Live, open_page: OpenPage) -> Page:
    with live.app.app_context():
        factories.liaison()
        share = factories.assignment(factories.task(item="可研审批"))
        factories.disclosure(share, secrecy_reviewed_by="王审查")
        db.session.commit()
    page: Page = open_page()
    sign_in(page, "liaison-fgj")
    return page


def test_one_disclosure_by_the_keyboard(page: Page, live: Live) -> None:
    page.goto("/disclosures/new?task=1")
    hands = Typist(page)
    page.on("framenavigated", lambda frame: hands.pages.append(frame.url))
    expect(page.locator("[name=title]")).to_be_focused()
    hands.thoughts += 1
    page.keyboard.insert_text(TITLE)
    hands.keys += len(TITLE) * KEYS_OF_A_CHARACTER
    hands.tab_to("formed_on")
    hands.digits("12032018")
    hands.tab_to("secrecy_reviewed_on")
    hands.digits("12172018")
    hands.tab_to("secrecy_result")
    hands.press("ArrowDown")
    hands.tab_to("published_on")
    hands.digits("12192018")
    hands.tab_to("channels-0-address")
    page.keyboard.insert_text(ADDRESS)  # pasted from the browser's own line of addresses
    hands.keys += 2
    settle(page)
    expect(page.locator("#limit")).to_contain_text("最迟 2018-12-29 公开")
    hands.press("Enter")
    page.wait_for_url("**/disclosures/2")
    with live.app.app_context():
        found = db.session.scalars(select(Disclosure).where(Disclosure.id == 2)).one()
        assert (found.title, found.formed_on, found.published_on) == (TITLE, date(2018, 12, 3), date(2018, 12, 19))
        assert [(each.name, each.address) for each in found.channels] == [("政府网站", ADDRESS)]
    seconds = hands.keys * KEY + hands.thoughts * THOUGHT
    print(f"{hands.keys} keys, {hands.thoughts} fields, {len(hands.pages)} page: {seconds:.1f} s")
    assert len(hands.pages) == 1, "one page is filled in, and the answer is the record"
    assert seconds <= GOAL
