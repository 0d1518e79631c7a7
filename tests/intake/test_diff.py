"""What an import would change: field by field, and never an entry of anybody lost."""

from dataclasses import replace

import pytest

from tracker.choices import AssignmentRole, Change, ClockStart, DeadlineKind
from tracker.intake.diff import compare, share_changes
from tracker.intake.duty import Duty, Limit, Share, Standing, StandingShare, merged

LEAD, HELP, DUTY = AssignmentRole.LEAD, AssignmentRole.COOPERATING, AssignmentRole.RESPONSIBLE
HOUSING, FINANCE = Share(1, DUTY, "区住建局"), Share(2, DUTY, "区财政局")
ROW = Duty(
    seq="1",
    category="住房保障",
    item="年度建设计划",
    content="任务量、项目信息",
    units_text="区住建局、区财政局",
    limit=Limit("20个工作日", DeadlineKind.WORKDAYS, 20),
    channels=("政府网站", "公告栏"),
    shares=(HOUSING, FINANCE),
)


def stands(share: Share, number: int, **flags: bool) -> StandingShare:
    return StandingShare(share.unit_id, share.role, share.as_written, number, **flags)


TASK = Standing(7, 1, ROW, (stands(HOUSING, 11), stands(FINANCE, 12)))


def only(row: Duty, task: Standing = TASK):  # type: ignore[no-untyped-def]
    (change,) = compare([row], [task]).rows
    return change


def test_a_table_without_tasks_before_it_is_all_new() -> None:
    diff = compare([ROW], [])
    assert [row.change for row in diff.rows] == [Change.NEW]
    assert diff.removed == []


def test_the_same_table_changes_nothing() -> None:
    result = only(ROW)
    assert result.change is Change.UNCHANGED
    assert result.task is TASK
    assert not result.shares


@pytest.mark.parametrize(
    ("fields", "field", "old", "new"),
    [
        ({"category": "住房保障（建设）"}, "category", "住房保障", "住房保障（建设）"),
        ({"item": "年度建设计划表"}, "item", "年度建设计划", "年度建设计划表"),
        ({"content": "任务量、项目信息、户型"}, "content", "任务量、项目信息", "任务量、项目信息、户型"),
        ({"basis": "条例第二十条"}, "basis", "", "条例第二十条"),
        ({"channels": ("政府网站",)}, "channels", "政府网站、公告栏", "政府网站"),
        ({"limit": Limit("7个工作日", DeadlineKind.WORKDAYS, 7)}, "deadline", "20个工作日", "7个工作日"),
    ],
)
def test_each_field_is_told_with_its_old_and_new_text(fields: dict, field: str, old: str, new: str) -> None:
    result = only(replace(ROW, **fields))
    assert result.change is Change.CHANGED
    assert [(each.field, each.old, each.new) for each in result.differences] == [(field, old, new)]


@pytest.mark.parametrize(
    "fields",
    [
        {"seq": "2"},
        {"units_text": "区财政局、区住建局", "shares": (FINANCE, HOUSING)},
        {
            "units_text": "区住房和城乡建设局、区财政局",
            "shares": (replace(HOUSING, as_written="区住房和城乡建设局"), FINANCE),
        },
        {"limit": Limit("自信息形成之日起二十个工作日内", DeadlineKind.WORKDAYS, 20, ClockStart.FORMED)},
        {"channels": ("公告栏", "政府网站"), "seq": "2"},
        {"content": "任务量，项目信息。"},
    ],
    ids=["number", "order of units", "full name", "limit", "order of channels", "punctuation"],
)
def test_what_changes_nothing_is_told_apart(fields: dict) -> None:
    result = only(replace(ROW, **fields))
    assert result.change is Change.MINOR
    assert result.differences


@pytest.mark.parametrize(
    "fields",
    [
        {"seq": "2", "content": "任务量"},
        {"seq": "2", "shares": (HOUSING, replace(FINANCE, role=HELP))},
        {"limit": Limit("20个工作日，许可7个工作日", DeadlineKind.WORKDAYS, 20)},
        {"limit": Limit("尽快", DeadlineKind.OTHER)},
    ],
    ids=["text too", "role too", "a second limit", "a limit that nobody can read"],
)
def test_what_changes_something_is_no_writing(fields: dict) -> None:
    assert only(replace(ROW, **fields)).change is Change.CHANGED


