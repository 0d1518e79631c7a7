"""Words for all that the journal may hold: each act, each object, each table and column."""

import ast
import re
from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask

from tests import factories
from tests.client import Client
from tests.source import modules
from tracker import differences, journal
from tracker.audit import columns, wording
from tracker.audit.columns import Line
from tracker.choices import AssignmentState, ProgressKind
from tracker.db import db
from tracker.notices.choices import FollowUpKind
from tracker.progress_reports.choices import ReportStep
from tracker.rectification.choices import Step
from tracker.requests.choices import RequestStep
from tracker.upkeep.checking import APPEND_ONLY

CODE = re.compile(r"([a-z_]+)\.[a-z_]+")
NO_ACTS = {"url_for", "import_string", "ForeignKey", "feed.ics"}
MADE_OF = {  # codes whose second half is a value of a closed list
    "notice": FollowUpKind,
    "report": ReportStep,
    "rectification": Step,
    "request": RequestStep,
    "task": ProgressKind,
}
ENDINGS = {
    "disclosure": ("return", "pass", "proposal_agreed", "proposal_declined", "proposal_withdrawn"),
    "unit_group": ("change", "create"),
    "rectification": ("close", "send_back"),
}


def acts() -> Iterator[str]:
    """Every code that the house passes on anywhere, and those that are put together."""
    for of in modules("tracker"):
        for call in (node for node in ast.walk(of.tree) if isinstance(node, ast.Call)):
            if ast.unparse(call.func).rpartition(".")[2] not in NO_ACTS:
                yield from (code for argument in call.args for code in codes(argument))
    yield from (f"{thing}.{kind.value}" for thing, kinds in MADE_OF.items() for kind in kinds)
    yield from (f"{thing}.{ending}" for thing, endings in ENDINGS.items() for ending in endings)


def codes(argument: ast.expr) -> Iterator[str]:
    for node in ast.walk(argument) if isinstance(argument, ast.IfExp) else (argument,):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found = CODE.fullmatch(node.value)
            if found and found[1] in wording.THINGS and node.value not in NO_ACTS:
                yield node.value


def test_every_act_has_words() -> None:
    found = set(acts())
    assert len(found) > 180
    assert sorted(code for code in found if wording.action(code) == code) == []


def test_what_is_put_together_is_put_together_of_these() -> None:
    """A new room that makes its codes of parts is named here, so that its words are looked at too."""
    parts = set()
    for of in modules("tracker"):
        for node in ast.walk(of.tree):
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                start = str(node.values[0].value)
                parts |= {start[:-1]} if start.endswith(".") and start[:-1] in wording.THINGS else set()
    assert parts == {*MADE_OF, *ENDINGS, "link"}


@pytest.mark.parametrize("act", ["confirm", "dismiss", "corrected", "settle"])
def test_acts_upon_dead_links(act: str) -> None:
    assert wording.action(f"link.{act}") != f"link.{act}"


def test_every_object_has_words() -> None:
    calls = (node for of in modules("tracker") for node in ast.walk(of.tree) if isinstance(node, ast.Call))
    second = (call.args[1] for call in calls if ast.unparse(call.func) == "journal.record" and len(call.args) > 1)
    found = {each.value for each in second if isinstance(each, ast.Constant)}
    assert len(found) > 20
    assert found - set(wording.OBJECTS) == set()


@pytest.mark.databases("sqlite")
def test_every_column_that_may_change_has_words(app: Flask) -> None:
    bare, seen = set(), 0
    for mapper in db.Model.registry.mappers:
        table = mapper.local_table.name
        if table in APPEND_ONLY or getattr(mapper.class_, "needs_no_record", False):
            continue
        names = {column for _, column in differences.columns_of(mapper)}
        names |= {each.key for each in mapper.relationships if each.secondary is not None}
        bare |= {f"{table}.{name}" for name in names if name not in columns.COLUMNS}
        seen += len(names)
    assert bare == set()
    assert seen > 300


def test_a_change_in_words(app: Flask) -> None:
    share = factories.assignment(due_on=date(2018, 12, 31))
    factories.liaison()
    db.session.commit()
    assert (share.state, share.due_on, share.due_is_provisional) == (
        AssignmentState.IN_PROGRESS,
        date(2018, 12, 31),
        False,
    )
    share.state, share.due_on, share.due_is_provisional = AssignmentState.ACCEPTED, None, True
    entry = journal.record("task.accept", "assignment", share.id, "审核通过")
    row = f"任务分工 {share.id}"
    assert set(columns.lines(entry.changes)) == {
        Line(row, "状态", AssignmentState.IN_PROGRESS.label, AssignmentState.ACCEPTED.label),
        Line(row, "期限", "2018-12-31", "（空）"),
        Line(row, "期限暂定", "否", "是"),
    }


@pytest.mark.databases("sqlite")
def test_the_auditor_reads_it(app: Flask, client: Client) -> None:
    factories.auditor()
    units = [factories.unit(f"u{number}") for number in range(42)]
    db.session.commit()
    before = units[7].position
    for number, unit in enumerate(units):
        unit.position = number + 100
    entry = journal.record("unit.change", "unit", None, "调整顺序")
    client.post("/login", data={"username": "auditor", "password": "demo-Pass-2018"})
    page = client.get(f"/audit/{entry.id}").text
    assert f"<td>单位 {units[7].id}</td><td>顺序</td><td>{before}</td><td>107</td>" in page
    assert "另外 2 条记录" in page


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("outcome", "done", "已完成"),
        ("state", ["submitted", "accepted"], "待审核 → 审核通过"),
        ("document_number", ["", "3号"], "（空） → 3号"),
        ("ids", [1, 2, 3], "1、2、3"),
        ("from_unit_id", None, "（空）"),
        ("counts", {"shares": 2, "done": True}, "任务分工：2；已完成：是"),
    ],
)
def test_details_in_words(app: Flask, name: str, value: object, said: str) -> None:
    assert columns.shown(value, name) == said
