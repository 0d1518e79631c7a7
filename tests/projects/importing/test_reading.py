"""Lists as offices lay them out: which column is which, which rows are projects, what is refused."""

import hashlib
import io
import zipfile
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.projects.importing.sheets import DESKS, HEADINGS, RIVER, changed, workbook
from tracker.choices import ProjectKind
from tracker.projects.importing import reading
from tracker.projects.importing.headings import WORDS, field_of, unit_of
from tracker.projects.importing.reading import Found, read


def found(*rows: Any, **how: Any) -> Found:
    return read(workbook(*rows, **how), "清单.xlsx")


def said(of: Found) -> list[str]:
    return [problem.message for problem in of.problems.found]


@pytest.mark.parametrize(("name", "words"), WORDS.items())
def test_every_word_of_the_vocabulary_names_its_field(name: str, words: str) -> None:
    assert {field_of(word) for word in words.split()} == {name}


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("项 目\n名 称", "name"),
        ("项目名称（全称）", "name"),
        ("总投资(万元)", "amount"),
        ("计划总投资额（亿元）", "amount"),
        ("项目代码/编号", "code"),
        ("建设单位（项目法人）", "legal_person"),
        ("采购人", "legal_person"),
        ("责任单位及责任人", "unit"),
        ("目前形象进度", "stage"),
        ("建设地点（镇街）", "location"),
        ("年度投资", None),
        ("备注", None),
        ("序号", None),
    ],
)
def test_headings_are_known_however_they_are_written(heading: str, name: str | None) -> None:
    assert field_of(heading) == name


@pytest.mark.parametrize(
    ("text", "unit"),
    [("总投资（亿元）", 10**8), ("投资(万元)", 10**4), ("金额（元）", 1), ("单位：元", 1), ("总投资", None)],
)
def test_a_heading_says_in_what_it_counts(text: str, unit: int | None) -> None:
    assert unit_of(text) == unit


def test_a_plain_list_is_read_with_the_place_of_each_cell() -> None:
    read_ = found(RIVER, DESKS)
    assert said(read_) == []
    river, desks = read_.lines
    assert (river.sheet, river.row, river.texts["name"], river.at["name"]) == ("项目清单", 2, "河道治理工程", "C")
    assert (river.texts["amount"], river.factor, river.kind) == ("5240.5", 10_000, None)
    assert "location" not in desks.texts
    assert desks.at["location"] == "K"


def test_columns_may_stand_in_any_order_and_others_are_told() -> None:
    rows = [("区住建局", "x", "甲工程", "好")]
    read_ = found(*rows, headings=("责任单位", "联系电话", "工程名称", "备注"))
    assert read_.lines[0].texts == {"unit": "区住建局", "name": "甲工程"}
    assert said(read_) == ["《清单.xlsx》工作表“项目清单”：没有读取这些栏目：联系电话。"]


@pytest.mark.parametrize(
    ("how", "kind"),
    [
        ({"title": "王益区2018年重大建设项目清单"}, ProjectKind.MAJOR_PROJECT),
        ({"sheet": "政府采购"}, ProjectKind.PROCUREMENT),
        ({"title": "土地", "sheet": "国有土地使用权出让"}, ProjectKind.LAND),
        ({}, None),
    ],
)
def test_the_title_or_the_sheet_may_say_the_kind(how: dict[str, str], kind: ProjectKind | None) -> None:
    read_ = found(("甲", "区住建局"), headings=("名称", "责任单位"), **how)
    assert [line.kind for line in read_.lines] == [kind]


def test_a_section_row_says_the_kind_of_the_rows_below() -> None:
    rows = (("一、政府采购", None, None), (1, "甲", "区住建局"), ("二、土地出让", None, None), (2, "乙", "区住建局"))
    read_ = found(*rows, headings=("序号", "名称", "责任单位"))
    assert [(line.texts["name"], line.kind) for line in read_.lines] == [
        ("甲", ProjectKind.PROCUREMENT),
        ("乙", ProjectKind.LAND),
    ]


def test_totals_blank_rows_and_repeated_headings_are_no_projects() -> None:
    headings = ("序号", "名称", "总投资（万元）")
    rows = ((1, "甲", 10), (None, None, None), headings, (2, "乙", 20), ("合计", None, 30), (None, "总计", 30))
    assert [line.row for line in found(*rows, headings=headings).lines] == [2, 5]


