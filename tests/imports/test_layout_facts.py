"""How published tables lay out their rows: headings, titles, merged blocks, sections. One test a fact."""

import pytest

from tests.imports.sheets import lines, reading, table, tasks

HEAD = "序号 | 类别 | 公开事项 | 公开内容 | 责任单位 | 公开时限 | 公开渠道"


def test_it_works() -> None:
    found = table(
        """
        铜川市王益区重大建设项目批准和实施领域政府信息公开工作任务分解表 | < | < | < | < | < | <
        序号 | 类别 | 公开事项 | 公开内容 | 责任单位 | 公开时限 | 公开渠道
        1 | 批准服务信息 | 申报要求 | 受理条件 | 区发改局、区住建局 | 20个工作日内 | 政府网站、公告栏
        """
    )
    assert found.title == "铜川市王益区重大建设项目批准和实施领域政府信息公开工作任务分解表"
    assert (found.area, found.header_rows, found.sheet) == ("major_projects", (2,), "分解表")
    assert found.columns == {
        "seq": "A",
        "category": "B",
        "item": "C",
        "content": "D",
        "units": "E",
        "lead_units": None,
        "cooperating_units": None,
        "deadline": "F",
        "channels": "G",
    }
    (task,) = found.tasks
    assert (task.row, task.seq, task.category, task.item, task.content) == (
        3,
        "1",
        "批准服务信息",
        "申报要求",
        "受理条件",
    )
    assert [(unit.as_written, unit.role, unit.column) for unit in task.units] == [
        ("区发改局", "responsible", "E"),
        ("区住建局", "responsible", "E"),
    ]
    assert (task.deadline.kind, task.deadline.days, task.deadline.start) == ("workdays", 20, "formed")
    assert task.channels == ("政府网站", "公告栏")
    assert "units" not in task.elsewhere


def test_fact_01_two_row_heading_with_merged_parts() -> None:
    found = table(
        """
        序号 | 公开事项 | < | 公开内容（要素） | 公开依据 | 公开时限 | 公开主体 | 公开渠道 | 公开对象 | < | 公开方式 | <
        ^ | 一级事项 | 二级事项 | ^ | ^ | ^ | ^ | ^ | 全社会 | 特定群众 | 主动 | 依申请公开
        1 | 批准服务 | 申报要求 | 受理条件 | 条例 | 20个工作日 | 区审批局 | ■政府网站 □公告栏 | √ | | √ |
        2 | ^ | 批准流程 | 流程图 | ^ | ^ | 区发改局 | ■政府网站 ■公告栏 | √ | | √ |
        """
    )
    assert found.header_rows == (1, 2)
    assert [found.columns[field] for field in ("category", "item", "content", "units", "deadline", "channels")] == list(
        "BCDGFH"
    )
    assert lines(found, "category", "item", "basis", "deadline", "units", "channels") == [
        ("批准服务", "申报要求", "条例", "20个工作日", "区审批局", "政府网站"),
        ("批准服务", "批准流程", "条例", "20个工作日", "区发改局", "政府网站、公告栏"),
    ]


def test_fact_01_two_row_heading_that_is_not_merged_down() -> None:
    found = table(
        """
        序号 | 公开事项 | < | 公开内容 | 责任单位 | 公开时限
        | 一级事项 | 二级事项 | | |
        1 | 批准服务 | 申报要求 | 受理条件 | 区审批局 | 实时
        """
    )
    assert found.header_rows == (1, 2)
    assert lines(found, "category", "item") == [("批准服务", "申报要求")]


