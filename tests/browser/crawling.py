"""Every page that a person can reach: links are followed from the first page, one or two of each kind of address."""

import re
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Page

from tests.browsing import settle

DEEPEST = 3
EXAMPLES = 2
LINKS = """root => [...root.querySelectorAll('a[href], [hx-get], form[method=get]')]
  .map(element => element.getAttribute('href') || element.getAttribute('hx-get') || element.getAttribute('action'))"""
SHAPES_OF = """root => {
  const told = new Set(['role', 'type', 'lang', 'tabindex', 'scope', 'disabled', 'aria-hidden', 'aria-current']);
  const shapes = new Set(), hash = (text, from) => {
    let sum = from;
    for (let at = 0; at < text.length; at++) sum = Math.imul(sum ^ text.charCodeAt(at), 16777619);
    return sum;
  };
  const look = (element, above) => {
    const attributes = [...element.attributes].filter(({name}) => name !== 'class').map(({name, value}) =>
      told.has(name) ? `${name}=${value}` : value.trim() ? name : `${name}=`).sort();
    const says = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    const shape = hash([element.tagName, ...[...element.classList].sort(), ...attributes, says].join(' '), above);
    shapes.add(shape);
    for (const child of element.children) look(child, shape);
  };
  look(root.documentElement, 0);
  const headings = [...root.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(({tagName}) => tagName);
  headings.forEach((name, at) => shapes.add(hash(`${headings[at - 1]} then ${name}`, 0)));
  return [...shapes];
}"""
SHAPES = f"() => ({SHAPES_OF})(document)"
GLANCE = f"""async address => {{
  const answer = await fetch(address);
  if (!answer.headers.get('content-type').startsWith('text/html')) return null;
  const root = new DOMParser().parseFromString(await answer.text(), 'text/html');
  return [answer.status, ({SHAPES_OF})(root), ({LINKS})(root)];
}}"""


class Shapes:
    """What was looked at: each element by its name, classes and attributes within those above it, and which heading
    follows which. A page that brings nothing new is another page of the same templates."""

    def __init__(self) -> None:
        self._seen: dict[object, set[int]] = defaultdict(set)

    def are_new(self, shapes: list[int], where: object) -> bool:
        new = not self._seen[where].issuperset(shapes)
        self._seen[where].update(shapes)
        return new


def kind(address: str) -> str:
    """What addresses of one kind have in common: digits and a unit's code do not count, nor do values in the query."""
    parts = urlsplit(address)
    path = re.sub(r"(?<=/N/units/)\w+", "C", re.sub(r"[0-9]+", "N", parts.path))
    names = sorted({name for name, _value in parse_qsl(parts.query, keep_blank_values=True)})
    return f"{path}?{'&'.join(names)}"


def open_address(page: Page, address: str) -> None:
    """The page with what it loads in place."""
    page.goto(address)
    settle(page)


def within_the_house(links: list[str | None]) -> Iterator[str]:
    """The addresses of this house among those on a page, without fragments, in the order of the page."""
    for link in links:
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
    shapes: Shapes = field(default_factory=Shapes)

    def walk(self, page: Page, start: tuple[str, ...]) -> None:
        known, waiting = set(start), deque((address, 0) for address in start)
        while waiting:
            address, depth = waiting.popleft()
            if self.opened[kind(address)] >= (1 if "?" in address else EXAMPLES):
                continue
            self.opened[kind(address)] += 1
            found = self._read(page, address)
            if depth < DEEPEST and "?" not in address:
                # A page that LibreOffice makes takes its time, and is a file in the end.
                ours = (link for link in found if link.startswith(self.within) and not link.endswith(".pdf"))
                fresh = [link for link in dict.fromkeys(ours) if link not in known]
                known.update(fresh)
                waiting.extend((link, depth + 1) for link in fresh)

    def _read(self, page: Page, address: str) -> list[str]:
        """The links of the page. Where the markup alone shows nothing new, the browser need not draw it."""
        glance = page.evaluate(GLANCE, address)
        if glance is None:
            return []
        status, shapes, links = glance
        if status != 200:
            self.faults.append(f"{address}: answers {status}")
            return []
        is_new = self.shapes.are_new(shapes, "markup")
        if is_new or (self.opened[kind(address)] == 1 and "?" not in address):
            open_address(page, address)
            self.faults += [f"{address}: {fault}" for fault in self.look(page)]
            links = page.evaluate(f"() => ({LINKS})(document)")
        return list(within_the_house(links))
