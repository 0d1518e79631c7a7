"""Roles × routes: the whole table, and that every act leaves an entry in the journal."""

import inspect
import types
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pytest
from flask import Blueprint, Flask
from sqlalchemy import select

from tests import factories
from tests.client import Client
from tracker import journal
from tracker.choices import Role
from tracker.db import db
from tracker.files import store
from tracker.files.models import StoredFile
from tracker.journal import AuditEntry
from tracker.people import access
from tracker.people.models import Unit

SignIn = Callable[[str], Client]
WITHOUT_LOGIN = {"/login", "/login/code", "/healthz", "/metrics", "/feeds/<token>.ics"}
READ_BY_POST = {"calendar.read_notice"}  # fills a form in from a pasted text and stores nothing
OWN_ACCOUNT = {
    "/logout",
    "/password",
    "/unsaved/discard",
    "/factor/preparation",
    "/factor/confirmation",
    "/factor/removal",
}
SHUT_INSIDE = {"/supervision/reminders/rule"}  # read by the auditor; the view itself answers a POST with 404
RULES = ("/opinions/rules", "/opinions/duty-hours")
ADMINISTRATION = ("/users", "/units", "/reorganisations", "/calendar", "/imports", "/tasks/<int:task_id>/limit", *RULES)


@pytest.mark.databases("sqlite")
def test_every_route_names_who_may(app: Flask) -> None:
    table = list(access.rights(app))
    assert {right.endpoint for right in table} == {rule.endpoint for rule in app.url_map.iter_rules()}
    assert {right.address for right in table if right.roles is None} == WITHOUT_LOGIN
    assert [right for right in table if right.roles is not None and not right.roles <= set(Role)] == []


def test_a_route_that_names_nobody_is_told() -> None:
    app = Flask("forgetful")
    room = Blueprint("room", __name__)
    room.get("/door")(lambda: "open")
    app.register_blueprint(room)
    with pytest.raises(LookupError, match="/door names nobody"):
        list(access.rights(app))


@pytest.mark.databases("sqlite")
def test_only_known_methods_are_served(app: Flask) -> None:
    assert {right.method for right in access.rights(app)} == {"GET", "POST"}


@pytest.mark.databases("sqlite")
def test_the_auditor_only_reads_and_the_administrator_only_administers(app: Flask) -> None:
    acts = [right for right in access.rights(app) if right.method != "GET" and right.roles is not None]
    assert {right.address for right in acts if Role.AUDITOR in right.roles} == OWN_ACCOUNT | SHUT_INSIDE
    by_admin = {right.address for right in acts if Role.ADMIN in right.roles} - OWN_ACCOUNT
    assert {address for address in by_admin if not address.startswith((*ADMINISTRATION, "/projects/import"))} == set()
    seen = [right.address for right in access.rights(app) if right.roles == {Role.AUDITOR}]
    assert [address for address in seen if not address.startswith("/audit")] == []


@pytest.mark.databases("sqlite")
def test_every_act_comes_to_the_journal(app: Flask) -> None:
    """From each view that takes a POST, what it calls leads to `journal.record`."""
    acts = {right.endpoint for right in access.rights(app) if right.method != "GET"}
    silent = [name for name in sorted(acts - READ_BY_POST) if not leads_to_the_journal(app.view_functions[name])]
    assert silent == []
    assert not leads_to_the_journal(app.view_functions["people.healthz"])


def leads_to_the_journal(view: Callable[..., Any]) -> bool:
    seen: set[Any] = set()
    waiting = [inspect.unwrap(view)]
    while waiting:
        act = waiting.pop()
        if act is journal.record:
            return True
        if act not in seen:
            seen.add(act)
            waiting += called(act)
    return False


def called(act: types.FunctionType) -> Iterator[types.FunctionType]:
    """Functions of the house that a function names, of its own module or of one that it imports."""
    names = [name for code in codes(act.__code__) for name in code.co_names]
    spaces = [vars(named) for name in names if isinstance(named := act.__globals__.get(name), types.ModuleType)]
    for name in names:
        for space in (act.__globals__, *spaces):
            for found in functions_in(space.get(name)):
                if found.__module__.startswith("tracker."):
                    yield found


def functions_in(thing: Any) -> Iterator[types.FunctionType]:
    """A function, or those that a table of acts holds."""
    if isinstance(thing, types.FunctionType):
        yield thing
    elif isinstance(thing, dict):
        for act in thing.values():
            parts = vars(act).values() if hasattr(act, "__dict__") and not inspect.isfunction(act) else (act,)
            yield from (part for part in parts if inspect.isfunction(part))


