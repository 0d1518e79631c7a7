"""Crawled as every role, replayed as every other and as a stranger: nothing is given that should not be."""

import re
from collections.abc import Iterator
from html import escape
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask
from werkzeug.exceptions import NotFound
from werkzeug.test import TestResponse

from tests.trust.conftest import Crawled
from tests.trust.crawling import Crawl, Form, address_kind, everything_in
from tests.trust.district import MARK, OTHER, OWN, PEOPLE, person
from tracker.choices import Role
from tracker.db import db
from tracker.people import access

STRANGER = "stranger"
OPEN_TO_ALL = ("/logout", "/password")
NO_RECORD = ("audit_entry", "login_session", "login_failure", "kept_form", "alembic_version")
FEWEST = 25


def role_of(name: str) -> Role | None:
    return None if name == STRANGER else Role(name.partition("-")[0])


def may(app: Flask, address: str, method: str, name: str) -> bool:
    """Whether the table of roles lets the person call the address at all."""
    try:
        endpoint, _ = app.url_map.bind("localhost").match(urlsplit(address).path, method=method)
    except NotFound:  # an asset, served before the application is asked
        return True
    roles = getattr(app.view_functions[endpoint], "roles", None)
    return roles is None or role_of(name) in roles


def stored() -> dict[str, int]:
    """How many rows each table holds, and the sum of the versions where there are some."""
    db.session.rollback()
    found = {}
    for name, table in db.metadata.tables.items():
        if name not in NO_RECORD:
            found[name] = db.session.scalar(db.select(db.func.count()).select_from(table)) or 0
            if "version" in table.c:
                found[f"{name}.version"] = db.session.scalar(db.select(db.func.sum(table.c.version))) or 0
    return found


def test_every_crawl_reaches_much(crawled: Crawled) -> None:
    """Without this the tests below would pass on a house whose doors are all shut."""
    crawls = crawled.by
    few = {name for name, found in crawls.items() if len(found.answers) < FEWEST}
    assert few == {"security"}  # who only grants has but a few pages
    assert len(crawls["security"].answers) > 8
    kinds = {("GET", address_kind(address)) for found in crawls.values() for address in found.answers}
    kinds |= {("POST", address_kind(form.address)) for found in crawls.values() for form in found.posts}
    assert len(kinds) > 300
    answers = [answer for found in crawls.values() for answer in found.answers.items()]
    broken = {address: answer.status for address, answer in answers if answer.status_code not in (200, 302, 303)}
    assert broken == {}
    for name in (f"liaison-{OWN}", f"leader-{OWN}", "office"):
        marked = [address for address, answer in crawls[name].answers.items() if MARK.encode() in everything_in(answer)]
        assert len(marked) > FEWEST, name


def test_no_page_of_one_person_is_given_to_another(crawled: Crawled) -> None:
    app = crawled.app
    addresses = {address for found in crawled.by.values() for address in found.answers}
    given = [wrong for name in (*PEOPLE, STRANGER) for wrong in wrongly_given(app, name, addresses)]
    assert given == []


def test_every_address_of_the_table_is_shut_to_others_and_strangers(crawled: Crawled) -> None:
    """Also those that no crawl came by: each once as a role that may not, in turn, and once without a login."""
    app, people = crawled.app, {role_of(name): person(crawled.app, name) for name in (*PEOPLE, STRANGER)}
    rights = [right for right in access.rights(app) if right.roles is not None]
    assert len(rights) > 300
    opened = []
    for turn, right in enumerate(rights):
        address, others = some_address(right.address), [role for role in Role if role not in right.roles]
        for role in (None, *others[turn % len(others) :][:1]) if others else (None,):
            status = people[role].open(address, method=right.method).status_code
            if status not in ((302, 401) if role is None else (404,)):
                opened.append(f"{role} {right.method} {address}: {status}")
    assert opened == []


def some_address(rule: str) -> str:
    """An address that the rule matches."""
    first = re.sub(r"<any\(['\"]?([^,)'\"]+)[^)]*\):\w+>", r"\1", rule)
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: {"code": OWN, "year": "2018"}.get(found[1], "1"), first)


def wrongly_given(app: Flask, name: str, addresses: set[str]) -> Iterator[str]:
    client, of_other_unit, tried = person(app, name), name.endswith(OTHER), set[str]()
    for address in sorted(addresses):
        allowed, kind = may(app, address, "GET", name), address_kind(address)
        if not of_other_unit and (allowed or kind in tried):
            continue
        tried.add(kind)
        answer = client.get(address)
        if not allowed and (answer.status_code == 200 or answer.status_code >= 500):
            yield f"{name} {address}: {answer.status_code}"
        if (of_other_unit or name == STRANGER) and MARK.encode() in but_for_what_was_asked(address, answer):
            yield f"{name} {address}: shows what belongs to another unit"


