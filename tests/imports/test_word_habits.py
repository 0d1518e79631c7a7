"""Word documents as offices have them: empty lines in cells, cut tables, tables in cells, numbers from styles."""

from io import BytesIO
from zipfile import ZipFile

from imports.reader import read
from imports.rows import Table
from tests.imports.formats import cell, paragraph, rows, word, word_table
from tests.imports.sheets import book, lines
from tests.imports.test_file_guard import rebuilt

TITLE = paragraph("社会公益事业建设领域任务分解表")
HEAD = "序号 | 类别 | 公开事项 | 公开内容 | 责任单位 | 公开时限"


def table(*cells: list[str]) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{rows(*cells)}</w:tbl>"


def only(data: bytes) -> Table:
    found = read(data, "表.docx", year=2018)
    assert found.errors == ()
    (table,) = found.tables
    return table


def test_empty_lines_in_cells() -> None:
    head = [cell(text) for text in HEAD.split(" | ")]
    head[4] = f"<w:tc><w:tcPr/>{paragraph('责任')}{paragraph('')}{paragraph('单位')}</w:tc>"
    row = [cell(text) for text in ("1", "教育", "招生", "方案", "区教育局\n", "实时")]
    assert lines(only(word(TITLE, table(head, row))), "item", "units") == [("招生", "区教育局")]


def test_the_second_part_repeats_the_heading_and_leaves_the_group_out() -> None:
    first = word_table(book(f"{HEAD}\n1 | 教育 | 招生 | 方案 | 区教育局 | 实时\n2 | ^ | 资助 | 名单 | 区教育局 | 实时"))
    second = word_table(book(f"{HEAD}\n3 | | 校车 | 名单 | 区教育局 | 实时\n4 | 体育 | 场馆 | 名录 | 区教育局 | 实时"))
    found = only(word(TITLE, first, paragraph(""), second))
    assert lines(found, "seq", "category") == [("1", "教育"), ("2", "教育"), ("3", "教育"), ("4", "体育")]


def test_a_table_in_a_cell_is_content() -> None:
    inner = table([cell("班额"), cell("学位")])
    row = [cell(text) for text in ("1", "教育", "招生", "", "区教育局", "实时")]
    row[3] = f"<w:tc><w:tcPr/>{paragraph('方案：')}{inner}{paragraph('')}</w:tc>"
    found = only(word(TITLE, table([cell(text) for text in HEAD.split(" | ")], row)))
    assert found.tasks[0].content == "方案：\n班额 学位"


def test_numbers_that_a_style_counts() -> None:
    numbering = (
        '<w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:start w:val="5"/><w:numFmt w:val="decimal"/>'
        '<w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="7"/></w:num>'
    )
    styled = paragraph("", '<w:pStyle w:val="Child"/>')
    counted = f"<w:tc><w:tcPr/>{styled}</w:tc>"
    body = [[counted, *map(cell, ("教育", item, "方案", "区教育局", "实时"))] for item in ("招生", "资助")]
    data = word(TITLE, table([cell(text) for text in HEAD.split(" | ")], *body), numbering=numbering)
    with ZipFile(BytesIO(data)) as archive:
        styles = archive.read("word/styles.xml").decode()
    own = (
        '<w:style w:type="paragraph" w:styleId="Base"><w:pPr><w:numPr><w:numId w:val="7"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Child"><w:basedOn w:val="Base"/></w:style></w:styles>'
    )
    found = only(rebuilt(data, {"word/styles.xml": styles.replace("</w:styles>", own).encode()}))
    assert lines(found, "seq") == [("5",), ("6",)]


def test_problems_say_in_which_table_they_are() -> None:
    other = word_table(book("填报单位 | 区教育局\n填报人 | 张某\n电话 | 1"))
    tasks = word_table(book(f"{HEAD}\n1 | 教育 | 招生 | 方案 | 区教育局 | 6月前"))
    found = read(word(other, TITLE, tasks), "表.docx", year=2018)
    assert [problem.message.partition("：")[0] for problem in found.warnings] == [
        "《表.docx》第2张表格第2行F列",
        "《表.docx》第1张表格",
    ]
    assert found.tables[0].within == "第2张表格"
