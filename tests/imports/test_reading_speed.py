"""Reading a table costs little more than reading its file; measured in processor time, against openpyxl alone."""

from collections.abc import Callable
from io import BytesIO
from time import process_time

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from imports.reader import read
from tests.imports.samples.public_welfare import ROWS, TITLE
from tests.imports.sheets import saved


def long_table(rows: int) -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.append([TITLE])
    sheet.append(["序号", "类别", "公开事项", "公开内容", "责任单位", "公开时限", "公开渠道"])
    for number in range(1, rows + 1):
        category, item, content, units, limit, channels = ROWS[number % len(ROWS)]
        sheet.append([number, category, f"{item}{number}", f"{content}，第{number}项", units, limit, channels])
    return saved(workbook)


def cost(act: Callable[[], object], times: int) -> float:
    def once() -> float:
        start = process_time()
        act()
        return process_time() - start

    return min(once() for _ in range(times))


def test_a_thousand_rows_cost_less_than_twice_the_file() -> None:
    data = long_table(1_000)
    assert len(read(data, "表.xlsx", year=2018).tables[0].tasks) == 1_000
    floor = cost(lambda: load_workbook(BytesIO(data)), 5)
    assert cost(lambda: read(data, "表.xlsx", year=2018), 5) < 2 * floor


def test_the_cost_grows_with_the_rows_and_no_faster() -> None:
    small, large = long_table(1_000), long_table(4_000)
    one = cost(lambda: read(small, "表.xlsx", year=2018), 3)
    assert cost(lambda: read(large, "表.xlsx", year=2018), 2) < 8 * one
