"""A crawl without a window: every address and form that a person's pages offer, found by following links."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO
from urllib.parse import parse_qsl, urljoin, urlsplit
from zipfile import ZipFile, is_zipfile

from werkzeug.test import TestResponse

from tests.client import Client

ASKING = ("href", "hx-get", "src")
MOST_OF_A_KIND = {True: 1, False: 5}  # with a query, without
SKIPPED = re.compile(r"^/a/|[?&](?:page|sort)=|/(?!2018)20[0-3]\d(?=[/.?]|$)")  # one year is like the other


@dataclass
class Form:
    """A form as a page offers it: where it goes, and each field with its kind and what stands in it."""

    address: str
    method: str
    fields: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def data(self) -> dict[str, str]:
        return {name: value for name, kind, value in self.fields if name != "csrf_token" and kind != "button"}

    @property
    def kind(self) -> tuple[str, str, tuple[str, ...]]:
        names = sorted({re.sub(r"\d+", "N", name) for name, *_ in self.fields})
        return self.method, address_kind(self.address), tuple(names)


class Reading(HTMLParser):
    """The addresses and forms of one page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page, self.links, self.forms = page, list[str](), list[Form]()
        self._options: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.links += [given[name] for name in ASKING if name in given]
        if tag == "form":
            own = given.get("action") or given.get("hx-post") or given.get("hx-get") or self.page
            method = "POST" if "hx-post" in given else given.get("method", "get").upper()
            self.forms.append(Form(urljoin(self.page, own), method))
        elif tag in {"input", "textarea", "select", "button"} and self.forms and given.get("name"):
            self._field(tag, given)
        elif tag == "option" and self._options is not None:
            self._options[1].append(given.get("value", ""))

    def _field(self, tag: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text") if tag == "input" else tag
        if tag == "select":
            self._options = (given["name"], [])
        if kind in {"radio", "checkbox"} and any(name == given["name"] for name, *_ in self.forms[-1].fields):
            return
        self.forms[-1].fields.append((given["name"], kind, given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self._options is not None and self.forms:
            name, values = self._options
            chosen = next((value for value in values if value not in ("", "0")), "")
            fields = self.forms[-1].fields
            fields[:] = [(each, kind, chosen if each == name else value) for each, kind, value in fields]
            self._options = None


def address_kind(address: str) -> str:
    """What addresses of one kind have in common: digits do not count, nor do values in the query."""
    parts = urlsplit(address)
    names = sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)})
    return re.sub(r"\d+", "N", parts.path) + ("?" + "&".join(names) if names else "")


@dataclass
class Crawl:
    """What one person found: each answer by its address, and the forms."""

    answers: dict[str, TestResponse] = field(default_factory=dict)
    forms: dict[tuple[str, str, tuple[str, ...]], Form] = field(default_factory=dict)

    @property
    def posts(self) -> Iterator[Form]:
        return (form for form in self.forms.values() if form.method == "POST")


def crawl(client: Client, start: str = "/") -> Crawl:
    """Follow every link of this house from the first page; of addresses of one kind, a few."""
    found, waiting, known, kinds = Crawl(), deque([start]), {start}, Counter[str]()
    while waiting:
        address = waiting.popleft()
        answer = found.answers[address] = client.get(address)
        reading = Reading(address)
        if answer.status_code in (302, 303):
            reading.links.append(answer.headers["Location"])
        elif answer.mimetype == "text/html" and answer.status_code == 200:
            reading.feed(answer.text)
        for form in reading.forms:
            found.forms.setdefault(form.kind, form)
        for link in reading.links:
            to = own_address(address, link)
            if to and to not in known and kinds[address_kind(to)] < MOST_OF_A_KIND["?" in to]:
                known.add(to)
                kinds[address_kind(to)] += 1
                waiting.append(to)
    return found


def own_address(page: str, link: str) -> str | None:
    parts = urlsplit(urljoin(page, link))
    if parts.netloc or not parts.path.startswith("/") or link.startswith(("data:", "webcal:")):
        return None
    address = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return None if SKIPPED.search(address) else address


def everything_in(answer: TestResponse) -> bytes:
    """The answer's bytes; of a packed file, those of its parts."""
    data = answer.data
    if not is_zipfile(BytesIO(data)):
        return data
    with ZipFile(BytesIO(data)) as packed:
        return b"".join(packed.read(name) for name in packed.namelist())
