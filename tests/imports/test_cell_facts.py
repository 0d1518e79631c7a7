"""How published tables fill their cells and columns: channels, damage, numbers, widths. One test a fact."""

import pytest

from tests.imports.sheets import lines, reading, table, tasks

HEAD = "序号 | 类别 | 公开事项 | 公开内容 | 责任单位 | 公开时限 | 公开渠道"


@pytest.mark.parametrize(
    ("cell", "ticked"),
    [
        ("■政府网站 □政府公报 ■公告栏", "政府网站、公告栏"),
        ("■政府网站⏎□政府公报⏎■公告栏", "政府网站、公告栏"),
        ("■公开查阅点□政务服务中心", "公开查阅点"),
        ("■政府网站口政府公报口公告栏", "政府网站"),
        ("R政府网站 £政府公报", "政府网站"),
        ("t政府网站 £政府公报", "政府网站"),
    ],
)
def test_fact_10_channels_chosen_by_boxes(cell: str, ticked: str) -> None:
    heading = "序号 | 公开事项 | 公开内容（●必选 ○可选） | 责任单位 | 公开渠道和载体（“■”表示必选项，“□”表示可选项）"
    found = tasks(f"{heading}\n1 | 申报要求 | ●受理条件 ○样表 | 区审批局 | {cell}")
    assert lines(found, "content", "channels") == [("●受理条件 ○样表", ticked)]


@pytest.mark.parametrize(
    ("cell", "listed"),
    [
        ("1.政府网站 2.两微一端", "政府网站、两微一端"),
        ("政府网站、两微一端，公告栏", "政府网站、两微一端、公告栏"),
        ("政府网站⏎两微一端", "政府网站、两微一端"),
        ("http://www.tcwy.gov.cn/", "http://www.tcwy.gov.cn/"),
        ("区政府网站（首页—政务公开—规划、计划）", "区政府网站（首页—政务公开—规划、计划）"),
    ],
)
def test_fact_11_channels_without_boxes(cell: str, listed: str) -> None:
    assert lines(tasks(f"{HEAD}\n1 | 类 | 事 | 容 | 区审批局 | 实时 | {cell}"), "channels") == [(listed,)]


def test_fact_12_tick_columns() -> None:
    found = table(
        """
        序号 | 公开事项 | 公开内容 | 责任单位 | 公开对象 | < | 公开渠道 | < | <
        ^ | ^ | ^ | ^ | 全社会 | 特定群众 | 政府网站 | 公告栏 | 其他
        1 | 申报要求 | 受理条件 | 区审批局 | √ | | √ | | 村务公开栏
        2 | 申报材料 | 材料清单 | 区审批局 | | 项目单位 | √ | √ |
        """
    )
    assert found.columns["channels"] == "G"
    assert [task.channels for task in found.tasks] == [("政府网站", "村务公开栏"), ("政府网站", "公告栏")]


def test_fact_13_breaks_and_blanks_inside_words() -> None:
    found = table(
        """
        序 号 | 一级⏎事项 | 二级　事项 | 公开⠂内容 | 公开主 体 | 公开⏎时限
        1 | 批准⏎服务 | 申报⏎要求 | 受理⏎条件 | 区发展和改⏎革局、区财 政局 | 20个工 作日内
        """
    )
    assert lines(found, "category", "item", "content", "units") == [
        ("批准服务", "申报要求", "受理条件", "区发展和改革局、区财政局")
    ]
    assert (found.tasks[0].deadline.kind, found.tasks[0].deadline.days) == ("workdays", 20)


def test_fact_14_broken_headings_are_matched_and_shown() -> None:
    found = reading(
        "序号 | 公开事顶 | 公内容 | 责任单 | 公开时艮 | 公开渠\n1 | 申报要求 | 受理条件 | 区审批局 | 实时 | 政府网站"
    )
    assert found.errors == ()
    assert (
        "".join(str(found.tables[0].columns[field]) for field in ("item", "content", "units", "deadline", "channels"))
        == "BCDEF"
    )
    assert [problem.column for problem in found.warnings] == list("BCDEF")
    assert "表头“公开事顶”按“公开事项”识别" in found.warnings[0].message