def test_headings_of_two_rows_are_understood() -> None:
    def merge(page: Worksheet) -> None:
        for cells in ("A1:D1", "A2:A3", "B2:B3", "C2:D2"):
            page.merge_cells(cells)

    rows = (
        ("名称", "责任单位", "投资（亿元）", None),
        (None, None, "总投资", "年度投资"),
        ("甲", "区住建局", 1.5, 0.3),
    )
    read_ = found(*rows, headings=("王益区重大建设项目清单", None, None, None), edit=merge)
    (line,) = read_.lines
    assert (line.texts["amount"], line.factor, line.row) == ("1.5", 100_000_000, 4)
    assert "投资（亿元）（年度投资）" in said(read_)[0]


def test_the_unit_of_the_amounts_may_stand_above_the_headings() -> None:
    rows = (("名称", "金额", "责任单位"), ("甲", 1.5, "区住建局"))
    (line,) = found(*rows, headings=("项目表", None, "单位：亿元")).lines
    assert line.factor == 100_000_000


def test_what_is_merged_down_holds_for_every_row_and_a_merged_name_is_one_project() -> None:
    def merge(page: Worksheet) -> None:
        page.merge_cells("C2:C3")
        page.merge_cells("A3:A4")

    rows = (("甲", 10, "区住建局"), ("乙", 20, None), (None, 5, "区交通局"))
    read_ = found(*rows, headings=("名称", "总投资", "责任单位"), edit=merge)
    assert [line.texts.get("unit") for line in read_.lines] == ["区住建局", "区住建局"]
    assert "第4行与上一行同属一个项目（名称已合并），没有读取" in said(read_)[0]


def test_several_sheets_are_read_and_notes_are_not() -> None:
    data = workbook(RIVER)
    book = load_workbook(io.BytesIO(data))
    for name, rows in (
        ("政府采购", [("名称", "采购人"), ("乙", "区财政局")]),
        ("填写说明", [("名称", "采购人"), ("丙", "丁")]),
    ):
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    out = io.BytesIO()
    book.save(out)
    read_ = read(out.getvalue(), "清单.xlsx")
    assert [line.sheet for line in read_.lines] == ["项目清单", "政府采购"]


def test_a_formula_without_a_result_is_told() -> None:
    read_ = found(changed(RIVER, 总投资="=1+1"))
    assert "工作表“项目清单”第2行J列：这里的公式没有保存计算结果" in said(read_)[0]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "文件是空的"),
        (b"hello", "这不是 .xlsx 工作簿"),
        (b"PK\x03\x04 nothing", "已损坏"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 100, "这是图片"),
        (workbook(headings=("姓名", "电话")), "没有找到项目清单"),
        (workbook(), "表头下面没有项目"),
    ],
    ids=["empty", "text", "damaged", "picture", "another table", "no rows"],
)
def test_what_is_no_list_is_told(data: bytes, words: str) -> None:
    read_ = read(data, "清单.xlsx")
    assert read_.lines == ()
    assert words in said(read_)[0]


def test_entities_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(RIVER))) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                data = b'<!DOCTYPE a [<!ENTITY b "c">]>' + data
            target.writestr(name, data)
    assert "DOCTYPE" in said(read(out.getvalue(), "清单.xlsx"))[0]


def test_damage_is_told_and_never_raises() -> None:
    data = workbook(RIVER, DESKS)
    for part in range(20):
        assert read(data[: len(data) * part // 20], "清单.xlsx").errors
    for at in range(0, len(data), 97):
        turned = data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :]
        assert read(turned, "清单.xlsx").errors or len(read(turned, "清单.xlsx").lines) <= 2


def test_too_many_are_refused() -> None:
    rows = [("甲", "区住建局")] * (reading.MOST_LINES + 1)
    read_ = found(*rows, headings=("名称", "责任单位"))
    assert read_.lines == ()
    assert "表中有2001项，一次最多导入2000项" in said(read_)[0]


def test_what_swells_is_refused() -> None:
    rows = [(f"{each}", hashlib.sha256(bytes(each)).hexdigest() * 40) for each in range(10_500)]
    assert "文件的内容过多" in said(found(*rows, headings=("名称", "建设内容")))[0]


def test_headings_of_the_test_are_all_read() -> None:
    assert [field_of(heading) for heading in HEADINGS[1:]].count(None) == 0