def test_fact_02_template_title_and_form_line_above_the_heading() -> None:
    found = table(
        """
        附件1 | | | |
        基层政务公开标准目录模板 | < | < | < | <
        王益区重大建设项目领域基层政务公开标准目录 | < | < | < | <
        填报单位：区政府办 | < | | 填报时间：2018年10月21日 | <
        序号 | 公开事项 | < | 公开内容 | 责任单位
        ^ | 一级事项 | 二级事项 | ^ | ^
        1 | 批准服务 | 申报要求 | 受理条件 | 区审批局
        """,
        file="表.xlsx",
    )
    assert found.title == "王益区重大建设项目领域基层政务公开标准目录"
    assert (found.area, found.header_rows) == ("major_projects", (5, 6))
    assert len(found.tasks) == 1


def test_fact_03_no_title_at_all() -> None:
    found = table(f"{HEAD}\n1 | 批准服务 | 申报要求 | 受理条件 | 区审批局 | 实时 | 政府网站")
    assert (found.title, found.area, found.header_rows) == ("", "major_projects", (1,))


def test_fact_04_tables_stacked_in_one_sheet() -> None:
    found = reading(
        f"""
        （一）重大建设项目领域政府信息公开任务 | < | < | < | < | < | <
        {HEAD}
        1 | 批准服务 | 申报要求 | 受理条件 | 区审批局 | 实时 | 政府网站
        |
        （二）公共资源配置领域政府信息公开任务 | < | < | < | < | < | <
        {HEAD}
        22 | 政府采购 | 采购结果 | 成交金额 | 区财政局 | 实时 | 政府网站
        （三）社会公益事业建设领域政府信息公开任务 | < | < | < | < | < | <
        序号 | 类别 | 公开事项 | 公开内容 | 牵头单位 | 配合单位 | 公开时限
        1 | 教育 | 招生 | 方案 | 区教育局 | 各镇办 | 实时
        """,
        file="任务分解表.xlsx",
    )
    assert found.errors == ()
    assert [(one.area, one.header_rows, [task.seq for task in one.tasks]) for one in found.tables] == [
        ("major_projects", (2,), ["1"]),
        ("public_resources", (6,), ["22"]),
        ("public_welfare", (9,), ["1"]),
    ]
    assert found.tables[1].title == "（二）公共资源配置领域政府信息公开任务"
    assert found.tables[2].columns["lead_units"] == "E"


def test_fact_04_one_heading_and_area_names_as_section_rows() -> None:
    found = reading(
        f"""
        {HEAD}
        一、重大建设项目批准和实施领域 | < | < | < | < | < | <
        1 | 批准服务 | 申报要求 | 受理条件 | 区审批局 | 实时 | 政府网站
        二、公共资源配置领域 | < | < | < | < | < | <
        2 | 政府采购 | 采购结果 | 成交金额 | 区财政局 | 实时 | 政府网站
        """,
        file="任务分解表.xlsx",
    )
    assert [(one.area, lines(one, "seq", "category")) for one in found.tables] == [
        ("major_projects", [("1", "批准服务")]),
        ("public_resources", [("2", "政府采购")]),
    ]


def test_fact_05_heading_repeated_after_a_page_break() -> None:
    found = table(
        f"""
        重大建设项目领域任务分解表 | < | < | < | < | < | <
        {HEAD}
        1 | 批准服务 | 申报要求 | 受理条件 | 区审批局 | 实时 | 政府网站
        {HEAD}
        2 | 批准结果 | 节能审查 | 审查意见 | 区发改局 | 实时 | 政府网站
        重大建设项目领域任务分解表 | < | < | < | < | < | <
        {HEAD}
        3 | 竣工信息 | 竣工验收 | 验收时间 | 区住建局 | 实时 | 政府网站
        """
    )
    assert lines(found, "seq", "category", "row") == [
        ("1", "批准服务", "3"),
        ("2", "批准结果", "5"),
        ("3", "竣工信息", "8"),
    ]


