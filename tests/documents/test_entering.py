"""Workbooks to fill in: drop-downs, whole numbers, hidden and locked columns."""

import io

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from tracker.documents.spreadsheet import Column, Kind, Sheet, Value, write_workbook

UNITS = tuple(f"区第{number}个责任单位" for number in range(1, 61))
COLUMNS = [
    Column("标识", 10, is_hidden=True, is_locked=True),
    Column("事项", 20, is_locked=True),
    Column("结论", 12, options=("可以公开", "不予公开")),
    Column("单位", 20, options=UNITS, is_strict=False, hint="可以填写几个单位，用顿号隔开"),
    Column("进度", 10, Kind.NUMBER, whole=(0, 100)),
]
ROWS: list[list[Value]] = [["k1", "第一项", None, None, 0], ["k2", "第二项", "可以公开", None, None]]


def book(*, is_protected: bool = False, columns: list[Column] = COLUMNS) -> Workbook:
    rows = [row[: len(columns)] for row in ROWS]
    data = write_workbook([Sheet("填报", "填报表", columns, rows, is_protected=is_protected)])
    return openpyxl.load_workbook(io.BytesIO(data))


def test_a_short_list_stands_in_the_rule() -> None:
    rules = book()["填报"].data_validations.dataValidation
    short = next(rule for rule in rules if str(rule.sqref) == "C3:C4")
    assert (short.type, short.formula1, short.showErrorMessage) == ("list", '"可以公开,不予公开"', True)


def test_a_long_list_stands_on_a_sheet_of_its_own() -> None:
    found = book()
    rule = next(rule for rule in found["填报"].data_validations.dataValidation if str(rule.sqref) == "D3:D4")
    assert rule.formula1 == "'可选内容'!$A$2:$A$61"
    assert [cell.value for cell in found["可选内容"]["A"]] == ["单位", *UNITS]
    assert not rule.showErrorMessage
    assert rule.prompt == "可以填写几个单位，用顿号隔开"


@pytest.mark.parametrize("option", ["甲,乙", '甲"乙', "长" * 256])
def test_a_list_that_a_rule_cannot_hold_goes_to_the_sheet(option: str) -> None:
    found = book(columns=[Column("单位", options=(option, "丙"))])
    assert [cell.value for cell in found["可选内容"]["A"]] == ["单位", option, "丙"]


def test_two_columns_with_the_same_list_share_it() -> None:
    found = book(columns=[Column("责任单位", options=UNITS), Column("配合单位", options=UNITS)])
    assert found["可选内容"].max_column == 1
    assert len({rule.formula1 for rule in found["填报"].data_validations.dataValidation}) == 1


def test_a_whole_number_is_kept_between_its_bounds() -> None:
    rule = next(rule for rule in book()["填报"].data_validations.dataValidation if rule.type == "whole")
    assert (str(rule.sqref), rule.formula1, rule.formula2) == ("E3:E4", "0", "100")


def test_only_columns_that_are_not_locked_can_be_changed() -> None:
    sheet = book(is_protected=True)["填报"]
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    assert [cell.protection.locked for cell in sheet[3]] == [True, True, False, False, False]
    assert [cell.fill.fill_type for cell in sheet[3]] == ["solid", "solid", None, None, None]
    assert sheet.column_dimensions["A"].hidden


def test_without_anything_to_enter_nothing_is_added() -> None:
    found = openpyxl.load_workbook(io.BytesIO(write_workbook([Sheet("表", "", [Column("甲")], [["乙"]])])))
    assert found.sheetnames == ["表"]
    assert not found["表"].data_validations.dataValidation
    assert not found["表"].protection.sheet


def test_without_rows_there_is_nothing_to_put_a_rule_on() -> None:
    data = write_workbook([Sheet("表", "", COLUMNS, [])])
    assert not openpyxl.load_workbook(io.BytesIO(data))["表"].data_validations.dataValidation


def test_same_input_gives_same_bytes() -> None:
    sheet = Sheet("填报", "填报表", COLUMNS, ROWS, is_protected=True)
    assert write_workbook([sheet]) == write_workbook([sheet])
