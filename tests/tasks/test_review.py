"""The office's acts: accept, return, assign a waiting row."""

from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select

from tests import factories
from tests.client import Client
from tracker.choices import AssignmentState, Outcome, ProgressKind, ReturnReason
from tracker.db import db
from tracker.journal import AuditEntry
from tracker.tasks.models import Assignment, ProgressUpdate

pytestmark = pytest.mark.usefixtures("app")
SUBMITTED = {"state": AssignmentState.SUBMITTED, "outcome": Outcome.DONE, "percent": 100}
Manner = dict[str, str]


def only_entry() -> ProgressUpdate:
    return db.session.scalars(select(ProgressUpdate)).one()


def no_entry() -> bool:
    return db.session.scalar(select(ProgressUpdate)) is None


def last_record() -> AuditEntry | None:
    return db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()


def test_accepting_works(office: Client, manner: Manner) -> None:
    of = factories.assignment(**SUBMITTED)
    data = {"version": str(of.version), "remark": "很好"}
    answer = office.post(f"/assignments/{of.id}/acceptance", data=data, headers=manner)
    assert answer.headers.get("HX-Redirect" if manner else "Location") == f"/tasks/{of.task_id}"
    db.session.refresh(of)
    assert (of.state, of.outcome) == (AssignmentState.ACCEPTED, Outcome.DONE)
    assert of.accepted_at is not None
    assert (only_entry().kind, only_entry().note) == (ProgressKind.ACCEPTED, "很好")
    assert last_record().action == "task.accept"


@pytest.mark.parametrize("before", [AssignmentState.SUBMITTED, AssignmentState.ACCEPTED])
def test_returning_works_and_is_counted(office: Client, manner: Manner, before: AssignmentState) -> None:
    of = factories.assignment(**SUBMITTED | {"state": before, "returns": 1})
    data = {"version": str(of.version), "reason": "no_address", "note": "请补网址"}
    answer = office.post(f"/assignments/{of.id}/return", data=data, headers=manner)
    assert answer.headers.get("HX-Redirect" if manner else "Location") == f"/tasks/{of.task_id}"
    db.session.refresh(of)
    assert (of.state, of.outcome, of.accepted_at, of.returns) == (AssignmentState.RETURNED, None, None, 2)
    assert (only_entry().kind, only_entry().reason) == (ProgressKind.RETURNED, ReturnReason.NO_ADDRESS)
    assert last_record().details == {"state": [before.value, "returned"], "reason": "no_address", "returns": 2}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"note": "请补网址"}, "请选择退回原因"),
        ({"reason": "nonsense"}, ""),
        ({"reason": "other"}, "写明退回的原因"),
        ({"reason": "no_address", "note": "长" * 4001}, "不能超过4000个字"),
        ({"reason": "no_address", "note": "甲\x07"}, "控制字符"),
    ],
)
def test_a_return_needs_a_reason(office: Client, manner: Manner, data: dict[str, str], message: str) -> None:
    of = factories.assignment(**SUBMITTED)
    answer = office.post(f"/assignments/{of.id}/return", data=data | {"version": str(of.version)}, headers=manner)
    assert answer.status_code == 422
    assert message in answer.text
    assert data.get("note", "")[:3500] in answer.text
    assert no_entry()


@pytest.mark.parametrize("act", ["acceptance", "return"])
@pytest.mark.parametrize("state", ["PENDING", "IN_PROGRESS", "RETURNED"])
def test_a_wrong_state_is_refused(office: Client, act: str, state: str) -> None:
    of = factories.assignment(state=AssignmentState[state])
    answer = office.post(
        f"/assignments/{of.id}/{act}", data={"version": str(of.version), "reason": "other", "note": "无"}
    )
    assert answer.status_code == 409
    assert "还没有上报" in answer.text
    assert no_entry()


@pytest.mark.parametrize(("act", "field"), [("acceptance", "remark"), ("return", "note")])
def test_a_stale_copy_keeps_what_was_typed(office: Client, manner: Manner, act: str, field: str) -> None:
    of = factories.assignment(**SUBMITTED)
    data = {"version": str(of.version), field: "我的意见", "reason": "other"}
    of.note = "又补充了内容"
    db.session.commit()
    answer = office.post(f"/assignments/{of.id}/{act}", data=data, headers=manner)
    assert answer.status_code == 409
    assert "我的意见" in answer.text
    assert f'name="version" value="{of.version}"' in answer.text
    assert no_entry()


def test_a_stale_copy_of_what_is_no_longer_submitted(office: Client) -> None:
    of = factories.assignment(**SUBMITTED)
    data = {"version": str(of.version), "remark": "我的意见"}
    office.post(f"/assignments/{of.id}/return", data={"version": str(of.version), "reason": "incomplete"})
    answer = office.post(f"/assignments/{of.id}/acceptance", data=data)
    assert answer.status_code == 409
    assert "我的意见" in answer.text


