"""Lines as spreadsheets copy them, with and without headings, each cell at its field."""

import pytest

from tracker.own_sheets.pasting import FIELDS, Pasted, again, names, pasted, split
from tracker.own_sheets.reading import read_pasted

TASKS = names(
    [
        ("批准结果", "可研审批", "7 批准结果 · 可研审批"),
        ("甲类", "合同", "8 甲类 · 合同"),
        ("乙类", "合同", "9 乙类 · 合同"),
    ]
)


def line(found: Pasted, number: int = 0) -> dict[str, str]:
    return {name: text for name, text in zip(FIELDS, found.lines[number], strict=True) if text}


def test_without_headings_the_columns_stand_in_the_order_of_the_form() -> None:
    text = "某批复\t王发改〔2018〕1号\t一般信息\t2018-09-20\t\t2018-10-08\t政府网站\thttp://a.b/1"
    found = pasted(text, "7 批准结果 · 可研审批", TASKS)
    assert not found.has_headings
    assert line(found) == {
        "task": "7 批准结果 · 可研审批",
        "title": "某批复",
        "document_number": "王发改〔2018〕1号",
        "kind": "一般信息",
        "formed_on": "2018-09-20",
        "published_on": "2018-10-08",
        "channels": "政府网站",
        "address": "http://a.b/1",
    }


def test_headings_stand_in_any_order_and_may_have_other_words() -> None:
    found = pasted("发布日期\t备注\t标题\t公开事项\r\n2018/10/8\t无\t某批复\t可研审批\r\n", "", TASKS)
    assert (found.has_headings, found.ignored) == (True, ("备注",))
    assert line(found, 1) == {"task": "7 批准结果 · 可研审批", "title": "某批复", "published_on": "2018/10/8"}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("可研审批", "7 批准结果 · 可研审批"),
        ("批准结果 · 可研审批", "7 批准结果 · 可研审批"),
        ("批准结果可研审批", "7 批准结果 · 可研审批"),
        ("9 乙类 · 合同", "9 乙类 · 合同"),
        ("甲类合同", "8 甲类 · 合同"),
        ("合同", "合同"),
        ("没有的事项", "没有的事项"),
        ("", "0 默认"),
    ],
)
def test_a_task_is_known_by_what_people_write(written: str, read: str) -> None:
    found = pasted(f"标题\t任务\n某批复\t{written}", "0 默认", TASKS)
    assert line(found, 1)["task"] == read


def test_quotes_hold_breaks_and_blank_lines_keep_their_place() -> None:
    found = pasted('"一\n二"\t"引""号"\n\n第三\n\n', "7", TASKS)
    assert [line(found, number).get("title") for number in range(len(found.lines))] == ["一\n二", None, "第三"]
    assert line(found)["document_number"] == '引"号'
    assert "task" not in line(found, 1)


@pytest.mark.parametrize("text", ["", " \n\t\n", "标题\t文号\n", "标题\t文号\n\t\n"])
def test_nothing_to_read_is_known(text: str) -> None:
    assert pasted(text, "7", TASKS).is_empty


@pytest.mark.parametrize(
    ("headings", "row", "heading"), [("", 1, "形成（变更）日期"), ("标题\t形成日期\t任务\n", 2, "形成日期")]
)
def test_a_problem_is_told_at_the_pasted_line_and_heading(headings: str, row: int, heading: str) -> None:
    cells = "某批复\t明天\t可研审批" if headings else "某批复\t\t\t明天"
    kept = pasted(headings + cells, "7 批准结果 · 可研审批", TASKS).as_text()
    filled = read_pasted(kept.encode(), "粘贴")
    assert [(problem.row, problem.column) for problem in filled.errors] == [(row, heading)]
    assert filled.errors[0].message.startswith(f"粘贴的第{row}行“{heading}”：“明天”不是有效的日期")


def test_what_is_kept_reads_the_same_again() -> None:
    found = pasted("标题\t形成日期\t公开渠道\n某批复\t2018-09-20\t政府网站 http://a.b/1、公告栏", "7 某", TASKS)
    filled = read_pasted(found.as_text().encode(), "粘贴")
    (row,) = filled.disclosures
    assert (row.row, row.task_id, row.entry.title) == (2, 7, "某批复")
    assert [(each.name, each.address) for each in row.entry.channels] == [("政府网站", "http://a.b/1"), ("公告栏", "")]


def test_a_stray_quote_holds_no_further_lines() -> None:
    found = pasted('"某批复\t1号\n第"二"条\t2号\n"第三"\t3号', "7 批准结果 · 可研审批", TASKS)
    assert [line(found, number)["title"] for number in range(3)] == ['"某批复', '第"二"条', "第三"]
    assert [line(found, number)["document_number"] for number in range(3)] == ["1号", "2号", "3号"]
    filled = read_pasted(found.as_text().encode(), "粘贴")
    assert [problem.message[:14] for problem in filled.problems.of("warning")] == ["粘贴的第1行“信息标题”：开"]


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("甲\t乙\n丙", [["甲", "乙"], ["丙"]]),
        ("甲\t\n\n\t乙\t", [["甲", ""], [], ["", "乙", ""]]),
        ('"一\n二"\t"三\t四"\t"引""号"\n', [["一\n二", "三\t四", '引"号']]),
        ('"\n"', [["\n"]]),
        ('"', [['"']]),
        ("", []),
    ],
)
def test_lines_are_taken_apart(text: str, cells: list[list[str]]) -> None:
    assert split(text) == cells


def test_an_endless_cell_is_an_error_at_its_line() -> None:
    kept = pasted("长" * 140_000, "7 批准结果 · 可研审批", TASKS).as_text()
    assert "最多200个字" in read_pasted(kept.encode(), "粘贴").errors[0].message


@pytest.mark.parametrize("text", ["某批复\t\t\t明天\n\n乙\t\t\t后天", "标题\t形成日期\n某批复\t明天\n乙\t后天"])
def test_what_was_pasted_can_be_read_again(text: str) -> None:
    first = pasted(text, "7 批准结果 · 可研审批", TASKS)
    once_more, task = again(first.as_text())
    assert pasted(once_more, task, TASKS).lines == first.lines


def test_what_comes_back_looks_as_it_was_pasted() -> None:
    text = '标题\t任务\t形成日期\n"某批复\t可研审批\t明天\n"一\n二"\t可研审批\t后天\n'
    found, task = again(pasted(text, "", TASKS).as_text())
    assert task == ""
    assert found == (
        '任务\t标题\t形成日期\n7 批准结果 · 可研审批\t"某批复\t明天\n7 批准结果 · 可研审批\t"一\n二"\t后天\n'
    )