def codes(code: types.CodeType) -> Iterator[types.CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from codes(constant)


def try_to_commit(app: Flask, *, method: str = "POST", with_entry: bool) -> None:
    with app.test_request_context("/units/new", method=method):
        db.session.add(Unit(code="zz", name="区某局", short_name="某局", kind=factories.UnitKind.DEPARTMENT))
        if with_entry:
            journal.record("unit.create", "unit", 1, "新增单位")
        db.session.commit()


def test_a_write_without_an_entry_cannot_be_committed(app: Flask) -> None:
    with pytest.raises(journal.Unrecorded, match="changed Unit without an entry"):
        try_to_commit(app, with_entry=False)
    db.session.rollback()
    assert db.session.scalar(select(Unit.id)) is None
    try_to_commit(app, with_entry=True)
    assert db.session.scalar(select(Unit.code)) == "zz"


def test_when_the_entry_cannot_be_written_nothing_is_kept(app: Flask) -> None:
    with pytest.raises(Exception, match=r"(?i)null|none"), app.test_request_context("/units/new", method="POST"):
        db.session.add(Unit(code="zz", name="区某局", short_name="某局", kind=factories.UnitKind.DEPARTMENT))
        journal.record(None, "unit", 1, "新增单位")  # type: ignore[arg-type]
        db.session.commit()
    db.session.rollback()
    assert db.session.scalar(select(Unit.id)) is None


def test_a_refused_access_is_on_record(app: Flask, sign_in: SignIn) -> None:
    factories.liaison()
    client = sign_in("liaison-fgj")
    assert client.get("/users").status_code == 404
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "access.refused")).one()
    assert (entry.summary, entry.result, entry.actor_name) == ("打开 /users", "refused", "区发改局联络员")
    assert (entry.actor_role, entry.actor_unit, entry.address) == ("liaison", "区发改局", "127.0.0.1")
    assert len(entry.request_id) == 16


def refusals() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(AuditEntry.summary).where(AuditEntry.action == "access.refused")))


def test_a_neighbour_s_walk_along_the_numbers_is_on_record(app: Flask, sign_in: SignIn) -> None:
    factories.liaison()
    record = factories.disclosure(factories.assignment(unit_=factories.unit("zjj")))
    client = sign_in("liaison-fgj")
    assert client.get(f"/disclosures/{record.id}").status_code == 404
    assert client.post(f"/disclosures/{record.id}/edit", data={}).status_code == 404
    assert client.get("/no/such/page").status_code == 404
    client.sends_token = False
    assert client.post("/opinions/new", data={"topic": "x"}).status_code == 400
    assert refusals() == [f"打开 /disclosures/{record.id}", f"提交 /disclosures/{record.id}/edit", "提交 /opinions/new"]


def test_strangers_fill_no_journal(app: Flask, client: Client) -> None:
    client.sends_token = False
    assert client.post("/opinions/new").status_code == 400
    assert client.get("/opinions/1").status_code == 302
    assert refusals() == []


@pytest.mark.databases("sqlite")
def test_a_refused_form_names_the_person_in_the_log(
    app: Flask, sign_in: SignIn, caplog: pytest.LogCaptureFixture
) -> None:
    person = factories.liaison()
    client = sign_in("liaison-fgj")
    client.sends_token = False
    with caplog.at_level("WARNING", logger="tracker.requests"):
        client.post("/opinions/new")
    line = caplog.records[-1]
    assert (line.user, line.status, len(line.request)) == (person.id, 400, 16)  # type: ignore[attr-defined]


@pytest.mark.databases("sqlite")
def test_a_damaged_file_is_refused_and_told(app: Flask, sign_in: SignIn) -> None:
    share = factories.assignment(unit_=factories.liaison().unit)
    client = sign_in("liaison-fgj")
    png = b"\x89PNG\r\n\x1a\n" + b"0" * 40 + b"IEND"
    data = {"version": share.version, "percent": "40", "note": "x", "evidence": (BytesIO(png), "a.png")}
    assert client.post(f"/assignments/{share.id}/progress", data=data).status_code == 303
    kept = db.session.scalars(select(StoredFile)).one()
    store.path_of(kept.sha256).write_bytes(png + b"!")
    assert client.get(f"/tasks/{share.task_id}/files/{kept.id}").status_code == 409
    db.session.rollback()
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "file.damaged")).one()
    assert (entry.object_id, entry.result) == (kept.id, "failed")