@pytest.mark.parametrize("who", ["liaison", "leader", "admin", "auditor"])
def test_only_the_office_reviews(sign_in: Any, who: str) -> None:
    client = sign_in(getattr(factories, who)().username)
    of = factories.assignment(**SUBMITTED)
    assert client.get(f"/assignments/{of.id}/review").status_code == 404
    for act in ("acceptance", "return", "unit"):
        assert client.post(f"/assignments/{of.id}/{act}", data={"version": "1"}).status_code == 404
    assert no_entry()


def test_the_review_shows_what_was_submitted(office: Client, liaison: Client) -> None:
    of = factories.assignment()
    liaison.post(f"/assignments/{of.id}/submission", data={"version": str(of.version), "note": "网址见公开记录"})
    page = office.get(f"/assignments/{of.id}/review").text
    assert "网址见公开记录" in page
    address = f"/tasks/{of.task_id}/disclosures?unit=fgj"
    assert f'hx-get="{address}"' in page
    assert f'<a href="{address}">' in page
    for said in ("项目名称、批复文号、批复时间", "形成或变更之日起20个工作日内", "政府网站", "上报时没有附材料"):
        assert page.index(said) < page.index("审核通过</button>")
    assert page.index(address) < page.index("审核通过</button>")


def test_the_review_still_shows_the_submission_after_a_return(office: Client, liaison: Client) -> None:
    of = factories.assignment()
    data = {
        "version": str(of.version),
        "note": "网址见公开记录",
        "evidence": [(BytesIO(b"\x89PNG\r\n\x1a\n" + b"0" * 40 + b"IEND"), "上报.png")],
    }
    assert liaison.post(f"/assignments/{of.id}/submission", data=data).status_code == 303
    db.session.refresh(of)
    data = {"version": str(of.version), "reason": "incomplete", "note": "不完整"}
    assert office.post(f"/assignments/{of.id}/return", data=data).status_code == 303
    page = office.get(f"/assignments/{of.id}/review").text
    assert "网址见公开记录" in page
    assert "上报.png</a>" in page
    assert "退回（内容不完整）：不完整" in page


def waiting() -> Assignment:
    return factories.assignment(unit_id=None, as_written="相关审批部门", state=AssignmentState.PENDING)


def test_assigning_gives_each_unit_its_own_share(office: Client, manner: Manner) -> None:
    of, first, second = waiting(), factories.unit("czj"), factories.unit("hbz")
    data = {"version": str(of.version), "units": [str(first.id), str(second.id)]}
    answer = office.post(f"/assignments/{of.id}/unit", data=data, headers=manner)
    assert answer.headers.get("HX-Redirect" if manner else "Location") == f"/tasks/{of.task_id}"
    db.session.expire_all()
    shares = db.session.scalars(select(Assignment).order_by(Assignment.id)).all()
    assert {each.unit_id for each in shares} == {first.id, second.id}
    assert {(each.task_id, each.state, each.as_written) for each in shares} == {
        (of.task_id, AssignmentState.PENDING, "相关审批部门")
    }
    assert {entry.kind for entry in db.session.scalars(select(ProgressUpdate))} == {ProgressKind.REASSIGNED}
    assert last_record().details["units"] == ["czj", "hbz"]


def test_units_that_share_the_task_are_not_offered(office: Client) -> None:
    of, holder, closed = waiting(), factories.unit("czj"), factories.unit("hbz", closed_on=factories.date(2018, 1, 1))
    factories.assignment(of.task, holder)
    page = office.get(f"/assignments/{of.id}/unit").text
    assert "区财政局" not in page.partition('id="act"')[2]
    for other in (holder, closed):
        data = {"version": str(of.version), "units": [str(other.id)]}
        assert office.post(f"/assignments/{of.id}/unit", data=data).status_code == 422


@pytest.mark.parametrize("units", [[], ["x"], ["999"]])
def test_assigning_to_nobody_is_refused(office: Client, manner: Manner, units: list[str]) -> None:
    of = waiting()
    factories.unit("czj")
    answer = office.post(
        f"/assignments/{of.id}/unit", data={"version": str(of.version), "units": units}, headers=manner
    )
    assert answer.status_code == 422
    assert no_entry()


def test_a_stale_assignment_is_offered_again(office: Client) -> None:
    of, unit = waiting(), factories.unit("czj")
    answer = office.post(f"/assignments/{of.id}/unit", data={"version": "0", "units": [str(unit.id)]})
    assert answer.status_code == 409
    assert "checked" in answer.text


def test_a_row_with_a_unit_is_not_assigned_again(office: Client) -> None:
    of = factories.assignment()
    assert office.post(f"/assignments/{of.id}/unit", data={"version": str(of.version)}).status_code == 409
