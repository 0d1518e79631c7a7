"""Workbooks that open but hold no table that can be applied: one clear message with its place."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from imports.reader import read
from imports.rows import Reading
from tests.imports.sheets import book, draw, lines, reading, saved

HEAD = "序号 | 类别 | 公开事项 | 公开内容 | 责任单位 | 公开时限"
ROW = "1 | 批准服务 | 申报要求 | 受理条件 | 区审批局 | 实时"


def errors(found: Reading) -> list[tuple[str | None, int | None, str | None]]:
    return [(problem.sheet, problem.row, problem.column) for problem in found.errors]


def sheet_of(workbook: Workbook, drawing: str) -> Worksheet:
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "分解表"
    draw(sheet, drawing)
    return sheet


def test_no_unit_column() -> None:
    found = reading("序号 | 公开事项 | 公开内容 | 公开时限\n1 | 申报要求 | 受理条件 | 实时")
    assert errors(found) == [("分解表", 1, None)]
    assert found.errors[0].message == (
        "《重大建设项目.xlsx》工作表“分解表”第1行：没有找到责任单位列。请补上“责任单位”（或“牵头单位”“配合单位”）一列后再上传；"
        "已有的请指定各列。"
    )


def test_no_heading() -> None:
    found = reading("今天 | 天气\n晴 | 好")
    assert errors(found) == [("分解表", None, None)]
    assert "没有找到表头" in found.errors[0].message


def test_no_content_at_all() -> None:
    assert errors(reading("|")) == [(None, None, None)]


def test_heading_without_tasks() -> None:
    assert "没有任务" in reading(HEAD).errors[0].message


def test_the_same_task_twice() -> None:
    found = reading(f"{HEAD}\n{ROW}\n2 | 批准服务 | 申报材料 | 清单 | 区审批局 | 实时\n3{ROW[1:]}")
    assert errors(found) == [("分解表", 4, None)]
    assert "与第2行重复" in found.errors[0].message


def test_the_same_words_for_two_units_are_two_tasks() -> None:
    assert errors(reading(f"{HEAD}\n{ROW}\n{ROW.replace('区审批局', '区发改局')}")) == []


def test_the_same_task_in_two_sheets() -> None:
    found = reading(f"{HEAD}\n{ROW}", f"{HEAD}\n{ROW}")
    assert errors(found) == [("表二", 2, None)]
    assert "工作表“分解表”第2行" in found.errors[0].message


@pytest.mark.parametrize(("cell", "column"), [("E2", "E"), ("C2", "C"), ("D2", "D"), ("F2", "F")])
def test_a_formula_in_place_of_a_value(cell: str, column: str) -> None:
    workbook = Workbook()
    sheet_of(workbook, f"{HEAD}\n{ROW}")[cell] = "=A1"
    found = read(saved(workbook), "重大建设项目.xlsx", year=2018)
    assert ("分解表", 2, column) in errors(found)
    assert any("是公式" in problem.message for problem in found.errors)


def test_a_number_that_is_computed_is_no_fault() -> None:
    workbook = Workbook()
    sheet_of(workbook, f"{HEAD}\n{ROW}")["A2"] = "=ROW()-1"
    assert errors(read(saved(workbook), "重大建设项目.xlsx", year=2018)) == []


def test_an_area_that_nobody_names() -> None:
    drawing = "序号 | 公开事项 | 公开内容 | 责任单位\n1 | 甲 | 乙 | 区审批局"
    found = reading(drawing, file="表.xlsx")
    assert errors(found) == [("分解表", 1, None)]
    assert found.tables[0].area is None
    given = reading(drawing, file="表.xlsx", area="public_welfare")
    assert (given.errors, given.tables[0].area) == ((), "public_welfare")


def test_an_area_known_by_its_contents_is_reported() -> None:
    found = reading(
        "序号 | 公开事项 | 公开内容 | 责任单位\n1 | 政府采购结果 | 乙 | 区财政局\n2 | 土地供应计划 | 丙 | 区住建局",
        file="表.xlsx",
    )
    assert (found.errors, found.tables[0].area) == ((), "public_resources")
    assert "按内容识别" in found.warnings[0].message


def test_a_given_area_wins_and_the_clash_is_reported() -> None:
    found = reading(f"公共资源配置领域任务分解表 | < | < | < | < | <\n{HEAD}\n{ROW}", area="major_projects")
    assert found.tables[0].area == "major_projects"
    assert "公共资源配置" in found.warnings[0].message


def test_an_unknown_area_is_the_callers_fault() -> None:
    with pytest.raises(ValueError, match="area must be one of"):
        reading(HEAD, area="other")


def test_a_sheet_by_name() -> None:
    data = book(f"{HEAD}\n{ROW}", f"{HEAD}\n{ROW}")
    assert [table.sheet for table in read(data, "重大建设项目.xlsx", year=2018, sheet="表二").tables] == ["表二"]
    (problem,) = read(data, "重大建设项目.xlsx", year=2018, sheet="表九").errors
    assert "“分解表”、“表二”" in problem.message


def test_three_sheets_three_areas() -> None:
    workbook = Workbook()
    first = workbook.active
    assert isinstance(first, Worksheet)
    for sheet, name in (
        (first, "重大建设项目"),
        (workbook.create_sheet(), "公共资源配置"),
        (workbook.create_sheet(), "社会公益事业"),
    ):
        sheet.title = name
        draw(sheet, f"{HEAD}\n{ROW}")
    found = read(saved(workbook), "附件.xlsx", year=2018)
    assert [table.area for table in found.tables] == ["major_projects", "public_resources", "public_welfare"]
    assert (found.errors, found.warnings) == ((), ())


def test_a_sheet_without_a_table_beside_one_with() -> None:
    found = reading(f"{HEAD}\n{ROW}", "说明\n本表由区政府办负责")
    assert errors(found) == []
    assert [(problem.sheet, problem.row) for problem in found.warnings] == [("表二", None)]


def test_hidden_sheets_rows_and_columns_are_reported() -> None:
    workbook = Workbook()
    sheet = sheet_of(workbook, f"{HEAD}\n{ROW}\n2 | 批准服务 | 申报材料 | 清单 | 区审批局 | 实时")
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["F"].hidden = True
    other = workbook.create_sheet("选项")
    other.sheet_state = "hidden"
    found = read(saved(workbook), "重大建设项目.xlsx", year=2018)
    assert len(found.tables[0].tasks) == 2
    assert {(problem.sheet, problem.row, problem.column) for problem in found.warnings} == {
        ("选项", None, None),
        ("分解表", 3, None),
        ("分解表", None, "F"),
    }


def test_nothing_but_hidden_sheets_and_empty_ones() -> None:
    workbook = Workbook()
    draw(workbook.create_sheet("藏"), f"{HEAD}\n{ROW}")
    workbook["藏"].sheet_state = "hidden"
    found = read(saved(workbook), "重大建设项目.xlsx", year=2018)
    assert (found.tables, errors(found), found.warnings[0].sheet) == ((), [(None, None, None)], "藏")


def test_dimensions_that_lie_and_far_away_cells() -> None:
    data = book(f"{HEAD}\n{ROW}")
    with ZipFile(BytesIO(data)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].replace(b'ref="A1:F2"', b'ref="A1:XFD1048576"')
    far = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b"</sheetData>", far)
    out = BytesIO()
    with ZipFile(out, "w") as new:
        for name, part in parts.items():
            new.writestr(name, part)
    found = read(out.getvalue(), "重大建设项目.xlsx", year=2018)
    assert (found.errors, len(found.tables[0].tasks)) == ((), 1)


def test_a_merged_range_as_large_as_the_sheet() -> None:
    workbook = Workbook()
    sheet = sheet_of(workbook, f"重大建设项目任务分解表\n{HEAD}\n{ROW}")
    sheet.merge_cells("A1:XFD1")
    found = read(saved(workbook), "表.xlsx", year=2018)
    assert lines(found.tables[0], "item", "units") == [("申报要求", "区审批局")]


def test_control_and_direction_characters() -> None:
    workbook = Workbook()
    sheet = sheet_of(workbook, f"{HEAD}\n{ROW}")
    sheet["C2"] = "申\u200b报_x0007_要求"
    sheet["D2"] = "受理\u202e条件"
    found = read(saved(workbook), "重大建设项目.xlsx", year=2018)
    assert lines(found.tables[0], "item", "content") == [("申报要求", "受理条件")]
    assert [(problem.row, problem.column) for problem in found.warnings] == [(2, "D")]


def test_a_cell_that_is_a_book() -> None:
    workbook = Workbook()
    sheet_of(workbook, f"{HEAD}\n{ROW}")["D2"] = "字" * 20_000
    assert errors(read(saved(workbook), "重大建设项目.xlsx", year=2018)) == [("分解表", 2, "D")]


def test_problems_without_end_are_counted() -> None:
    rows = "\n".join(f"{number} | 类 | 事{number} | 容 | 区审批局 | 看情况" for number in range(1, 701))
    found = reading(f"{HEAD}\n{rows}")
    assert len(found.warnings) == 501
    assert "另有200处" in found.warnings[-1].message
