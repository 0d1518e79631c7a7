"""Every page that a person can reach: links are followed from the first page, one or two of each kind of address."""

import re
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Error, Page, Response

from tests.browsing import settle

DEEPEST = 3
EXAMPLES = 2
LINKS = """() => [...document.querySelectorAll('a[href], [hx-get], form[method=get]')]
  .map(element => element.getAttribute('href') || element.getAttribute('hx-get') || element.getAttribute('action'))"""


def kind(address: str) -> str:
    """What addresses of one kind have in common: digits and a unit's code do not count, nor do values in the query."""
    parts = urlsplit(address)
    path = re.sub(r"(?<=/N/units/)\w+", "C", re.sub(r"[0-9]+", "N", parts.path))
    names = sorted({name for name, _value in parse_qsl(parts.query, keep_blank_values=True)})
    return f"{path}?{'&'.join(names)}"


def open_address(page: Page, address: str) -> Response | None:
    """The answer when it is a page, with what it loads in place; None for an address that brings a file."""
    try:
        answer = page.goto(address)
    except Error as error:
        if "Download is starting" not in str(error):
            raise
        return None
    settle(page)
    return answer


def links(page: Page) -> Iterator[str]:
    """The addresses of this house on the page, without fragments, in the order of the page."""
    for link in page.evaluate(LINKS):
        parts = urlsplit(link or "")
        if not parts.netloc and parts.path:
            yield f"{parts.path}?{parts.query}" if parts.query else parts.path


@dataclass
class Crawl:
    """What was opened, by kind of address, and what was found wrong with it.

    ``look`` names the faults of one page; only addresses that begin with one of ``within`` are opened.
    """

    look: Callable[[Page], Iterator[str]]
    within: tuple[str, ...] = ("/",)
    opened: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def walk(self, page: Page, start: tuple[str, ...]) -> None:
        known, waiting = set(start), deque((address, 0) for address in start)
        while waiting:
            address, depth = waiting.popleft()
            if self.opened[kind(address)] >= (1 if "?" in address else EXAMPLES):
                continue
            self.opened[kind(address)] += 1
            if self._reads(page, address) and depth < DEEPEST and "?" not in address:
                found = dict.fromkeys(links(page))
                # A page that LibreOffice makes takes its time, and is a file in the end.
                ours = (link for link in found if link.startswith(self.within) and not link.endswith(".pdf"))
                fresh = [link for link in ours if link not in known]
                known.update(fresh)
                waiting.extend((link, depth + 1) for link in fresh)

    def _reads(self, page: Page, address: str) -> bool:
        """Whether a sound page came."""
        answer = open_address(page, address)
        if answer is None:
            return False
        if answer.status != 200:
            self.faults.append(f"{address}: answers {answer.status}")
            return False
        self.faults += [f"{address}: {fault}" for fault in self.look(page)]
        return True