def test_fact_06_merged_groups_numbers_limits_units_and_channels() -> None:
    found = tasks(
        """
        序号 | 类别 | 公开事项 | 公开内容 | 责任单位 | 公开时限 | 公开渠道
        1 | 批准服务 | 申报要求 | 受理条件 | 区审批局 | 20个工作日内 | 政府网站
        ^ | ^ | 申报材料 | 材料清单 | ^ | ^ | ^
        2 | ^ | 批准流程 | 流程图 | 区发改局 | ^ | 公告栏
        """
    )
    assert lines(found, "seq", "category", "item", "units", "deadline", "channels") == [
        ("1", "批准服务", "申报要求", "区审批局", "20个工作日内", "政府网站"),
        ("1", "批准服务", "申报材料", "区审批局", "20个工作日内", "政府网站"),
        ("2", "批准服务", "批准流程", "区发改局", "20个工作日内", "公告栏"),
    ]
    assert found[1].elsewhere["units"] == "E2"


def test_fact_06_one_task_drawn_over_two_rows_is_one_task() -> None:
    found = tasks(
        """
        序号 | 类别 | 公开事项 | 公开内容 | 责任单位 | 公开时限 | 公开渠道
        1 | 批准服务 | 申报要求 | 受理条件 | 区审批局 | 20个工作日内 | 政府网站
        ^ | ^ | ^ | ^ | ^ | ^ | 公告栏
        ^ | ^ | ^ | ^ | ^ | ^ | ^
        """
    )
    assert lines(found, "seq", "item", "channels") == [("1", "申报要求", "政府网站、公告栏")]


def test_fact_07_group_repeated_or_left_blank_below() -> None:
    found = tasks(
        f"""
        {HEAD}
        1 | 批准服务 | 申报要求 | 受理条件 | 区审批局 | 实时 | 政府网站
        2 | 批准服务 | 申报材料 | 材料清单 | 区审批局 | 实时 | 政府网站
        3 | | 批准流程 | 流程图 | 区审批局 | 实时 | 政府网站
        """
    )
    assert [task.category for task in found] == ["批准服务"] * 3


def test_fact_07_empty_block_after_a_page_break_goes_on() -> None:
    found = tasks(
        f"""
        {HEAD}
        1 | 批准服务 | 申报要求 | 受理条件 | 区审批局 | 20个工作日内 | 政府网站
        2 | ^ | 申报材料 | 材料清单 | ^ | ^ | ^
        {HEAD}
        3 | | 批准流程 | 流程图 | | | 政府网站
        4 | ^ | 办理时限 | 承诺时限 | ^ | ^ | 公告栏
        """
    )
    assert lines(found, "seq", "category", "units", "deadline") == [
        ("1", "批准服务", "区审批局", "20个工作日内"),
        ("2", "批准服务", "区审批局", "20个工作日内"),
        ("3", "批准服务", "区审批局", "20个工作日内"),
        ("4", "批准服务", "区审批局", "20个工作日内"),
    ]


def test_fact_07_a_single_row_cut_off_by_a_page_break_goes_on_and_is_shown() -> None:
    found = reading(
        f"""
        {HEAD}
        1 | 批准服务 | 申报要求 | 受理条件 | 区审批局 | 20个工作日内 | 政府网站
        ^ | ^ | ^ | 材料清单 | ^ | ^ | ^
        {HEAD}
        | | | 流程图 | | | 公告栏
        2 | 批准结果 | 节能审查 | 审查意见 | 区发改局 | | 政府网站
        """
    )
    assert lines(found.tables[0], "seq", "item", "content", "units", "deadline", "channels")[2:] == [
        ("1", "申报要求", "流程图", "区审批局", "20个工作日内", "公告栏"),
        ("2", "节能审查", "审查意见", "区发改局", "", "政府网站"),
    ]
    assert [(problem.row, problem.severity) for problem in found.warnings] == [(5, "warning")]


