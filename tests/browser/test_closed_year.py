"""The pages that only a confirmed year has: drafts and issued notices, changes of the list, rectifications."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.crawling import Crawl
from tests.browser.district import close_the_year, served
from tests.browser.test_pages import faults_on_both_screens, shapes
from tests.browsing import Live, OpenPage, sign_in

PART = ("/year-end", "/rectification")
START = ("/year-end/2018", "/rectification")


@pytest.fixture(scope="module")
def demo(district: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with served(Path(shutil.copytree(district, tmp_path_factory.mktemp("closed") / "district"))) as live:
        close_the_year(live.app)
        yield live


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("office", {"/year-end/N/notices/commendation?", "/year-end/N/notices/criticism?", "/rectification/N?"}),
        ("liaison-nyncj", {"/year-end/N/notices/criticism?", "/rectification/N?"}),
        ("auditor", {"/year-end/N?", "/year-end/N/notices/criticism?"}),
    ],
)
def test_every_page_of_a_closed_year_can_be_read_by(open_page: OpenPage, who: str, seen: set[str]) -> None:
    page = open_page()
    sign_in(page, who)
    crawl = Crawl(faults_on_both_screens, within=PART, shapes=shapes)
    crawl.walk(page, START)
    assert not crawl.faults, "\n".join(crawl.faults)
    assert crawl.opened.keys() >= seen
