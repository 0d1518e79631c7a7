"""`python -m tests.tour`: load the demo district into a folder that is thrown away and picture it for the README.

The pictures go to docs/tour/. Nothing of them depends on when or where they are made but the fonts of the machine.
"""

import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests import machine
from tests.browser.district import close_the_year, load, served
from tests.browsing import DESKTOP, PHONE, QUIET, settle, sign_in
from tests.source import ROOT
from tests.tour.shrink import shrunk

FOLDER = ROOT / "docs" / "tour"


@dataclass(frozen=True)
class Picture:
    """A page as one person sees it; ``prepare`` is what the person does before the picture is taken."""

    name: str
    who: str
    address: str
    prepare: Callable[[Page], None] = settle
    on_phone: bool = False


def open_row(text: str = "") -> Callable[[Page], None]:
    """Follow the first link of the first row with this text."""

    def act(page: Page) -> None:
        settle(page)
        page.locator("main tbody tr").filter(has_text=text).first.get_by_role("link").first.click()
        page.wait_for_load_state()

    return act


def scroll_to(heading: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_role("heading", name=heading).evaluate("heading => heading.scrollIntoView()")


def type_a_decision(page: Page) -> None:
    page.locator("main form [type=submit]").click()
    page.locator("[name=title]").fill("红旗街排水管网改造工程初步设计的批复")
    page.get_by_label("行政许可").check()
    page.locator("[name=decided_on]").fill("2018-12-12")
    page.locator("[name=decided_on]").blur()
    page.locator("#limit strong").wait_for()


PICTURES = (
    Picture("import", "admin", "/imports/2"),
    Picture("liaison-desk", "liaison-nyncj", "/"),
    Picture("task", "liaison-mzj", "/tasks?state=returned", open_row()),
    Picture("limit", "liaison-zjj", "/disclosures/new", type_a_decision),
    Picture("record", "liaison-zjj", "/disclosures?state=kept", open_row()),
    Picture("review", "office", "/review"),
    Picture("coverage", "office", "/coverage"),
    Picture("office-desk", "office", "/", scroll_to("各单位任务情况")),
    Picture("register", "office", "/tasks"),
    Picture("opinion", "liaison-hbz", "/opinions", open_row("暴雨")),
    Picture("year-end", "office", "/year-end/2018"),
    Picture("explanation", "liaison-nyncj", "/year-end/2018/units/nyncj"),
    Picture("phone-desk", "liaison-nyncj", "/", on_phone=True),
    Picture("phone-task", "liaison-mzj", "/tasks?state=returned", open_row(), on_phone=True),
)
AFTERWARDS = (Picture("notice", "office", "/year-end/2018/notices/criticism"),)
"""Once the list is confirmed the year has papers to show."""


def take(browser: Browser, url: str, picture: Picture) -> None:
    context = browser.new_context(
        base_url=url,
        viewport=PHONE if picture.on_phone else DESKTOP,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
    )
    context.set_default_timeout(20_000)
    page = context.new_page()
    sign_in(page, picture.who)
    page.goto(picture.address)
    picture.prepare(page)
    settle(page)
    file = FOLDER / f"{picture.name}.png"
    file.write_bytes(shrunk(page.screenshot()))
    context.close()
    print(f"{file.relative_to(ROOT)}  {file.stat().st_size / 1000:.0f} kB", flush=True)


def main() -> int:
    program = machine.find_browser()
    if program is None or not machine.driver_runs():
        print("需要 Chromium 浏览器 a Chromium that playwright can drive is needed", file=sys.stderr)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        load(Path(folder))
        walk(Path(folder), program)
    return 0


def walk(folder: Path, program: str) -> None:
    """Take the pictures before the year is closed, and those after."""
    with served(folder) as live, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        for picture in PICTURES:
            take(browser, live.url, picture)
        close_the_year(live.app)
        for picture in AFTERWARDS:
            take(browser, live.url, picture)
        browser.close()


if __name__ == "__main__":
    sys.exit(main())
