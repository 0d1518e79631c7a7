"""The unit's acts with a form: progress, submission, nothing arose."""

from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select

from tests import factories
from tests.client import Client
from tracker.choices import AssignmentState, Outcome, ProgressKind
from tracker.db import db
from tracker.journal import AuditEntry
from tracker.tasks.models import Assignment, ProgressUpdate

pytestmark = pytest.mark.usefixtures("app")
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40 + b"IEND"
ACTS = ["progress", "submission", "nothing-arose"]
Manner = dict[str, str]


def typed(of: Assignment, **fields: Any) -> dict[str, Any]:
    return {"version": str(of.version), "percent": "40", "note": "已公开12件\n其余在审", **fields}


def only_entry() -> ProgressUpdate:
    return db.session.scalars(select(ProgressUpdate)).one()


def no_entry() -> bool:
    return db.session.scalar(select(ProgressUpdate)) is None


def upload(data: bytes = PNG, name: str = "截图.png") -> tuple[BytesIO, str]:
    return BytesIO(data), name


def test_progress_works(liaison: Client, manner: Manner) -> None:
    of = factories.assignment(percent=10)
    answer = liaison.post(f"/assignments/{of.id}/progress", data=typed(of, evidence=[upload()]), headers=manner)
    assert answer.status_code == (200 if manner else 303)
    assert answer.headers.get("HX-Redirect" if manner else "Location") == f"/tasks/{of.task_id}"
    db.session.refresh(of)
    assert (of.percent, of.note, of.state) == (40, "已公开12件\n其余在审", AssignmentState.IN_PROGRESS)
    entry = only_entry()
    assert (entry.kind, entry.percent, [file.name for file in entry.evidence]) == (
        ProgressKind.UPDATED,
        40,
        ["截图.png"],
    )
    record = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert record.details == {"percent": [10, 40], "files": [entry.evidence[0].id]}


@pytest.mark.parametrize(
    ("name", "kind", "outcome", "percent"),
    [
        ("submission", ProgressKind.SUBMITTED, Outcome.DONE, 100),
        ("nothing-arose", ProgressKind.NOTHING_AROSE, Outcome.NOTHING_AROSE, 10),
    ],
)
@pytest.mark.parametrize("state", [AssignmentState.IN_PROGRESS, AssignmentState.RETURNED])
def test_sending_up_works(
    liaison: Client, name: str, kind: ProgressKind, outcome: Outcome, percent: int, state: AssignmentState
) -> None:
    of = factories.assignment(percent=10, state=state)
    assert liaison.post(f"/assignments/{of.id}/{name}", data=typed(of)).status_code == 303
    db.session.refresh(of)
    assert (of.state, of.outcome, of.percent) == (AssignmentState.SUBMITTED, outcome, percent)
    assert of.submitted_at is not None
    assert only_entry().kind is kind


def test_a_returned_share_stays_returned_until_it_is_sent_up_again(liaison: Client) -> None:
    of = factories.assignment(state=AssignmentState.RETURNED)
    liaison.post(f"/assignments/{of.id}/progress", data=typed(of))
    db.session.refresh(of)
    assert of.state is AssignmentState.RETURNED


@pytest.mark.parametrize("name", ACTS)
def test_the_form_opens_alone_and_in_place(liaison: Client, name: str, manner: Manner) -> None:
    of = factories.assignment(percent=35)
    page = liaison.get(f"/assignments/{of.id}/{name}", headers=manner).text
    assert ("<html" in page) == (not manner)
    assert f'name="version" value="{of.version}"' in page
    assert ('value="35"' in page) == (name == "progress")


@pytest.mark.parametrize("name", ACTS)
def test_who_hands_in_is_shown_what_is_outstanding(liaison: Client, name: str) -> None:
    of = factories.assignment()
    address = f"/tasks/{of.task_id}/outstanding"
    page = liaison.get(f"/assignments/{of.id}/{name}").text
    assert (f'hx-get="{address}"' in page) == (f'<a href="{address}">' in page) == (name != "progress")
    assert liaison.get(address).status_code == 200


@pytest.mark.parametrize("name", ACTS)
def test_others_do_not_find_it(outsider: Client, name: str) -> None:
    of = factories.assignment()
    assert outsider.get(f"/assignments/{of.id}/{name}").status_code == 404
    assert outsider.post(f"/assignments/{of.id}/{name}", data=typed(of)).status_code == 404
    assert no_entry()


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("state", ["PENDING", "SUBMITTED", "ACCEPTED"])
def test_a_wrong_state_is_refused(liaison: Client, name: str, state: str, manner: Manner) -> None:
    of = factories.assignment(state=AssignmentState[state])
    assert liaison.get(f"/assignments/{of.id}/{name}", headers=manner).status_code == 409
    answer = liaison.post(f"/assignments/{of.id}/{name}", data=typed(of), headers=manner)
    assert answer.status_code == 409
    assert no_entry()


