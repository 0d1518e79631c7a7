"""How Word documents lay out their tables. One test a fact."""

from io import BytesIO

import pytest
from docx import Document
from docx.document import Document as WordDocument

from imports.reader import read
from imports.rows import Reading, Table
from tests.imports.formats import cell, paragraph, rows, word, word_table
from tests.imports.sheets import book, lines

FILE = "附件.docx"
TITLE = "铜川市王益区重大建设项目批准和实施领域政府信息公开工作任务分解表"
HEAD = "序号 | 类别 | 公开事项 | 公开内容 | 责任单位 | 公开时限 | 公开渠道"
ROW = "1 | 批准服务 | 申报要求 | 受理条件 | 区审批局 | 实时 | 政府网站"
SECOND = "2 | 批准服务 | 申报材料 | 清单 | 区审批局 | 实时 | 政府网站"
MERGED_DOWN, MERGED_ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def drawn(text: str) -> str:
    return word_table(book(text))


def reading(*blocks: str, numbering: str = "") -> Reading:
    return read(word(*blocks, numbering=numbering), FILE, year=2018)


def one(*blocks: str, numbering: str = "") -> Table:
    found = reading(*blocks, numbering=numbering)
    assert found.errors == ()
    (table,) = found.tables
    return table


def made_with_the_library() -> WordDocument:
    document = Document()
    document.add_heading(TITLE, 0)
    table = document.add_table(3, 4)
    for at, text in enumerate(("序号", "公开事项", "公开内容", "责任单位")):
        table.cell(0, at).text = text
    table.cell(1, 0).text, table.cell(2, 0).text = "1", "2"
    table.cell(1, 1).merge(table.cell(2, 1)).text = "申报要求"
    table.cell(1, 2).text, table.cell(2, 2).text = "受理条件", "清单"
    table.cell(1, 3).merge(table.cell(2, 3)).text = "区审批局"
    return document


def test_it_works() -> None:
    out = BytesIO()
    made_with_the_library().save(out)
    found = read(out.getvalue(), FILE, year=2018)
    assert found.errors == ()
    (table,) = found.tables
    assert (table.sheet, table.title, table.area, table.header_rows) == (None, TITLE, "major_projects", (1,))
    assert [(task.row, task.item, task.content) for task in table.tasks] == [
        (2, "申报要求", "受理条件"),
        (3, "申报要求", "清单"),
    ]
    assert lines(table, "units") == [("区审批局",), ("区审批局",)]


def test_cells_merged_both_ways() -> None:
    table = one(
        paragraph(TITLE),
        drawn(
            """
            序号 | 公开事项 | < | 公开内容 | 责任单位
            ^ | 一级事项 | 二级事项 | ^ | ^
            1 | 批准服务 | 申报要求 | 受理条件 | 区审批局
            2 | ^ | 批准流程 | < | 区发改局
            3 | 验收 | < | 时间 | ^
            4 | ^ | ^ | 结论 | ^
            """
        ),
    )
    assert table.header_rows == (1, 2)
    assert lines(table, "category", "item", "content", "units") == [
        ("批准服务", "申报要求", "受理条件", "区审批局"),
        ("批准服务", "批准流程", "批准流程", "区发改局"),
        ("验收", "验收", "时间", "区发改局"),
        ("验收", "验收", "结论", "区发改局"),
    ]


def test_a_title_in_paragraphs() -> None:
    table = one(
        paragraph("附件1"),
        paragraph(""),
        paragraph("王益区公共资源配置领域"),
        paragraph("任务分解表"),
        drawn(f"{HEAD}\n{ROW}"),
    )
    assert (table.title, table.area) == ("王益区公共资源配置领域任务分解表", "public_resources")
    assert [task.row for task in table.tasks] == [2]


def test_running_text_above_is_no_title() -> None:
    text = "为做好重大建设项目领域的工作，现将公共资源配置领域的任务分解如下，请认真落实。"
    assert (
        one(paragraph(text), paragraph("王益区社会公益事业建设领域分解表"), drawn(f"{HEAD}\n{ROW}")).area
        == "public_welfare"
    )


def test_a_title_in_the_table() -> None:
    table = one(drawn(f"{TITLE} | < | < | < | < | < | <\n{HEAD}\n{ROW}"))
    assert (table.title, table.header_rows, table.tasks[0].row) == (TITLE, (2,), 3)


def test_several_tables_each_with_its_title() -> None:
    found = reading(
        paragraph(TITLE),
        drawn(f"{HEAD}\n{ROW}"),
        paragraph("王益区公共资源配置领域政府信息公开工作任务分解表"),
        drawn(f"{HEAD}\n{ROW}\n{SECOND}"),
    )
    assert found.errors == ()
    assert [(table.area, [task.row for task in table.tasks]) for table in found.tables] == [
        ("major_projects", [2]),
        ("public_resources", [2, 3]),
    ]


