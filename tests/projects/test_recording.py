"""A project from its registration to its end: who keeps it, what is registered already, what the history holds."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from tests import factories
from tracker.choices import ProjectKind, ProjectRole, ProjectStage, PublicationDuty, Role
from tracker.db import db
from tracker.journal import AuditEntry
from tracker.projects import recording
from tracker.projects.models import Project, ProjectEntry
from tracker.projects.particulars import Particulars
from tracker.projects.stages import Step
from tracker.refusals import Refused, Stale

pytestmark = pytest.mark.usefixtures("app")
S = ProjectStage
STEP = Step(S.APPROVAL, date(2018, 3, 12))


def stated(**changed: object) -> Particulars:
    sound = Particulars(
        kind=ProjectKind.MAJOR_PROJECT,
        name="河道治理工程",
        unit_id=factories.unit().id,
        code="2018-610202-76-01-000102",
        approving=(factories.unit("czj").id,),
        amount_yuan=52_400_000,
    )
    return replace(sound, **changed)  # type: ignore[arg-type]


def recorded(**changed: object) -> Project:
    return recording.record(stated(**changed), STEP, factories.liaison())


def latest_entry() -> AuditEntry:
    return db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()  # type: ignore[return-value]


def test_it_is_registered_with_the_first_entry_of_its_history() -> None:
    project = recorded()
    assert (project.stage, project.stage_on, project.version, project.closed_at) == (
        S.APPROVAL,
        date(2018, 3, 12),
        1,
        None,
    )
    assert [(entry.stage, entry.happened_on) for entry in project.entries] == [(S.APPROVAL, date(2018, 3, 12))]
    assert project.unit_ids(ProjectRole.APPROVING) == (factories.unit("czj").id,)
    entry = latest_entry()
    assert (entry.action, entry.object_id, entry.summary) == (
        "project.record",
        project.id,
        "登记重大建设项目《河道治理工程》",
    )
    assert entry.details["amount_yuan"] == 52_400_000


def test_the_amount_may_be_larger_than_a_small_number_holds() -> None:
    project = recorded(amount_yuan=10**12)
    db.session.expire(project)
    assert project.amount_yuan == 10**12


def test_a_change_of_units_alone_counts() -> None:
    project = recorded()
    other = factories.unit("zjj").id
    changed = stated(approving=(), implementing=(other, factories.unit("czj").id))
    assert recording.change(project, changed, factories.liaison(), 1)
    assert project.version == 2
    assert project.unit_ids(ProjectRole.APPROVING) == ()
    assert other in project.unit_ids(ProjectRole.IMPLEMENTING)
    assert list(latest_entry().details) == ["approving", "implementing"]
    with pytest.raises(Stale):
        recording.change(project, stated(), factories.liaison(), 1)


def test_saving_what_stands_leaves_no_trace() -> None:
    project = recorded()
    assert not recording.change(project, stated(), factories.liaison(), 1)
    assert project.version == 1
    assert latest_entry().action == "project.record"


def test_the_last_stage_closes_it_and_another_opens_it_again() -> None:
    project = recorded()
    recording.move(project, Step(S.COMPLETED, date(2018, 12, 1)), factories.liaison(), 1)
    assert project.closed_at is not None
    recording.move(project, Step(S.ACCEPTANCE, date(2018, 12, 5), "验收发现问题"), factories.liaison(), 2)
    assert (project.closed_at, project.stage, project.version) == (None, S.ACCEPTANCE, 3)
    found = db.session.scalars(select(ProjectEntry.stage).order_by(ProjectEntry.id)).all()
    assert found == [S.APPROVAL, S.COMPLETED, S.ACCEPTANCE]
    assert latest_entry().details["from"] == "completed"


def test_a_step_out_of_order_is_refused() -> None:
    project = recorded()
    with pytest.raises(Refused, match="日期：不能早于“立项审批”的日期"):
        recording.move(project, Step(S.TENDERING, date(2018, 3, 1)), factories.liaison(), 1)
    with pytest.raises(Refused, match="说明：阶段没有变化"):
        recording.move(project, STEP, factories.liaison(), 1)
    with pytest.raises(Stale):
        recording.move(project, Step(S.TENDERING, date(2018, 4, 1)), factories.liaison(), 9)
    assert project.version == 1


@pytest.mark.parametrize("statement", ["UPDATE project_entry SET note = 'x'", "DELETE FROM project_entry"])
def test_the_history_cannot_be_changed(statement: str) -> None:
    recorded()
    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(text(statement))
    db.session.rollback()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": "另一项"}, "这个代码（编号）已用于《河道治理工程》"),
        ({"code": ""}, "同类中已登记同名的一项"),
    ],
)
def test_what_is_registered_already_is_refused(changed: dict[str, object], words: str) -> None:
    recorded()
    with pytest.raises(Refused, match=words):
        recorded(**changed)


def test_two_codes_tell_two_of_the_same_name_apart() -> None:
    recorded()
    assert recorded(code="2018-610202-76-01-000103").id
    assert recorded(code="", name="无代码的").id
    with pytest.raises(Refused, match="同名"):
        recorded(code="2018-610202-76-01-000104", name="无代码的")


def test_the_same_name_of_another_kind_is_another() -> None:
    recorded(code="")
    project = recording.record(
        stated(code="", kind=ProjectKind.TENDER), Step(S.ANNOUNCED, date(2018, 6, 1)), factories.liaison()
    )
    assert project.id


@pytest.mark.parametrize(
    ("changed", "step", "words"),
    [
        ({"duty": PublicationDuty.SUPERVISED}, STEP, "法律法规名称：须监督公开的"),
        ({}, Step(S.ANNOUNCED, date(2018, 6, 1)), "阶段：“公告”不是重大建设项目的阶段"),
        ({}, Step(S.APPROVAL, date(2019, 1, 1)), "日期：日期不能晚于今天"),
    ],
)
def test_an_unsound_statement_is_refused(changed: dict[str, object], step: Step, words: str) -> None:
    with pytest.raises(Refused, match=words):
        recording.record(stated(**changed), step, factories.liaison())


@pytest.mark.parametrize("role", [Role.LEADER, Role.ADMIN, Role.AUDITOR])
def test_others_do_not_write(role: Role) -> None:
    project, person = recorded(), factories.user(role, factories.unit())
    for act in (
        lambda: recording.record(stated(code=""), STEP, person),
        lambda: recording.change(project, stated(location="别处"), person, 1),
        lambda: recording.move(project, Step(S.TENDERING, date(2018, 6, 1)), person, 1),
    ):
        with pytest.raises(Refused, match="其他人员只能查看"):
            act()


def test_a_liaison_keeps_the_own_units_only_and_gives_none_away() -> None:
    project = recorded()
    with pytest.raises(Refused, match="其他人员只能查看"):
        recording.record(stated(code="", unit_id=factories.unit("zjj").id), STEP, factories.liaison())
    with pytest.raises(Refused, match="其他人员只能查看"):
        recording.change(project, stated(unit_id=factories.unit("zjj").id), factories.liaison(), 1)
    with pytest.raises(Refused, match="其他人员只能查看"):
        recording.move(project, Step(S.TENDERING, date(2018, 6, 1)), factories.liaison("czj"), 1)


def test_the_office_keeps_all_and_hands_over() -> None:
    project = recorded()
    other = factories.unit("zjj").id
    assert recording.change(project, stated(unit_id=other), factories.office(), 1)
    assert project.unit_id == other
    assert latest_entry().details["unit_id"] == [factories.unit().id, other]