def but_for_what_was_asked(address: str, answer: TestResponse) -> bytes:
    """The answer without the words of the address itself, which stand in the search field again."""
    data = everything_in(answer)
    for _, asked in parse_qsl(urlsplit(address).query):
        data = data.replace(escape(asked).encode(), b"")
    return data


@pytest.mark.parametrize("query", ["q=", "unit=1&q=", "export=xlsx&q=", "sort=-id&q="])
def test_searching_finds_nothing_of_another_unit(crawled: Crawled, query: str) -> None:
    app = crawled.app
    registers = ("/tasks", "/disclosures", "/opinions", "/interpretations", "/requests", "/projects", "/rectification")
    mine, theirs = person(app, f"liaison-{OWN}"), person(app, f"liaison-{OTHER}")
    for register in registers:
        address = f"{register}?{query}{MARK[:-1]}"
        assert MARK.encode() not in everything_in(theirs.get(address)), address
        if "unit" not in query:
            assert MARK.encode() in everything_in(mine.get(address)), address


def test_no_act_of_one_person_is_given_to_another(crawled: Crawled) -> None:
    app, crawls = crawled.app, crawled.by
    acts = {(form.address, form.kind): form for found in crawls.values() for form in found.posts}
    assert len(acts) > FEWEST
    before = stored()
    given = [wrong for name in (*PEOPLE, STRANGER) for wrong in wrongly_done(app, name, acts.values(), crawls)]
    assert given == []
    assert stored() == before


def wrongly_done(app: Flask, name: str, acts: object, crawls: dict[str, Crawl]) -> Iterator[str]:
    """Every form of others that this person was not offered, sent as it stands."""
    client = person(app, name)
    own = {form.address for form in crawls[name].posts} if name in crawls else set()
    for form in acts:  # type: ignore[attr-defined]
        if form.address in own or urlsplit(form.address).path in ("/login", *OPEN_TO_ALL):
            continue
        answer = client.post(form.address, data=form.data)
        if answer.status_code not in expected(app, form, name):
            yield f"{name} POST {form.address}: {answer.status_code}"


def expected(app: Flask, form: Form, name: str) -> tuple[int, ...]:
    """A stranger is sent to the login, another role or unit finds nothing; the own role may be told why not."""
    if name == STRANGER:
        return (302, 401)
    return (404, 409, 422) if may(app, form.address, "POST", name) and not name.endswith(OTHER) else (404,)


PASSING = ("/hand-over", "/refusal", "/take-over", "/assignment")  # a case's next step, refused where it is none
TYPED = "陈旧副本里写的字"
ONLY_ADDED_TO = ("/entries", "/interpretations", "/evidence", "/own-sheet", "/acknowledgement", *PASSING)


def test_every_form_about_a_record_carries_its_version(crawled: Crawled) -> None:
    """Except where something is only added, and where a button has no field at all."""
    forms = {form.address: form for found in crawled.by.values() for form in found.posts}
    edits = [
        form for address, form in forms.items() if re.search(r"/(?!20\d\d\b)\d+", address) and set(form.data) - {"once"}
    ]
    assert len(edits) > 15
    bare = [form.address for form in edits if "version" not in form.data]
    assert [address for address in bare if not any(part in address for part in ONLY_ADDED_TO)] == []


def test_no_stale_copy_is_saved_and_what_was_typed_comes_back(crawled: Crawled) -> None:
    before, told = stored(), 0
    for name, found in crawled.by.items():
        client = person(crawled.app, name)
        for form in found.posts:
            if form.data.get("version", "0") in ("", "0"):
                continue
            texts = {
                field: TYPED for field, kind, _ in form.fields if kind in ("text", "textarea") and "-" not in field
            }
            answer = client.post(form.address, data=form.data | texts | {"version": "999999"})
            assert answer.status_code in (409, 422), f"{name} {form.address}: {answer.status_code}"
            assert not texts or TYPED in answer.text, f"{name} {form.address}"
            told += answer.status_code == 409  # a form that also lacks something is told that first
    assert told > 15
    assert stored() == before


def test_a_form_without_token_or_with_anothers_does_nothing(crawled: Crawled) -> None:
    app = crawled.app
    client, other = person(app, f"liaison-{OWN}"), person(app, f"liaison-{OTHER}")
    client.sends_token = False
    before = stored()
    for form in crawled.by[f"liaison-{OWN}"].posts:
        assert client.post(form.address, data=form.data).status_code == 400, form.address
        stolen = form.data | {"csrf_token": other.token()}
        assert client.post(form.address, data=stolen).status_code == 400, form.address
    assert stored() == before


WITHOUT_WORD = {"/logout", "/login", "/password"}


def test_every_form_carries_a_word(crawled: Crawled) -> None:
    forms = [form for found in crawled.by.values() for form in found.posts]
    assert len(forms) > 30
    bare = {form.address for form in forms if "once" not in form.data and form.address not in WITHOUT_WORD}
    assert bare == set()