def test_problems_say_in_which_table_they_are() -> None:
    unclear = "1 | 批准服务 | 申报要求 | 受理条件 | 区审批局 | 看情况 | 政府网站"
    found = reading(paragraph(TITLE), drawn(f"{HEAD}\n{ROW}"), paragraph(TITLE), drawn(f"{HEAD}\n{unclear}"))
    assert [problem.message[:20] for problem in found.warnings] == ["《附件.docx》第2张表格第2行F列："]
    assert [(problem.row, "与前面一张表格的第2行重复" in problem.message) for problem in found.errors] == [(2, True)]


def test_sections_between_the_tables_of_one_title() -> None:
    found = reading(
        paragraph(TITLE),
        paragraph("一、批准服务信息"),
        drawn("序号 | 公开事项 | 公开内容 | 责任单位\n1 | 申报要求 | 受理条件 | 区审批局"),
        paragraph("二、招标投标信息"),
        drawn("序号 | 公开事项 | 公开内容 | 责任单位\n1 | 招标公告 | 公告 | 区发改局"),
    )
    assert (found.errors, found.warnings) == ((), ())
    assert [(table.area, lines(table, "category")) for table in found.tables] == [
        ("major_projects", [("批准服务信息",)]),
        ("major_projects", [("招标投标信息",)]),
    ]


def test_a_table_cut_in_two_goes_on() -> None:
    table = one(paragraph(TITLE), drawn(f"{HEAD}\n{ROW}"), paragraph(""), drawn(SECOND))
    assert [(task.row, task.item) for task in table.tasks] == [(2, "申报要求"), (3, "申报材料")]


def test_a_heading_repeated_in_the_middle() -> None:
    table = one(paragraph(TITLE), drawn(f"{HEAD}\n{ROW}\n{HEAD}\n{SECOND}"))
    assert [task.row for task in table.tasks] == [2, 4]


def test_a_table_that_says_nothing_of_tasks_is_left_out() -> None:
    table = one(drawn("联系人 | 电话\n张三 | 123"), paragraph(TITLE), drawn(f"{HEAD}\n{ROW}"))
    assert len(table.tasks) == 1


def test_section_rows() -> None:
    table = one(
        paragraph(TITLE),
        drawn(
            f"{HEAD}\n一、批准服务信息 | < | < | < | < | < | <\n1 | | 申报要求 | 受理条件 | 区审批局 | 实时 | 公告栏"
        ),
    )
    assert lines(table, "category", "item") == [("批准服务信息", "申报要求")]


@pytest.mark.parametrize(
    "mark", ["■政府网站 □公告栏 ■政府公报", "■政府网站⏎□公告栏⏎■政府公报", "R政府网站 £公告栏 R政府公报"]
)
def test_box_lists(mark: str) -> None:
    table = one(paragraph(TITLE), drawn(f"{HEAD}\n1 | 批准服务 | 申报要求 | 受理条件 | 区审批局 | 实时 | {mark}"))
    assert table.tasks[0].channels == ("政府网站", "政府公报")


def channels_of(markup: str) -> tuple[str, ...]:
    head = [cell(text) for text in ("公开事项", "公开内容", "责任单位", "公开渠道")]
    row = [cell(text) for text in ("申报要求", "受理条件", "区审批局")]
    row.append(f"<w:tc><w:tcPr/><w:p>{markup}</w:p></w:tc>")
    return one(paragraph(TITLE), f"<w:tbl>{rows(head, row)}</w:tbl>").tasks[0].channels


def run(inner: str) -> str:
    return f"<w:r>{inner}</w:r>"


def test_boxes_that_are_symbols_of_a_font() -> None:
    ticked, empty = (run(f'<w:sym w:font="Wingdings 2" w:char="{code}"/>') for code in ("F052", "F0A3"))
    markup = f"{ticked}{run('<w:t>政府网站</w:t>')}{empty}{run('<w:t>公告栏</w:t>')}"
    assert channels_of(markup) == ("政府网站",)


def test_boxes_that_are_content_controls() -> None:
    def control(sign: str) -> str:
        return f"<w:sdt><w:sdtContent>{run(f'<w:t>{sign}</w:t>')}</w:sdtContent></w:sdt>"

    markup = f"{control('☒')}{run('<w:t>政府网站</w:t>')}{control('☐')}{run('<w:t>公告栏</w:t>')}"
    assert channels_of(markup) == ("政府网站",)


def test_boxes_that_are_fields_of_an_old_form() -> None:
    def field(state: str) -> str:
        return run(
            f'<w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox>{state}</w:checkBox></w:ffData></w:fldChar>'
        )

    ticked, empty = field("<w:checked/>"), field('<w:default w:val="0"/>')
    markup = f"{ticked}{run('<w:t>政府网站</w:t>')}{empty}{run('<w:t>公告栏</w:t>')}"
    assert channels_of(markup) == ("政府网站",)


def listed(kind: str, pattern: str) -> str:
    level = f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{pattern}"/></w:lvl>'
    number = '<w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>'
    return f'<w:abstractNum w:abstractNumId="7">{level}</w:abstractNum>{number}'


NUMBERED = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr>'


