"""Every page of every role: it comes, axe has nothing to say, and it fits a desk screen and a phone."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.crawling import SHAPES, Crawl, Shapes
from tests.browsing import DESKTOP, PHONE, OpenPage, Watch, sign_in
from tracker.choices import Role

PEOPLE = {
    Role.LIAISON: "liaison-nyncj",
    Role.LEADER: "leader-zjj",
    Role.OFFICE: "office",
    Role.ADMIN: "admin",
    Role.AUDITOR: "auditor",
}
START = ("/", "/tasks", "/password")
WIDTHS = "() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
RUN_AXE = "() => axe.run({exclude: [['tbody tr:nth-child(n+9)']]}, {resultTypes: ['violations']})"
"""The ninth row of a table is written by the same lines of the template as the first eight."""

TWICE = """() => [...document.querySelectorAll('[id]')].map(({id}) => id)
  .filter((id, at, all) => all.indexOf(id) !== at)"""

shapes = Shapes()


def faults_on_both_screens(page: Page) -> Iterator[str]:
    """One page load, two widths; without a reload the menu of the phone stays open, as it does without scripts.

    Axe is asked where something stands on the page that it has not seen before at that width, for whichever role.
    """
    for twice in page.evaluate(TWICE):
        yield f"two elements are called {twice}"
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        wide, window = page.evaluate(WIDTHS)
        if wide > window:
            yield f"{wide} pixels wide in a window of {window}"
        if shapes.are_new(page.evaluate(SHAPES), size["width"]):
            yield from violations(page, size["width"])


def violations(page: Page, width: int) -> Iterator[str]:
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(Axe().axe_script)
    for violation in page.evaluate(RUN_AXE)["violations"]:
        for node in violation["nodes"]:
            yield f"at {width}: {violation['id']} {node['target']} {node['html'][:160]}"


@pytest.mark.parametrize("role", PEOPLE, ids=lambda role: role.value)
def test_every_page_can_be_read_by(open_page: OpenPage, watch: Watch, role: Role) -> None:
    page = open_page()
    sign_in(page, PEOPLE[role])
    crawl = Crawl(faults_on_both_screens, shapes=shapes)
    crawl.walk(page, START)
    assert not crawl.faults, "\n".join(crawl.faults)
    watch.check()
    assert len(crawl.opened) > 10
