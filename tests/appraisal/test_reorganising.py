"""Units merged or split in the middle of a year, and the new year."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests import factories as f
from tests.appraisal.district import District
from tests.client import Client
from tracker.appraisal import facts, lists, scheme
from tracker.appraisal.carrying import carrying
from tracker.appraisal.models import Appraisal, Reorganisation
from tracker.appraisal.schemes import drafting
from tracker.calendar import book
from tracker.choices import Area, AssignmentState, DeadlineKind, Outcome, Period, RectificationState
from tracker.clock import SHANGHAI, now
from tracker.db import db
from tracker.journal import AuditEntry
from tracker.people.models import Unit
from tracker.rectification import present
from tracker.reminders import upcoming
from tracker.tasks.models import Assignment, CarriedTask, Task

SignIn = Callable[[str], Client]
TODAY = date(2018, 12, 20)


def counts(code: str) -> dict[str, int]:
    db.session.flush()
    years = facts.collect(facts.Moment.of(2018, TODAY), book.in_force(), db.session.connection())
    return next(year.counts for year in years if year.code == code)


def form(source: Unit, target: Unit, /, **fields: object) -> dict[str, object]:
    data = {"source": str(source.id), "target": str(target.id), "on": "2018-10-08", "reason": "机构改革方案"}
    return data | {"areas": [area.value for area in Area]} | fields


@pytest.fixture
def two(app: object) -> tuple[Unit, Unit]:
    old, new = f.unit("czj"), f.unit("fgj")
    for person in (f.admin(), f.office(), f.auditor(), f.liaison("fgj")):
        assert person.id
    return old, new


def act(client: Client, data: dict[str, object], **options: Any) -> TestResponse:
    """Look first, then confirm exactly what was shown."""
    shown = client.post("/reorganisations", data=data, **options)
    assert shown.status_code == 200, shown.text
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', shown.text)
    assert seen
    return client.post("/reorganisations", data=data | {"seen": seen[1]}, **options)


def test_it_works(two: tuple[Unit, Unit], sign_in: SignIn, manner: dict[str, str]) -> None:
    old, new = two
    quarterly = f.task(deadline_kind=DeadlineKind.PERIODIC, deadline_period=Period.QUARTER)
    share = f.assignment(quarterly, old)
    done = f.assignment(unit_=old, state=AssignmentState.ACCEPTED, outcome=Outcome.DONE)
    f.disclosure(done, published_on=date(2018, 11, 5))
    pending = f.disclosure(share, formed_on=date(2018, 12, 3), due_on=date(2018, 12, 29), published_on=None)
    order = f.rectification(old)
    case = f.opinion_case(old)
    db.session.commit()
    assert counts("czj")["obligations_missed"] == 3
    client = sign_in("admin")
    assert act(client, form(old, new), headers=manner).status_code in (200, 303)
    db.session.expire_all()
    assert {each.unit_id for each in (share, pending, order, case)} == {new.id}
    assert done.unit_id == old.id
    before, after = counts("czj"), counts("fgj")
    assert (before["tasks"], before["tasks_done"], before["obligations_missed"]) == (1, 1, 3), "until the day"
    assert (before["disclosures_late"], after["disclosures_late"]) == (1, 0), "what was late stays"
    assert (after["tasks"], after["obligations_missed"], after["disclosures_pending"]) == (1, 0, 1)
    assert "任务1，未到期的公开记录1，未办结的舆情1，未销号的整改1" in client.get("/reorganisations").text
    assert "unit.reorganise" in set(db.session.scalars(db.select(AuditEntry.action)))


def test_what_moves_and_changes_is_shown_before(
    two: tuple[Unit, Unit], sign_in: SignIn, manner: dict[str, str]
) -> None:
    old, new = two
    both, own = f.task(item="两家都有的"), f.task(item="只有一家的")
    f.assignment(both, new)
    f.assignment(both, old)
    share = f.assignment(own, old)
    db.session.commit()
    client = sign_in("admin")
    page = client.post("/reorganisations", data=form(old, new), headers=manner)
    assert page.status_code == 200
    for words in ("任务 1", "只有一家的", "本来就有一份的任务 1", "承担任务 2 → 1", "承担任务 1 → 2", "不能撤销"):
        assert words in page.text, words
    db.session.expire_all()
    assert share.unit_id == old.id, "looking changes nothing"
    assert db.session.scalars(db.select(Reorganisation)).all() == []
    assert "unit.reorganise" not in set(db.session.scalars(db.select(AuditEntry.action)))
    back = client.post("/reorganisations", data=form(old, new, back="yes"), headers=manner).text
    assert "先看划转什么" in back
    assert "机构改革方案" in back


@pytest.mark.databases("sqlite")
def test_what_was_due_before_the_day_stays(two: tuple[Unit, Unit], sign_in: SignIn) -> None:
    old, new = two
    share = f.assignment(unit_=old)
    late = f.rectification(old, title="到期没有完成的", due_on=date(2018, 12, 14))
    open_ = f.rectification(old, due_on=date(2018, 12, 28))
    silent = f.opinion_case(old, found_at=datetime(2018, 12, 10, 9, tzinfo=SHANGHAI))
    answered = f.opinion_case(old, answer_due_at=datetime(2018, 12, 24, tzinfo=SHANGHAI), answered_at=now())
    waiting = f.opinion_case(old, answer_due_at=datetime(2018, 12, 24, tzinfo=SHANGHAI))
    db.session.commit()
    before, client = counts("czj"), sign_in("admin")
    data = form(old, new, on="2018-12-17")
    page = client.post("/reorganisations", data=data).text
    for words in ("已经到期的整改 1，仍由", "到期没有完成的", "已经到期或者已经回应的舆情 2"):
        assert words in page, words
    assert act(client, data).status_code == 303
    db.session.expire_all()
    assert {each.unit_id for each in (late, silent, answered)} == {old.id}
    assert {each.unit_id for each in (share, open_, waiting)} == {new.id}
    for name in ("rectifications_late", "opinions_late", "opinions_on_time"):
        assert (counts("czj")[name], counts("fgj")[name]) == (before[name], 0), name


@pytest.mark.databases("sqlite")
def test_the_preview_judges_as_the_list_does(two: tuple[Unit, Unit], sign_in: SignIn) -> None:
    draft = drafting.copy(2018, None, f.office())
    drafting.change(draft, replace(scheme.default(2018), settling_day="12-31"))
    drafting.adopt(draft, "年底统一结算", f.office())
    old, new = two
    for _ in range(4):
        f.assignment(unit_=old)
    db.session.commit()
    page = sign_in("admin").post("/reorganisations", data=form(old, new)).text
    assert "承担任务 4 → 0" in page
    assert "不评分" in page
    assert "通报批评" not in page
    assert "0.00" not in page


@pytest.mark.databases("sqlite")
def test_what_changed_since_it_was_shown_is_shown_again(two: tuple[Unit, Unit], sign_in: SignIn) -> None:
    old, new = two
    f.assignment(unit_=old)
    db.session.commit()
    answer = sign_in("admin").post("/reorganisations", data=form(old, new, seen="0" * 64))
    assert answer.status_code == 409
    assert "要划转的工作有了变化" in answer.text
    assert "确认划转" in answer.text
    assert db.session.scalars(db.select(Reorganisation)).all() == []


def test_an_unfinished_task_that_both_had_is_not_lost_in_a_merger(two: tuple[Unit, Unit], sign_in: SignIn) -> None:
    old, new = two
    task = f.task()
    merged, own = f.assignment(task, old), f.assignment(task, new)
    f.assignment(unit_=old)
    db.session.commit()
    assert act(sign_in("admin"), form(old, new)).status_code == 303
    db.session.expire_all()
    assert (counts("czj")["tasks"], counts("czj")["tasks_open"]) == (1, 1), "who merges does not get rid of it"
    assert counts("fgj")["tasks"] == 2
    assert (merged.withdrawn_reason, own.withdrawn_at) == ("已结转至区发改局", None), "there it goes on"


def test_a_split_passes_on_one_area(two: tuple[Unit, Unit], sign_in: SignIn) -> None:
    old, new = two
    stays, goes = f.assignment(unit_=old), f.assignment(f.task(area=Area.PUBLIC_WELFARE), old)
    order = f.rectification(old)
    db.session.commit()
    assert act(sign_in("admin"), form(old, new, areas=["public_welfare"])).status_code == 303
    db.session.expire_all()
    assert (stays.unit_id, goes.unit_id, order.unit_id) == (old.id, new.id, old.id)


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"on": "2018-12-21"}, 422, "还没有到"),
        ({"on": "2017-12-31"}, 422, "应在2018年之内"),
        ({"on": ""}, 422, "请填写此项"),
        ({"areas": []}, 422, "至少选择一个领域"),
        ({"target": ""}, 422, "请选择承接单位"),
        ({"reason": ""}, 422, "请填写此项"),
        ({"areas": ["public_welfare"]}, 422, "没有未办结的工作"),
    ],
)
def test_what_cannot_be_moved_is_refused_whole(
    two: tuple[Unit, Unit], sign_in: SignIn, manner: dict[str, str], fields: dict[str, object], status: int, words: str
) -> None:
    old, new = two
    share = f.assignment(unit_=old)
    db.session.commit()
    answer = sign_in("admin").post("/reorganisations", data=form(old, new, **fields), headers=manner)
    assert answer.status_code == status
    assert words in answer.text
    assert (fields.get("reason", "机构改革方案") or "依据和说明") in answer.text, "what was typed stays"
    db.session.expire_all()
    assert share.unit_id == old.id
    assert db.session.scalars(db.select(Reorganisation)).all() == []


def test_nothing_moves_to_itself_or_to_a_closed_unit(two: tuple[Unit, Unit], sign_in: SignIn) -> None:
    old, new = two
    f.assignment(unit_=old)
    db.session.commit()
    client = sign_in("admin")
    assert "不能是同一个" in client.post("/reorganisations", data=form(old, old)).text
    new.closed_on = date(2018, 6, 1)
    db.session.commit()
    assert client.post("/reorganisations", data=form(old, new)).status_code == 422


@pytest.mark.parametrize("person", ["office", "auditor", "liaison-fgj"])
def test_only_administrators_reorganise(two: tuple[Unit, Unit], sign_in: SignIn, person: str) -> None:
    old, new = two
    client = sign_in(person)
    assert client.post("/reorganisations", data=form(old, new)).status_code == 404
    assert client.get("/reorganisations").status_code == (404 if "-" in person else 200)


def test_a_confirmed_year_is_not_touched(appraisal: Appraisal, district: District, sign_in: SignIn) -> None:
    f.assignment(unit_=district.bad)
    db.session.commit()
    before = lists.of(2018).fingerprint
    answer = sign_in("admin").post("/reorganisations", data=form(district.bad, district.good))
    assert answer.status_code == 422
    assert "名单已经确认" in answer.text
    assert lists.of(2018).fingerprint == before


# --- the new year ----------------------------------------------------------------------------------------------------


def test_unfinished_tasks_go_into_the_new_year(
    appraisal: Appraisal, district: District, sign_in: SignIn, manner: dict[str, str]
) -> None:
    client = sign_in("office")
    chosen = [task.id for task in carrying.unfinished(2018)]
    assert len(chosen) == 6, "four of the criticised unit, two of the one between"
    answer = client.post("/year-end/2018/carry", data={"tasks": chosen[:5]}, headers=manner)
    assert answer.status_code in (200, 303)
    db.session.expire_all()
    made = db.session.scalars(db.select(Task).where(Task.year == 2019)).all()
    assert {task.starts_on for task in made} == {date(2019, 1, 1)}
    assert {share.state for task in made for share in task.assignments} == {AssignmentState.PENDING}
    assert {each.from_task_id for each in db.session.scalars(db.select(CarriedTask))} == set(chosen[:5])
    assert [task.id for task in carrying.unfinished(2018)] == chosen[5:]
    again = client.post("/year-end/2018/carry", data={"tasks": chosen[:5]}, headers=manner)
    assert again.status_code == 422
    assert "已经结转" in again.text


def test_a_duty_that_was_carried_over_is_not_open_twice(
    appraisal: Appraisal, district: District, sign_in: SignIn
) -> None:
    task = carrying.unfinished(2018)[0]
    share = next(each for each in task.assignments if each.unit_id == district.bad.id)
    share.state = AssignmentState.IN_PROGRESS
    late = f.disclosure(share, title="还没有公开的", published_on=None, due_on=date(2018, 12, 4))
    db.session.commit()
    before = counts("zjj")
    sign_in("office").post("/year-end/2018/carry", data={"tasks": [task.id]})
    db.session.expire_all()
    client, new = sign_in("liaison-zjj"), db.session.scalars(db.select(Task).where(Task.year == 2019)).one()
    page = client.get(f"/tasks/{task.id}").text
    assert f'href="/tasks/{new.id}">打开2019年度的任务' in page
    assert "更新进展" not in page
    assert f'href="/tasks/{task.id}">2018年度的任务和记录' in client.get(f"/tasks/{new.id}").text
    assert task.item not in client.get("/tasks?state=open&year=2018").text
    act = client.get(f"/assignments/{share.id}/progress")
    assert "已结转至2019年度，请在那里办理" in act.text
    assert counts("zjj") == before, "the old year is judged as it was"
    assert (late.id, "disclosure") in {(due.id, due.kind) for due in upcoming.of_unit(district.bad.id)}
    order = f.rectification(district.bad, title="任务完成：1项未办结")
    order.records = [{"type": "task", "id": task.id, "title": task.title, "note": ""}]
    new.assignments[0].state = AssignmentState.ACCEPTED
    db.session.flush()
    assert present.tasks(order) == {task.id: AssignmentState.ACCEPTED}, "it is looked at where it goes on"


def test_a_dated_task_needs_a_new_day(appraisal: Appraisal, district: District, sign_in: SignIn) -> None:
    task = f.task(deadline_kind=DeadlineKind.DATE, deadline_on=date(2018, 6, 30), deadline_text="2018年6月底前")
    f.assignment(task, district.bad)
    db.session.commit()
    client = sign_in("office")
    assert f'name="day_{task.id}" type="date" value="2019-06-30"' in client.get("/year-end/2018/carry").text
    other = carrying.unfinished(2018)[0]
    for day in ("", "2018-06-30", "2020-06-30"):
        answer = client.post("/year-end/2018/carry", data={"tasks": [task.id], f"day_{task.id}": day})
        assert answer.status_code == 422
        assert "请填写2019年之内的新日期" in answer.text
        assert f'value="{task.id}" checked' in answer.text
        assert f'value="{other.id}" checked' not in answer.text, "what was ticked stays"
    data = {"tasks": [task.id], f"day_{task.id}": "2019-06-30"}
    assert client.post("/year-end/2018/carry", data=data).status_code == 303
    new = db.session.scalars(db.select(Assignment).join(Task).where(Task.year == 2019)).one()
    assert new.due_on == date(2019, 6, 30)
    assert new.task.deadline_text == "2019年6月30日前（结转，原为2018年6月底前）"


def test_before_confirmation_nothing_is_carried(district: District, sign_in: SignIn) -> None:
    client = sign_in("office")
    assert "还在本年度办理" in client.get("/year-end/2018/carry").text
    answer = client.post("/year-end/2018/carry", data={"tasks": [task.id for task in carrying.unfinished(2018)]})
    assert answer.status_code == 422
    assert sign_in("liaison-zjj").get("/year-end/2018/carry").status_code == 404
    assert sign_in("auditor").post("/year-end/2018/carry", data={"tasks": [1]}).status_code == 404


def test_open_rectifications_are_listed_and_stay(appraisal: Appraisal, district: District, sign_in: SignIn) -> None:
    f.rectification(district.bad, title="公开时效：4条逾期公开")
    f.rectification(district.bad, title="已经销号的", state=RectificationState.CLOSED)
    db.session.commit()
    page = sign_in("office").get("/year-end/2018/carry").text
    assert "公开时效：4条逾期公开" in page
    assert "已经销号的" not in page