@pytest.mark.parametrize(("kind", "pattern"), [("decimal", "%1."), ("decimal", "%1"), ("decimalZero", "%1")])
def test_numbers_that_word_counts_itself(kind: str, pattern: str) -> None:
    head = [cell(text) for text in ("序号", "公开事项", "公开内容", "责任单位")]
    body = [
        [f"<w:tc>{paragraph('', NUMBERED)}</w:tc>", *[cell(text) for text in (item, "内容", "区审批局")]]
        for item in ("申报要求", "申报材料")
    ]
    table = one(paragraph(TITLE), f"<w:tbl>{rows(head, *body)}</w:tbl>", numbering=listed(kind, pattern))
    assert [task.seq.lstrip("0") for task in table.tasks] == ["1", "2"]


def test_sections_that_word_counts_itself() -> None:
    head = [cell(text) for text in ("序号", "公开事项", "公开内容", "责任单位")]
    section = ['<w:tc><w:tcPr><w:gridSpan w:val="4"/></w:tcPr>' + paragraph("招标投标信息", NUMBERED) + "</w:tc>"]
    body = [cell(text) for text in ("1", "招标公告", "公告", "区发改局")]
    table = one(
        paragraph(TITLE), f"<w:tbl>{rows(head, section, body)}</w:tbl>", numbering=listed("chineseCounting", "%1、")
    )
    assert lines(table, "category", "item") == [("招标投标信息", "招标公告")]


def test_bullets_are_no_numbers() -> None:
    head = [cell(text) for text in ("公开事项", "公开内容", "责任单位")]
    body = [cell("申报要求"), f"<w:tc>{paragraph('受理条件', NUMBERED)}</w:tc>", cell("区审批局")]
    table = one(paragraph(TITLE), f"<w:tbl>{rows(head, body)}</w:tbl>", numbering=listed("bullet", "\uf0b7"))
    assert table.tasks[0].content == "受理条件"


def test_rows_that_begin_further_right() -> None:
    head = [cell(text) for text in ("类别", "公开事项", "公开内容", "责任单位")]
    first = [cell("批准服务", MERGED_DOWN), *map(cell, ("申报要求", "受理条件", "区审批局"))]
    second = [cell("申报材料"), cell("清单"), cell("区发改局")]
    markup = rows(head, first) + rows(second, row_properties='<w:gridBefore w:val="1"/>')
    table = one(paragraph(TITLE), f"<w:tbl>{markup}</w:tbl>")
    assert lines(table, "category", "item", "units") == [
        ("批准服务", "申报要求", "区审批局"),
        ("批准服务", "申报材料", "区发改局"),
    ]


def test_a_cell_that_goes_on_where_nothing_began() -> None:
    head = [cell(text) for text in ("公开事项", "公开内容", "责任单位")]
    body = [cell("申报要求", MERGED_ON), cell("受理条件"), cell("区审批局")]
    assert one(paragraph(TITLE), f"<w:tbl>{rows(head, body)}</w:tbl>").tasks[0].item == "申报要求"


def test_a_table_that_frames_the_page() -> None:
    inner = paragraph(TITLE) + drawn(f"{HEAD}\n{ROW}")
    table = one(f"<w:tbl><w:tr><w:tc>{inner}{paragraph('')}</w:tc></w:tr></w:tbl>")
    assert (table.title, len(table.tasks)) == (TITLE, 1)


def test_revisions_are_read_as_accepted_and_reported() -> None:
    head = [cell(text) for text in ("公开事项", "公开内容", "责任单位")]
    changed = (
        f"<w:tc><w:p><w:del>{run('<w:delText>旧要求</w:delText>')}</w:del>"
        f"<w:ins>{run('<w:t>申报要求</w:t>')}</w:ins></w:p></w:tc>"
    )
    markup = rows(head, [changed, cell("受理条件"), cell("区审批局")])
    markup += rows([cell("删去的"), cell("内容"), cell("区发改局")], row_properties="<w:del/>")
    found = reading(paragraph(TITLE), f"<w:tbl>{markup}</w:tbl>")
    assert lines(found.tables[0], "item") == [("申报要求",)]
    assert "修订" in found.warnings[-1].message


def test_hidden_words_and_rows() -> None:
    head = [cell(text) for text in ("公开事项", "公开内容", "责任单位")]
    hidden = f"<w:tc><w:p>{run('<w:rPr><w:vanish/></w:rPr><w:t>看不见</w:t>')}{run('<w:t>申报要求</w:t>')}</w:p></w:tc>"
    markup = rows(head) + rows([hidden, cell("受理条件"), cell("区审批局")], row_properties="<w:hidden/>")
    found = reading(paragraph(TITLE), f"<w:tbl>{markup}</w:tbl>")
    assert lines(found.tables[0], "item") == [("申报要求",)]
    assert [problem.row for problem in found.warnings] == [2]


def test_a_document_without_a_table() -> None:
    (problem,) = reading(paragraph(TITLE)).errors
    assert "没有任何内容" in problem.message


def test_a_sheet_cannot_be_named() -> None:
    (problem,) = read(word(drawn(HEAD)), FILE, year=2018, sheet="表一").errors
    assert "没有名为“表一”的工作表" in problem.message