@pytest.mark.parametrize("name", ACTS)
def test_a_stale_copy_shows_both_versions_and_is_offered_again(liaison: Client, name: str, manner: Manner) -> None:
    of = factories.assignment()
    opened = typed(of, note="我写的内容", percent="55")
    liaison.post(f"/assignments/{of.id}/progress", data=typed(of, note="同事写的内容", percent="20"))
    answer = liaison.post(f"/assignments/{of.id}/{name}", data=opened, headers=manner)
    assert answer.status_code == 409
    assert answer.text.count("我写的内容") == 2
    assert "同事写的内容" in answer.text
    db.session.refresh(of)
    assert of.note == "同事写的内容"
    assert f'name="version" value="{of.version}"' in answer.text
    assert liaison.post(f"/assignments/{of.id}/{name}", data=opened | typed(of, note="合并后的内容")).status_code == 303


def test_a_stale_copy_of_what_was_sent_up_keeps_the_text_to_be_copied(liaison: Client) -> None:
    of = factories.assignment()
    opened = typed(of, note="我写的内容")
    liaison.post(f"/assignments/{of.id}/submission", data=typed(of))
    answer = liaison.post(f"/assignments/{of.id}/progress", data=opened)
    assert answer.status_code == 409
    assert "我写的内容" in answer.text
    assert "<textarea" not in answer.text


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("percent", "101", "请填写0至100之间的整数"),
        ("percent", "-1", "请填写0至100之间的整数"),
        ("percent", "", "请填写此项"),
        ("percent", "四十", "请填写整数"),
        ("percent", "99999999999999999999", "请填写"),
        ("percent", "4²", "请填写整数"),
        ("note", "", "请填写此项"),
        ("note", "   ", "请填写此项"),
        ("note", "长" * 4001, "不能超过4000个字"),
        ("note", "甲\x00乙", "控制字符"),
        ("note", "甲\u202e乙", "控制字符"),
    ],
)
def test_bad_input_is_said_at_its_field_and_kept(
    liaison: Client, manner: Manner, field: str, value: str, message: str
) -> None:
    of = factories.assignment(percent=10)
    data = typed(of, note="写好的说明") | {field: value}
    answer = liaison.post(f"/assignments/{of.id}/progress", data=data, headers=manner)
    assert answer.status_code == 422
    error = answer.text.partition(f'id="{field}-error">')[2].partition("<")[0]
    assert message in error
    assert ("写好的说明" if field == "percent" else 'value="40"') in answer.text
    assert no_entry()


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ([upload(b"<svg/>", "页面.png")], "只接受"),
        ([upload(name="一.png"), upload(name="二.png")], "“二.png”与“一.png”内容相同"),
        ([upload(b"", "空.png")], "文件是空的"),
        ([upload(b"%PDF-" + b"0" * (10 * 1024 * 1024), "大.pdf")], "超过10MB"),
        ([upload(name=f"{number}.png") for number in range(6)], "最多上传5个"),
    ],
    ids=["type", "double", "empty", "large", "many"],
)
def test_a_bad_file_is_said_at_its_field(liaison: Client, files: list[tuple[BytesIO, str]], message: str) -> None:
    of = factories.assignment()
    fresh = [(BytesIO(stream.getvalue()), name) for stream, name in files]
    answer = liaison.post(f"/assignments/{of.id}/progress", data=typed(of, note="写好的说明", evidence=fresh))
    assert answer.status_code == 422
    assert message in answer.text.partition('id="evidence-error">')[2].partition("<")[0]
    assert "写好的说明" in answer.text
    assert no_entry()


def test_typed_markup_is_text(liaison: Client) -> None:
    of = factories.assignment()
    liaison.post(f"/assignments/{of.id}/progress", data=typed(of, note="<b hx-get='/logout'>{{ 7*7 }}</b>"))
    page = liaison.get(f"/tasks/{of.task_id}").text
    assert "&lt;b hx-get=&#39;/logout&#39;&gt;{{ 7*7 }}" in page


def test_a_forged_form_without_token_is_refused(liaison: Client) -> None:
    of = factories.assignment()
    liaison.sends_token = False
    assert liaison.post(f"/assignments/{of.id}/progress", data=typed(of)).status_code == 400
    assert no_entry()


@pytest.mark.parametrize("address", ["/assignments/999/progress", "/assignments/99999999999999999999/progress"])
def test_an_unknown_share_is_not_found(liaison: Client, address: str) -> None:
    assert liaison.get(address).status_code == 404


def test_history_can_only_grow(liaison: Client) -> None:
    of = factories.assignment()
    liaison.post(f"/assignments/{of.id}/progress", data=typed(of))
    entry = only_entry()
    entry.note = "改过的"
    with pytest.raises(Exception, match="append-only"):
        db.session.commit()
    db.session.rollback()