def test_fact_07_a_real_blank_stays_blank() -> None:
    found = reading(
        """
        序号 | 类别 | 公开事项 | 公开内容 | 公开依据 | 责任单位 | 公开时限
        1 | 批准服务 | 申报要求 | 受理条件 | 条例第二十条 | 区审批局 | 20个工作日内
        2 | 批准服务 | 申报材料 | 材料清单 | | | |
        """
    )
    assert lines(found.tables[0], "basis", "units", "deadline") == [
        ("条例第二十条", "区审批局", "20个工作日内"),
        ("", "", ""),
    ]
    assert found.tables[0].tasks[1].deadline.kind == "unspecified"
    assert [(problem.row, problem.column) for problem in found.warnings] == [(3, "F")]


def test_fact_07_a_merged_blank_basis_is_blank() -> None:
    found = tasks(
        """
        序号 | 公开事项 | 公开内容 | 公开依据 | 责任单位
        1 | 申报要求 | 受理条件 | 条例第二十条 | 区审批局
        2 | 申报材料 | 材料清单 | | 区审批局
        3 | 批准流程 | 流程图 | ^ | 区审批局
        """
    )
    assert [task.basis for task in found] == ["条例第二十条", "", ""]


def test_fact_08_same_as_above() -> None:
    found = tasks(
        f"""
        {HEAD}
        1 | 批准服务 | 申报要求 | 受理条件 | 区审批局 | 20个工作日内 | 政府网站
        2 | 批准服务 | 申报材料 | 材料清单 | 同上 | 同上 | 同 上
        3 | 批准服务 | 批准流程 | 流程图 | 同上 | 〃 | 公告栏
        """
    )
    assert lines(found, "units", "deadline", "channels") == [
        ("区审批局", "20个工作日内", "政府网站"),
        ("区审批局", "20个工作日内", "政府网站"),
        ("区审批局", "20个工作日内", "公告栏"),
    ]


def test_fact_08_same_as_a_row_that_was_deleted() -> None:
    found = reading(f"{HEAD}\n1 | 批准服务 | 申报要求 | 受理条件 | 区审批局 | 同上 | 政府网站")
    assert found.errors == ()
    (task,) = found.tables[0].tasks
    assert (task.deadline.text, task.deadline.kind) == ("同上", "other")
    assert {(problem.row, problem.column) for problem in found.warnings} == {(2, "F")}


def test_fact_09_section_rows_are_categories() -> None:
    found = tasks(
        """
        序号 | 公开事项 | 公开内容 | 责任单位 | 公开时限
        一、批准信息 | < | < | < | <
        （一）批准服务信息 | < | < | < | <
        1 | 申报要求 | 受理条件 | 区审批局 | 实时
        （二）批准结果信息 | < | < | < | <
        2 | 节能审查 | 审查意见 | 区发改局 | 实时
        二、竣工信息 | < | < | < | <
        3 | 竣工验收 | 验收时间 | 区住建局 | 实时
        """
    )
    assert lines(found, "seq", "category") == [("1", "批准服务信息"), ("2", "批准结果信息"), ("3", "竣工信息")]
    assert found[0].groups == ("批准信息", "批准服务信息")


@pytest.mark.parametrize(
    "section", ["一 | 批准服务信息 | | |", "一、批准服务信息 | | | |", "批准服务信息 | < | < | < | <"]
)
def test_fact_09_section_rows_in_other_forms(section: str) -> None:
    found = tasks(
        f"序号 | 公开事项 | 公开内容 | 责任单位 | 公开时限\n{section}\n1 | 申报要求 | 受理条件 | 区审批局 | 实时"
    )
    assert lines(found, "category", "item") == [("批准服务信息", "申报要求")]


def test_fact_09_notes_and_totals_are_no_tasks() -> None:
    found = tasks(
        f"""
        {HEAD}
        1 | 批准服务 | 申报要求 | 受理条件 | 区审批局 | 实时 | 政府网站
        合计 | 1项 | | | | |
        注：本表由区政府办负责解释。 | < | < | < | < | < | <
        """
    )
    assert len(found) == 1
