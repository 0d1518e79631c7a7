"""What a list would add and change: known again by code or name, told with its cells, never deleting."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from imports.problems import Problems
from tests.projects.importing.sheets import DESKS, HEADINGS, RIVER, changed, workbook
from tracker.choices import NameKind, ProjectKind, ProjectStage, PublicationDuty, UnitKind
from tracker.people.directory import Directory, GroupRef, OtherName, UnitRef
from tracker.projects.importing.comparing import compare
from tracker.projects.importing.preview import Preview, Standing
from tracker.projects.importing.reading import read
from tracker.projects.importing.understanding import understand
from tracker.projects.particulars import Particulars
from tracker.projects.stages import Step

TODAY = date(2018, 12, 20)
S = ProjectStage
UNITS = tuple(
    UnitRef(number, code, name, short, UnitKind.DEPARTMENT)
    for number, code, name, short in (
        (1, "fgj", "区发展和改革局", "区发改局"),
        (2, "zjj", "区住房和城乡建设局", "区住建局"),
        (3, "czj", "区财政局", "区财政局"),
        (4, "zrzy", "铜川市自然资源局王益分局", "自然资源王益分局"),
    )
)
NAMES = {unit.id: unit.short_name for unit in UNITS}
DIRECTORY = Directory(
    UNITS,
    (
        OtherName(4, "区国土局", NameKind.FORMER),
        OtherName(2, "区规划局", NameKind.FORMER),
        OtherName(4, "区规划局", NameKind.FORMER),
    ),
    (GroupRef("区直各部门", (), (1, 2)),),
)
KNOWN = Standing(
    7,
    3,
    Particulars(
        kind=ProjectKind.MAJOR_PROJECT,
        name="河道治理工程",
        unit_id=1,
        code="2018-610202-76-01-000102",
        legal_person="区城投公司",
        approving=(2,),
        implementing=(3,),
        amount_yuan=52_405_000,
        location="王家河",
        started_on=date(2018, 7, 2),
    ),
    Step(S.CONSTRUCTION, date(2018, 7, 2)),
)


def preview(*rows: Any, standing: Any = (), headings: Any = HEADINGS, **how: Any) -> Preview:
    found = read(workbook(*rows, headings=headings, **how), "清单.xlsx")
    problems: Problems = found.problems
    stated = understand(found.lines, DIRECTORY, problems)
    return compare(stated, standing, NAMES, problems, today=TODAY, note="由《清单.xlsx》导入")


def errors(of: Preview) -> list[str]:
    return [
        problem.message.partition("：")[0].rpartition("》")[2] + "：" + problem.message.partition("：")[2]
        for problem in of.errors
    ]


def test_new_ones_are_taken_as_they_are_stated() -> None:
    found = preview(RIVER, DESKS)
    assert found.counts == {"new": 2, "changed": 0, "unchanged": 0, "problems": 0}
    river, desks = found.outcomes
    assert river.particulars == KNOWN.particulars
    assert river.step == Step(S.CONSTRUCTION, TODAY, "由《清单.xlsx》导入")
    assert (desks.particulars.kind, desks.particulars.amount_yuan) == (ProjectKind.PROCUREMENT, 1_864_000)
    assert desks.particulars.duty is PublicationDuty.ENCOURAGED
    assert [(field.name, field.becomes, field.cell) for field in river.fields][:2] == [
        ("类型", "重大建设项目", "B2"),
        ("名称", "河道治理工程", "C2"),
    ]


def test_the_same_again_changes_nothing() -> None:
    found = preview(RIVER, standing=[KNOWN])
    assert [each.fate for each in found.outcomes] == ["unchanged"]
    assert found.to_write == 0


def test_a_change_is_shown_field_by_field_with_its_cell() -> None:
    row = changed(RIVER, 建设地点="王家河街道", 形象进度="竣工验收", 审批="区住建局、区国土局")
    (outcome,) = preview(row, standing=[KNOWN]).outcomes
    assert outcome.fate == "changed"
    assert [(field.name, field.was, field.becomes, field.cell) for field in outcome.fields] == [
        ("审批单位", "区住建局", "区住建局、自然资源王益分局", "G2"),
        ("地点", "王家河", "王家河街道", "K2"),
        ("现阶段", "开工建设（2018-07-02）", "竣工验收（2018-12-20）", "I2"),
    ]
    assert outcome.step == Step(S.ACCEPTANCE, TODAY, "由《清单.xlsx》导入")


def test_a_blank_cell_and_a_missing_column_leave_what_stands() -> None:
    blank = changed(RIVER, 建设地点=None, 总投资=None, 形象进度=None, 实施=None, 建设单位=None, 责任=None)
    assert preview(blank, standing=[KNOWN]).to_write == 0
    assert (
        preview(
            ("河道治理工程", "2018-610202-76-01-000102"),
            headings=("名称", "代码"),
            standing=[KNOWN],
            title="重大建设项目",
        ).to_write
        == 0
    )


@pytest.mark.parametrize(
    ("row", "fates"),
    [
        (changed(RIVER, 项目名称="河道治理一期工程"), ["changed"]),
        (changed(RIVER, 统一=None), ["unchanged"]),
        (changed(RIVER, 统一=None, 项目名称="河道 治理工程"), ["changed"]),
        (changed(RIVER, 统一="2018-610202-76-01-000999"), ["new"]),
        (changed(RIVER, 统一=None, 项目类型="工程招标投标", 形象进度="公告"), ["new"]),
    ],
    ids=["by code", "by name", "by name, blanks aside", "another code", "another kind"],
)
def test_a_project_is_known_again_by_code_or_by_name_and_kind(row: Any, fates: list[str]) -> None:
    assert [each.fate for each in preview(row, standing=[KNOWN]).outcomes] == fates


def test_a_code_is_added_to_one_without() -> None:
    bare = replace(KNOWN, particulars=replace(KNOWN.particulars, code=""))
    (outcome,) = preview(RIVER, standing=[bare]).outcomes
    assert [(field.name, field.was) for field in outcome.fields] == [("代码（编号）", "—")]


def test_a_stage_that_goes_back_is_pointed_out() -> None:
    found = preview(changed(RIVER, 形象进度="招标"), standing=[KNOWN])
    assert "阶段由“开工建设”退回“招标投标”，请核对" in found.warnings[0].message
    assert found.to_write == 1


def test_a_law_alone_says_that_it_is_supervised() -> None:
    headings, row = (*HEADINGS, "法律法规名称"), (*RIVER, "某条例")
    (outcome,) = preview(row, headings=headings).outcomes
    assert outcome.particulars.duty is PublicationDuty.SUPERVISED


def test_several_responsible_units_are_one_and_those_that_implement_with_it() -> None:
    found = preview(changed(RIVER, 责任="区发改局、区住建局", 实施=None))
    (outcome,) = found.outcomes
    assert (outcome.particulars.unit_id, outcome.particulars.implementing) == (1, (2,))
    assert "以区发改局为责任单位，区住建局记为实施单位" in found.warnings[0].message


def test_a_group_stands_for_its_members_and_without_a_column_the_first_that_implements_is_responsible() -> None:
    (outcome,) = preview(("甲工程", "区直各部门"), headings=("名称", "实施单位"), title="重大建设项目").outcomes
    assert (outcome.particulars.unit_id, outcome.particulars.implementing) == (1, (1, 2))


def test_without_a_stage_it_begins_with_the_first() -> None:
    found = preview(changed(RIVER, 形象进度=None))
    assert found.outcomes[0].step == Step(S.APPROVAL, TODAY, "由《清单.xlsx》导入")
    assert "没有写明阶段，按“立项审批”登记" in found.warnings[0].message


@pytest.mark.parametrize("heading", ["阶段日期", "进入现阶段的日期", "进入现阶段时间"])
def test_the_day_of_the_stage_by_any_of_its_names(heading: str) -> None:
    rows = (("甲工程", "区住建局", "开工建设", "2018-11-05"),)
    found = preview(*rows, headings=("名称", "责任单位", "现阶段", heading), title="重大建设项目")
    assert found.outcomes[0].step == Step(S.CONSTRUCTION, date(2018, 11, 5), "由《清单.xlsx》导入")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (changed(RIVER, 项目名称=None), "第2行C列：没有填写名称"),
        (changed(RIVER, 项目类型=None), "第2行B列：没有写明类型。请填写：重大建设项目、国有土地使用权出让"),
        (changed(RIVER, 项目类型="脱贫攻坚"), "第2行B列：“脱贫攻坚”不是登记的类型"),
        (changed(RIVER, 形象进度="主体完成80%"), "第2行I列：“主体完成80%”不是重大建设项目的阶段。请填写：立项审批、"),
        (changed(RIVER, 责任="区建管局"), "第2行F列：未找到单位“区建管局”"),
        (changed(RIVER, 责任="区发政局"), "是否为区发改局、区财政局？"),
        (changed(RIVER, 责任=None), "第2行F列：没有责任单位"),
        (changed(RIVER, 审批="区规划局"), "第2行G列：“区规划局”的职责已分给区住建局、自然资源王益分局。请写明"),
        (changed(RIVER, 审批="相关审批部门"), "第2行G列：“相关审批部门”没有指明是哪个单位"),
        (changed(RIVER, 审批="市发改委"), "第2行G列：未找到单位“市发改委”"),
        (changed(RIVER, 总投资="约五千"), "第2行J列：“约五千”：请填写金额的数字"),
        (changed(RIVER, 统一="WY-1"), "第2行D列：统一项目代码由数字和短横组成"),
        (changed(RIVER, 开工="七月"), "第2行L列：“七月”不是有效的日期"),
        (changed(RIVER, 项目名称="长" * 201), "第2行C列：名称有201个字，最多200个字"),
        ((*RIVER, "是"), "第2行M列：重大建设项目不包括境外投资项目和对外援助项目（实施方案二（一））"),
        ((*RIVER, "也许"), "第2行M列：“也许”请改为：是、否"),
    ],
)
def test_what_cannot_be_taken_is_told_with_its_cell(row: Any, said: str) -> None:
    found = preview(row, headings=(*HEADINGS, "是否境外投资或对外援助"))
    assert [message for message in errors(found) if said in message], errors(found)
    assert found.counts["problems"] >= 1


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ((RIVER, changed(RIVER, 项目名称="另一项")), "第3行D列：与工作表“项目清单”第2行的代码（编号）相同"),
        ((changed(RIVER, 统一=None), changed(RIVER, 统一=None)), "第3行C列：与工作表“项目清单”第2行的名称相同"),
        ((RIVER, changed(RIVER, 统一=None)), "第3行C列：与工作表“项目清单”第2行的名称相同"),
    ],
)
def test_the_same_twice_in_one_list_is_told(rows: Any, said: str) -> None:
    assert [message for message in errors(preview(*rows)) if said in message]


def test_two_of_one_name_with_two_codes_are_two() -> None:
    other = changed(RIVER, 统一="2018-610202-76-01-000999")
    assert preview(RIVER, other).counts["new"] == 2


def test_two_rows_for_one_project_of_the_register_are_told() -> None:
    renamed = changed(RIVER, 项目名称="改了名的工程")
    old_name = changed(RIVER, 统一=None)
    found = preview(renamed, old_name, standing=[KNOWN])
    assert "第3行C列：与工作表“项目清单”第2行是台账中的同一项" in errors(found)[0]


def test_a_name_that_stands_twice_needs_its_code() -> None:
    twin = replace(KNOWN, id=8, particulars=replace(KNOWN.particulars, code="2018-610202-76-01-000999"))
    found = preview(changed(RIVER, 统一=None), standing=[KNOWN, twin])
    assert "第2行C列：台账中有2项同名的重大建设项目" in errors(found)[0]


def test_a_code_of_another_kind_is_told() -> None:
    found = preview(changed(RIVER, 项目类型="政府采购", 形象进度=None), standing=[KNOWN])
    assert "现阶段“开工建设”不适用于政府采购" in errors(found)[0]


def test_a_day_before_the_last_is_told() -> None:
    headings, row = (*HEADINGS, "阶段日期"), (*changed(RIVER, 形象进度="竣工验收"), "2018-06-01")
    assert "第2行M列：不能早于“开工建设”的日期" in errors(preview(row, headings=headings, standing=[KNOWN]))[0]


@pytest.mark.parametrize(
    ("day", "fate", "warned"),
    [("2018-07-02", "unchanged", 0), ("2018-07-01", "changed", 0), ("2018-08-01", "unchanged", 1)],
)
def test_the_first_day_of_the_present_stage_only_moves_back(day: str, fate: str, warned: int) -> None:
    found = preview((*RIVER, day), headings=(*HEADINGS, "阶段日期"), standing=[KNOWN])
    assert [each.fate for each in found.outcomes] == [fate]
    assert ["保留台账的日期" in problem.message for problem in found.warnings] == [True] * warned


def test_an_odd_code_is_remarked_on() -> None:
    assert "与统一项目代码的一般样式" in preview(changed(RIVER, 统一="2018-1")).warnings[0].message


def test_what_is_shown_has_a_digest_of_its_own() -> None:
    shown = preview(RIVER, standing=[KNOWN]).digest
    assert shown == preview(RIVER, standing=[KNOWN]).digest
    moved_on = replace(KNOWN, version=4, particulars=replace(KNOWN.particulars, location="别处"))
    assert shown != preview(RIVER, standing=[moved_on]).digest
    assert shown != preview(RIVER, standing=[]).digest


@pytest.mark.parametrize("heading", ["境外", "是否境外", "是否境外投资", "是否对外援助项目"])
def test_what_lies_abroad_is_refused_under_every_heading(heading: str) -> None:
    found = preview((*RIVER, "是"), headings=(*HEADINGS, heading))
    assert "第2行M列：重大建设项目不包括境外投资项目" in "".join(errors(found))
    assert not preview((*RIVER, "否"), headings=(*HEADINGS, heading)).errors