@pytest.mark.parametrize(
    "fields",
    [{"content": "任务量、 项目信息"}, {"content": "任务量、项目\n信息"}, {"units_text": "区住建局、 区财政局"}],
)
def test_blanks_and_breaks_are_no_change(fields: dict) -> None:
    assert only(replace(ROW, **fields)).change is Change.UNCHANGED


def test_a_field_without_a_column_is_left_as_it_is() -> None:
    result = only(replace(ROW, channels=(), limit=Limit(), silent=frozenset({"channels", "deadline"})))
    assert result.change is Change.UNCHANGED
    assert result.duty.channels == ROW.channels
    assert result.duty.limit == ROW.limit


def test_a_limit_that_a_person_set_survives_the_same_words() -> None:
    set_by_hand = replace(TASK, duty=replace(ROW, limit=Limit("及时", DeadlineKind.WORKDAYS, 5)))
    result = only(replace(ROW, limit=Limit("及时", DeadlineKind.OTHER), seq="2"), set_by_hand)
    assert result.duty.limit.days == 5


def test_a_task_that_no_row_continues_is_named_and_left() -> None:
    other = replace(TASK, id=8, duty=Duty(item="采购结果", content="成交供应商"))
    assert [task.id for task in compare([ROW], [TASK, other]).removed] == [8]


def test_a_withdrawn_task_is_neither_changed_nor_made_anew_nor_missed() -> None:
    withdrawn = replace(TASK, withdrawn=True)
    assert only(replace(ROW, content="改写"), withdrawn).change is Change.UNCHANGED
    assert compare([], [withdrawn]).removed == []


def test_a_unit_more_and_a_unit_less() -> None:
    health = Share(3, DUTY, "区卫健局")
    changes = share_changes((HOUSING, health), TASK.shares)
    assert changes.added == (health,)
    assert [old.id for old in changes.dropped] == [12]
    assert changes.kept == ()


def test_a_unit_that_worked_on_it_is_kept_and_told_once() -> None:
    at_work = replace(TASK, shares=(stands(HOUSING, 11), stands(FINANCE, 12, in_use=True)))
    row = replace(ROW, shares=(HOUSING,), units_text="区住建局")
    result = only(row, at_work)
    assert result.change is Change.CHANGED
    assert [old.id for old in result.shares.kept] == [12]
    assert not result.shares.dropped
    again = only(row, replace(at_work, duty=row))
    assert again.change is Change.UNCHANGED


def test_another_role_is_a_change_of_units() -> None:
    result = only(replace(ROW, shares=(HOUSING, replace(FINANCE, role=HELP))))
    assert [each.field for each in result.differences] == ["units"]
    assert [(old.id, role) for old, role in result.shares.new_roles] == [(12, HELP)]


def test_a_generic_name_that_the_office_assigned_stays_assigned() -> None:
    generic = Share(None, DUTY, "相关部门")
    assigned = (stands(HOUSING, 11), stands(replace(generic, unit_id=5), 12, by_hand=True))
    more = (*assigned, stands(replace(generic, unit_id=6), 13, by_hand=True))
    assert not share_changes((HOUSING, generic), assigned)
    assert share_changes((HOUSING, generic), more).kept == ()


def test_a_generic_name_still_waiting_is_the_same_share() -> None:
    generic = Share(None, DUTY, "相关部门")
    assert not share_changes((HOUSING, generic), (stands(HOUSING, 11), stands(generic, 12)))


def test_a_unit_is_found_before_the_words_that_another_was_given_for() -> None:
    """区采购办 was assigned to the finance bureau by hand; the table now names that bureau itself."""
    assigned = stands(Share(2, DUTY, "区采购办"), 12, by_hand=True)
    assert not share_changes((FINANCE,), (assigned,))


def test_one_unit_named_twice_has_its_strongest_role_once() -> None:
    town = Share(4, HELP, "各镇办")
    assert merged([town, Share(4, LEAD, "黄堡镇"), HOUSING]) == (replace(town, role=LEAD), HOUSING)
