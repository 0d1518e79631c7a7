"""The verbs: what is kept with a record, what is told to the unit's share, and who is refused."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from tests import factories
from tracker.choices import (
    Area,
    CheckState,
    ClockStart,
    DeadlineKind,
    MatterKind,
    Mode,
    Period,
    ReturnReason,
    Role,
    SecrecyResult,
    WithholdGround,
)
from tracker.clock import now
from tracker.db import db
from tracker.disclosures import recording, register
from tracker.disclosures.channels import Channel
from tracker.disclosures.checks import checking
from tracker.disclosures.entry import Entry, from_json
from tracker.disclosures.models import Disclosure
from tracker.journal import AuditEntry
from tracker.people.models import User
from tracker.refusals import Refused, Stale
from tracker.tasks import progress, review
from tracker.tasks.models import Assignment, Task

pytestmark = pytest.mark.usefixtures("app")
OPEN = Entry("关于某项目的批复", MatterKind.GENERAL, formed_on=date(2018, 12, 10))
KEPT = replace(
    OPEN,
    published_on=date(2018, 12, 17),
    channels=(Channel("公告栏", "区政务大厅"),),
    secrecy_reviewed_by="王审查",
    secrecy_reviewed_on=date(2018, 12, 16),
    secrecy_result=SecrecyResult.CLEAR,
)


def share(**fields: object) -> Assignment:
    return factories.assignment(factories.task(**fields))


def due_on(of: Assignment) -> date | None:
    return db.session.scalar(select(Assignment.due_on).where(Assignment.id == of.id))


def test_the_limit_is_computed_and_kept() -> None:
    by, of = factories.liaison(), share(deadline_text="7个工作日", deadline_days=7, deadline_start=ClockStart.DECIDED)
    with pytest.raises(Refused, match="从作出决定之日起算期限，请填写这一天"):
        recording.record(of.task, by, OPEN)
    found = recording.record(of.task, by, replace(OPEN, decided_on=OPEN.formed_on))
    assert (found.due_on, found.rule, found.is_provisional) == (date(2018, 12, 19), "任务表7个工作日", False)
    assert found.explanation.startswith(
        "决定日 2018-12-10，次日起算7个工作日，应于 2018-12-19 前公开（含当日）。依据："
    )
    assert (found.unit_id, found.recorded_by_id) == (by.unit_id, by.id)
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.object_id, entry.summary) == (
        "disclosure.record",
        found.id,
        "登记公开记录《关于某项目的批复》",
    )
    assert entry.details["formed_on"] == "2018-12-10"


def test_the_same_is_not_recorded_twice() -> None:
    by, of = factories.liaison(), share()
    recording.record(of.task, by, OPEN)
    with pytest.raises(Refused, match="不要重复登记"):
        recording.record(of.task, by, OPEN)
    recording.record(of.task, by, replace(OPEN, document_number="王发改〔2018〕9号"))


def test_the_units_share_learns_its_next_limit() -> None:
    by, of = factories.liaison(), share()
    version = of.version
    earlier = recording.record(of.task, by, replace(OPEN, formed_on=date(2018, 12, 3)))
    recording.record(of.task, by, OPEN)
    assert due_on(of) == earlier.due_on == date(2018, 12, 29)
    recording.change(earlier, by, replace(KEPT, formed_on=date(2018, 12, 3)), earlier.version)
    assert due_on(of) == date(2019, 1, 8)
    db.session.refresh(of)
    assert of.version == version


def test_what_is_withheld_leaves_no_limit_open() -> None:
    by, of = factories.liaison(), share()
    withheld = replace(
        KEPT,
        published_on=None,
        secrecy_result=SecrecyResult.WITHHOLD,
        mode=Mode.WITHHELD,
        ground=WithholdGround.PRIVACY,
    )
    found = recording.record(of.task, by, withheld)
    assert not found.is_owed
    assert due_on(of) is None


def test_another_units_share_is_left_alone() -> None:
    by, of = factories.liaison(), share()
    other = factories.assignment(of.task, factories.unit("zjj"))
    recording.record(of.task, by, OPEN)
    assert due_on(other) is None


def test_publication_fulfils_the_period() -> None:
    by = factories.liaison()
    of = share(deadline_kind=DeadlineKind.PERIODIC, deadline_period=Period.QUARTER, deadline_days=None)
    recording.record(
        of.task,
        by,
        replace(KEPT, formed_on=date(2018, 5, 2), published_on=date(2018, 6, 4), secrecy_reviewed_on=date(2018, 6, 1)),
    )
    assert due_on(of) == date(2018, 9, 30)
    recording.record(of.task, by, KEPT)
    assert due_on(of) is None


@pytest.mark.parametrize("act", [progress.submit, progress.report_nothing_arose])
def test_handing_in_fulfils_a_date_until_it_is_given_back(act: Callable[..., object]) -> None:
    by, last = factories.liaison(), date(2018, 12, 14)
    of = share(deadline_kind=DeadlineKind.DATE, deadline_on=last, deadline_days=None)
    act(of, by, "已完成")
    assert due_on(of) is None
    review.accept(of, factories.office())
    review.return_(of, factories.office(), ReturnReason.INCOMPLETE)
    assert due_on(of) == last


def test_handing_in_does_not_fulfil_what_is_unpublished() -> None:
    by = factories.liaison()
    of = share(deadline_kind=DeadlineKind.DATE, deadline_on=date(2018, 6, 30), deadline_days=None)
    found = recording.record(of.task, by, OPEN)
    assert due_on(of) == date(2018, 6, 30)
    progress.submit(of, by, "已完成")
    assert due_on(of) == found.due_on
    recording.change(found, by, KEPT, found.version)
    assert due_on(of) is None


def test_changing_names_what_changed() -> None:
    by, of = factories.liaison(), share()
    found = recording.record(of.task, by, OPEN)
    recording.change(found, by, KEPT, found.version)
    assert found.version == 2
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert entry.details["published_on"] == [None, "2018-12-17"]
    assert "formed_on" not in entry.details
    assert "公开日期" in entry.summary


def test_saving_the_same_again_is_no_change() -> None:
    by, of = factories.liaison(), share()
    found = recording.record(of.task, by, OPEN)
    recording.change(found, by, OPEN, found.version)
    assert found.version == 1
    assert len(db.session.scalars(select(AuditEntry)).all()) == 1


def test_an_old_copy_is_stale() -> None:
    by, of = factories.liaison(), share()
    found = recording.record(of.task, by, OPEN)
    recording.change(found, by, KEPT, 1)
    with pytest.raises(Stale, match="已被他人修改"):
        recording.change(found, by, OPEN, 1)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.LIAISON])
def test_only_a_liaison_states_facts_for_a_unit(role: Role) -> None:
    of = share()
    with pytest.raises(Refused, match="由责任单位联络员"):
        recording.record(of.task, factories.user(role, factories.unit()), OPEN)


def withdrawn(of: Task) -> Task:
    of.withdrawn_at = now()
    return of


def test_a_task_of_another_unit_is_refused() -> None:
    with pytest.raises(Refused, match="不是本单位的任务"):
        recording.record(share().task, factories.liaison("zjj"), OPEN)


def test_a_withdrawn_task_takes_nothing_more() -> None:
    with pytest.raises(Refused, match="已撤销"):
        recording.record(withdrawn(share().task), factories.liaison(), OPEN)


def test_a_contradiction_is_refused_even_without_a_form() -> None:
    with pytest.raises(Refused, match="形成（变更）日期：一般信息从"):
        recording.record(share().task, factories.liaison(), replace(OPEN, formed_on=None))


def test_another_units_record_is_not_changed() -> None:
    found = recording.record(share().task, factories.liaison(), OPEN)
    with pytest.raises(Refused, match="其他单位"):
        recording.change(found, factories.liaison("zjj"), KEPT, found.version)


# --- what was stated stays -------------------------------------------------------------------------------------------


def kept_by(by: User) -> Disclosure:
    return recording.record(share().task, by, KEPT)


def test_each_statement_is_a_version_that_nobody_rewrites() -> None:
    by = factories.liaison()
    found = recording.record(share().task, by, OPEN)
    recording.change(found, by, KEPT, found.version)
    assert [(each.number, from_json(each.stated), each.reason) for each in found.versions] == [
        (2, KEPT, ""),
        (1, OPEN, ""),
    ]
    for table in ("disclosure_version", "secrecy_review"):
        for act in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
            with pytest.raises(Exception, match="append-only"), db.session.begin_nested():
                db.session.execute(text(act))


@pytest.mark.parametrize(
    "changed",
    [
        {"published_on": date(2018, 12, 18)},
        {"title": "别的标题"},
        {"formed_on": date(2018, 12, 11)},
        {"channels": (Channel("政府网站", "http://a.b/"),)},
        {"secrecy_reviewed_by": "李审查"},
    ],
)
def test_a_published_fact_is_corrected_with_a_reason(changed: dict[str, Any]) -> None:
    by = factories.liaison()
    found = kept_by(by)
    with pytest.raises(Refused, match="请填写更正理由"):
        recording.change(found, by, replace(KEPT, **changed), found.version)
    recording.change(found, by, replace(KEPT, **changed), found.version, "登记时抄错", is_agreed=True)
    assert found.versions[0].reason == "登记时抄错"
    last = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert last is not None
    assert last.details["reason"] == "登记时抄错"
    assert last.summary.startswith("更正公开记录")


def test_adding_to_a_published_record_needs_no_reason() -> None:
    by = factories.liaison()
    found = kept_by(by)
    recording.change(found, by, replace(KEPT, document_number="王发〔2018〕3号", contact="0919-1"), found.version)
    assert found.versions[0].reason == ""


def test_the_database_itself_wants_a_review_before_publication() -> None:
    with pytest.raises(IntegrityError, match="reviewed_before_published"):
        factories.disclosure(secrecy_result=None)


@pytest.mark.parametrize(
    ("recorded_on", "is_late"), [(date(2018, 12, 20), False), (date(2018, 12, 31), False), (date(2019, 1, 3), True)]
)
def test_a_publication_stated_long_afterwards_is_marked(app: Flask, recorded_on: date, is_late: bool) -> None:
    app.config["TODAY"] = recorded_on
    by = factories.liaison()
    found = kept_by(by)
    assert (found.publication_recorded_on, found.is_late_entry) == (recorded_on, is_late)
    app.config["TODAY"] = date(2019, 6, 3)
    recording.change(found, by, replace(KEPT, document_number="王发〔2018〕3号"), found.version)
    assert (found.publication_recorded_on, found.is_late_entry) == (recorded_on, is_late)


def test_the_first_platform_is_marked() -> None:
    by = factories.liaison()
    assert not kept_by(by).is_on_website
    online = replace(KEPT, title="上网", channels=(Channel("区政府网站", "http://a.b/1"),))
    assert recording.record(share().task, by, online).is_on_website


def test_only_the_governments_own_hosts_are_its_website(app: Flask) -> None:
    app.config["WEBSITE_HOSTS"] = ("www.tcwy.gov.cn",)
    by = factories.liaison()
    elsewhere = replace(KEPT, title="别处", channels=(Channel("政府网站", "http://www.baidu.com/x"),))
    there = replace(KEPT, title="上网", channels=(Channel("政府网站", "http://www.tcwy.gov.cn/x"),))
    found = recording.record(share().task, by, elsewhere)
    assert "未在政府网站公开" in register.marks(found)
    assert recording.record(share().task, by, there).is_on_website
    recording.change(found, by, replace(there, title="别处"), found.version, "网址写错")
    assert found.is_on_website


def test_the_blacklist_belongs_to_public_resources() -> None:
    by, listed = factories.liaison(), replace(KEPT, is_blacklisting=True)
    with pytest.raises(Refused, match="只用于公共资源配置"):
        recording.record(share().task, by, listed)
    assert recording.record(share(area=Area.PUBLIC_RESOURCES).task, by, listed).is_blacklisting


def test_the_recorder_does_not_review_what_he_recorded() -> None:
    by = factories.liaison()
    with pytest.raises(Refused, match="审查人不能是登记人本人"):
        recording.record(share().task, by, replace(KEPT, secrecy_reviewed_by=by.name))


def test_a_law_named_on_the_record_sets_the_limit() -> None:
    by, of = factories.liaison(), share()
    found = recording.record(of.task, by, replace(OPEN, law_days=2, law_source="《政府采购法实施条例》第四十三条"))
    assert (found.due_on, found.rule) == (date(2018, 12, 12), "法律另定2个工作日")
    assert "法律法规另有规定的从其规定" in found.explanation
    assert found.explanation.endswith("依据：《政府采购法实施条例》第四十三条。")


def test_what_was_checked_is_to_be_checked_again_after_a_change() -> None:
    by = factories.liaison()
    found = kept_by(by)
    checking.return_(found, factories.office(), ReturnReason.NO_ADDRESS)
    recording.change(found, by, replace(KEPT, document_number="王发〔2018〕3号"), found.version)
    assert (found.check_state, found.returns) == (CheckState.CORRECTED, 1)