def test_fact_14_broken_unit_names_are_left_as_written() -> None:
    found = tasks(f"{HEAD}\n1 | 类 | 收土地信息 | （国令第711号）号 | 区发改同 | 实时 | 政府网站")
    assert lines(found, "item", "content", "units") == [("收土地信息", "（国令第711号）号", "区发改同")]


def test_fact_15_two_headings_with_the_same_name() -> None:
    heading = "序号 | 一级事项 | 一级事项 | 公开内容 | 责任单位"
    found = table(f"{heading}\n1 | 批准服务 | 申报要求 | 受理条件 | 区审批局")
    assert (found.columns["category"], found.columns["item"]) == ("B", "C")


def test_fact_15_one_heading_merged_over_two_columns() -> None:
    heading = "序号 | 公开事项 | < | 公开内容 | 责任单位"
    found = table(f"{heading}\n1 | 批准服务 | 申报要求 | 受理条件 | 区审批局")
    assert lines(found, "category", "item", "content") == [("批准服务", "申报要求", "受理条件")]


def test_fact_15_one_column_drawn_over_two() -> None:
    heading = "序号 | 公开事项 | < | 公开内容 | 责任单位"
    found = table(f"{heading}\n1 | 申报要求 | < | 受理条件 | 区审批局\n2 | 申报材料 | < | 清单 | 区审批局")
    assert lines(found, "category", "item") == [("", "申报要求"), ("", "申报材料")]


def test_fact_16_number_column_without_a_heading() -> None:
    found = table(
        "| 公开事项 | 公开内容 | 责任单位\n1 | 申报要求 | 受理条件 | 区审批局\n2 | 申报材料 | 清单 | 区审批局"
    )
    assert found.columns["seq"] == "A"
    assert [task.seq for task in found.tasks] == ["1", "2"]


def test_fact_16_group_left_of_the_number() -> None:
    found = table(
        """
        类别 | 序号 | 公开事项 | 公开内容 | 责任单位
        批准服务 | 1. | 申报要求 | 受理条件 | 区审批局
        ^ | 2. | 申报材料 | 清单 | 区审批局
        """
    )
    assert lines(found, "seq", "category", "item") == [("1", "批准服务", "申报要求"), ("2", "批准服务", "申报材料")]


def test_fact_16_number_typed_into_the_text() -> None:
    found = table("公开事项 | 公开内容 | 责任单位\n1.申报要求 | 受理条件 | 区审批局\n2．申报材料 | 清单 | 区审批局")
    assert found.columns["seq"] is None
    assert lines(found, "seq", "item") == [("1", "申报要求"), ("2", "申报材料")]


def test_fact_17_mixed_widths() -> None:
    found = tasks(
        "序号 | 公开事项(名称) | 公开内容﹝要素﹞ | 责任单位 | 公开时限\n"
        "１ | 申报要求 | 依据国办发﹝2017﹞94号 | 区发改局;区住建局；区水务局 | ２０个工作日内"
    )
    assert lines(found, "content", "units") == [("依据国办发﹝2017﹞94号", "区发改局、区住建局、区水务局")]
    assert found[0].deadline.days == 20


def test_fact_18_empty_columns_rows_and_a_wide_title() -> None:
    found = table(
        """
        重大建设项目领域任务分解表 | < | < | < | < | < | < | < | < | <
        |
        序号 | 公开事项 | 公开内容 | 责任单位 | 公开时限 | 备注 | | |
        1 | 申报要求 | 受理条件 | 区审批局 | 实时 | | | |
        |
        2 | 申报材料 | 清单 | 区审批局 | 实时 | | | |
        3 | | | | | | | |
        """
    )
    assert lines(found, "seq", "row") == [("1", "4"), ("2", "6")]
