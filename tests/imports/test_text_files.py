"""Tables kept as text: how they are cut into cells, and what cannot be."""

import pytest

from imports.reader import read
from imports.rows import Reading
from tests.imports.sheets import lines

FILE = "重大建设项目.csv"
HEAD = "序号,公开事项,公开内容,责任单位,公开时限"


def reading(text: str, encoding: str = "utf-8") -> Reading:
    return read(text.encode(encoding), FILE, year=2018)


def test_it_works() -> None:
    found = reading(f"重大建设项目领域任务分解表,,,,\n{HEAD}\n1,申报要求,受理条件,区发改局,实时\n")
    assert (found.errors, found.tables[0].sheet, found.tables[0].header_rows) == ((), None, (2,))
    assert lines(found.tables[0], "item", "units", "deadline") == [("申报要求", "区发改局", "实时")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators(encoding: str, separator: str) -> None:
    text = f"{HEAD}\r\n1,申报要求,受理条件,区发改局,实时\r\n".replace(",", separator)
    assert lines(reading(text, encoding).tables[0], "seq", "item") == [("1", "申报要求")]


def test_a_separator_inside_quotes_and_other_separators_in_the_text() -> None:
    found = reading(f'{HEAD}\n1,申报要求,"甲;乙;丙,丁","区发改局;区住建局",实时\n')
    assert lines(found.tables[0], "content", "units") == [("甲;乙;丙,丁", "区发改局、区住建局")]


def test_quoted_line_breaks_do_not_count_as_rows() -> None:
    found = reading(f'{HEAD}\n1,申报要求,"受理\n条件 ""一""",区发改局,实时\n2,申报材料,清单,区发改局,实时\n')
    assert [(task.row, task.content) for task in found.tables[0].tasks] == [(2, '受理条件 "一"'), (3, "清单")]


def test_the_line_that_names_the_separator_is_no_row() -> None:
    found = reading(f"sep=;\r\n{HEAD}\r\n1,申报要求,受理条件,区发改局,实时\r\n".replace(",", ";"))
    assert [task.row for task in found.tables[0].tasks] == [2]


def test_quotes_that_do_not_close() -> None:
    (problem,) = reading(f'{HEAD}\n1,申报要求,"受理条件,区发改局,实时\n2,申报材料,清单,区发改局,实时\n').errors
    assert (problem.row, "引号" in problem.message) == (2, True)


def test_bytes_in_no_encoding() -> None:
    data = f"{HEAD}\n".encode() * 400 + b"\xff\xff\xff\n"
    (problem,) = read(data, FILE, year=2018).errors
    assert "编码" in problem.message


def test_a_sheet_cannot_be_named() -> None:
    (problem,) = read(HEAD.encode(), FILE, year=2018, sheet="表一").errors
    assert "没有名为“表一”的工作表" in problem.message


@pytest.mark.parametrize("text", ["hello", "今天天气很好。\n明天也好。", "{}", ",,,\n,,,"])
def test_text_that_is_no_table(text: str) -> None:
    found = reading(text)
    assert (found.tables, len(found.errors)) == ((), 1)


def test_more_rows_than_are_read() -> None:
    (problem,) = reading("a,b\n" * 100_002).errors
    assert "表格过大" in problem.message
