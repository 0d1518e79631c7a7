"""What an attacker would type, in every field of every form and part of every query: all is escaped, none fails."""

import re
import shutil
from collections.abc import Iterator
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app import create_app
from tests.databases import SETTINGS
from tests.trust.conftest import Crawled
from tests.trust.crawling import Crawl, Form
from tests.trust.district import PEOPLE, person
from tracker.db import db

EVALUATED = str(1337 * 7331)
MARKUP = "<zqx>\"'zqattr=1 hx-get=/zq {{1337*7331}} %s{0.__class__}"
ODD = ("99999999999999999999", "²", "-1", "1e9", "' OR 1=1 --", "%", "_", "\u202e", "9999-12-31", "NaN", "x" * 60_000)
TYPED = {"date": "2018-12-10", "datetime-local": "2018-12-10T09:00", "number": "1", "url": "javascript:zq()"}
TEXTS = {"text", "search", "textarea", "tel"}
KEPT = re.compile(r"csrf_token|version|digest|seen|^ids$|fingerprint|once")
ENDS_SESSION = ("/logout", "/password", "/login")
FEWEST = 60


@pytest.fixture
def copy(crawled: Crawled, tmp_path: Path) -> Iterator[Flask]:
    """A copy of the crawled district, to be damaged."""
    for name in ("tracker.db", "tracker.db-wal"):
        if (crawled.folder / name).exists():
            shutil.copyfile(crawled.folder / name, tmp_path / name)
    shutil.copytree(crawled.folder / "data", tmp_path / "data")
    settings = {"DATA_DIR": tmp_path / "data", "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'tracker.db'}"}
    app = create_app({**SETTINGS, **settings}, mode="test")
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def fields_of(form: Form) -> list[tuple[str, str, str]]:
    return [(name, kind, value) for name, kind, value in form.fields if not KEPT.search(name) and kind != "file"]


def with_markup(form: Form) -> dict[str, str]:
    """What a person would type where the kind of field leaves no choice, markup in every text."""
    data = form.data
    for name, kind, value in fields_of(form):
        data[name] = MARKUP if kind in TEXTS else value or TYPED.get(kind, "1")
    return data


def with_odd(form: Form, turn: int) -> dict[str, str]:
    """No field holds what it asks for, hidden ones and choices included."""
    return form.data | {name: ODD[(turn + at) % len(ODD)] for at, (name, *_) in enumerate(fields_of(form))}


class Live(HTMLParser):
    """What of a payload came alive on a page: as a tag, as an attribute, as an address that runs."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = [EVALUATED] if EVALUATED in page else []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.found += [f"<{tag}>"] if tag == "zqx" else []
        self.found += [name for name, value in given.items() if name == "zqattr" or value == "/zq"]
        self.found += [value for name, value in given.items() if name in ("href", "src", "action") and runs(value)]


def runs(address: str) -> bool:
    return address.strip().lower().startswith(("javascript:", "vbscript:"))


@pytest.mark.parametrize(
    "page", ["<zqx>", "<p title=''zqattr=1>", "<a hx-get=/zq>", "<a href=' JavaScript:1'>", f"<p>{EVALUATED}</p>"]
)
def test_what_is_alive_is_seen(page: str) -> None:
    assert Live(page).found
    assert not Live(escape(page).replace(EVALUATED, "")).found


def wrongs(name: str, answer: TestResponse, address: str) -> Iterator[str]:
    if answer.status_code >= 500:
        yield f"{name} {address}: {answer.status_code}"
    if answer.mimetype == "text/html":
        yield from (f"{name} {address}: {found}" for found in Live(answer.text).found)


def sendable(found: Crawl, method: str) -> list[Form]:
    forms = (form for form in found.forms.values() if form.method == method and fields_of(form))
    return [form for form in forms if urlsplit(form.address).path not in ENDS_SESSION]


def test_every_field_of_every_form(crawled: Crawled, copy: Flask) -> None:
    found, sent = [], 0
    for name in PEOPLE:
        client = person(copy, name)
        for form in sendable(crawled.by[name], "POST"):
            for data in (with_odd(form, sent), with_markup(form)):
                answer = client.post(form.address, data=data, headers={"HX-Request": "true"} if sent % 2 else {})
                found += wrongs(name, answer, f"POST {form.address}")
                sent += 1
    assert sent > FEWEST
    assert found == []
    stored = [wrong for name in ("office", "liaison-fgj") for wrong in shown_again(crawled, copy, name)]
    assert stored == []
    assert any("<zqx>" in str(row) for row in db.session.execute(db.text("SELECT details FROM audit_entry")))


def shown_again(crawled: Crawled, copy: Flask, name: str) -> Iterator[str]:
    """The person's pages once more, with what was stored meanwhile."""
    client = person(copy, name)
    for address in sorted(crawled.by[name].answers):
        if "export" not in address:
            yield from wrongs(name, client.get(address), address)


def test_every_part_of_every_query(crawled: Crawled, copy: Flask) -> None:
    found, sent = [], 0
    for name in ("office", "auditor", "admin", "liaison-fgj"):
        client = person(copy, name)
        for form in sendable(crawled.by[name], "GET"):
            for data in (with_odd(form, sent), dict.fromkeys(form.data, MARKUP)):
                address = f"{urlsplit(form.address).path}?{urlencode(data | {'page': '²', 'sort': MARKUP})}"
                found += wrongs(name, client.get(address), address)
                sent += 1
    assert sent > FEWEST / 2
    assert found == []
