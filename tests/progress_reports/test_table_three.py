"""Table 3 of 国办公开办函〔2021〕30号 in a .docx: merged and headed as its form, on one turned page."""

from datetime import date
from io import BytesIO

import docx
import pytest
from docx.oxml.ns import qn

from tracker.documents.official import Attachment, Cell, OfficialDocument, Paragraph, Table, TableColumn, write_official
from tracker.progress_reports import tables
from tracker.requests.choices import ApplicantKind, ReplyKind
from tracker.requests.yearly.table import Tally, count

ONE = count(2018, [Tally(ApplicantKind.NATURAL_PERSON, 2018, 2018, ReplyKind.CASE_FILE, 3)])


def document(table: Table) -> OfficialDocument:
    attachment = Attachment("2018年收到和处理政府信息公开申请情况", (table,), is_wide=True)
    return OfficialDocument(
        "区政府办", "标题", "区政府", (Paragraph(0, "正文"),), "区政府办", "号", date(2018, 12, 20), (attachment,)
    )


def rows(table: Table) -> list[list[tuple[str, int, str]]]:
    """Of every cell of the file: its text, how many columns it takes, and how it is merged downwards."""
    (found,) = docx.Document(BytesIO(write_official(document(table)))).tables
    made = []
    for row in found._tbl.tr_lst:
        cells = []
        for cell in row.tc_lst:
            shape = cell.tcPr.find(qn("w:vMerge"))
            merged = "" if shape is None else shape.get(qn("w:val")) or "continue"
            text = "".join(each.text for each in cell.iter(qn("w:t")))
            cells.append((text, cell.grid_span, merged))
        made.append(cells)
    return made


def test_it_is_headed_as_the_form() -> None:
    first, second = rows(tables.printed(ONE))[:2]
    assert first[0][0].startswith("申请和办理情况（本列数据的勾稽关系为：第一项加第二项之和")
    assert [cell[1:] for cell in first] == [(3, "restart"), (1, "restart"), (5, ""), (1, "restart")]
    assert [cell[0] for cell in first[1:]] == ["自然人", "法人或其他组织", "总计"]
    kinds = ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]
    assert [cell[0] for cell in second] == ["", "", *kinds, ""]
    assert [cell[2] for cell in second] == ["continue", "continue", "", "", "", "", "", "continue"]


def test_what_is_said_once_reaches_down() -> None:
    body = rows(tables.printed(ONE))[2:]
    assert [cell[:2] for cell in (body[0][0], body[1][0], body[-1][0])] == [
        ("一、本年新收政府信息公开申请数量", 3),
        ("二、上年结转政府信息公开申请数量", 3),
        ("四、结转下年度继续办理", 3),
    ]
    results = body[2:-1]
    assert [row[0][2] for row in results] == ["restart", *["continue"] * (len(results) - 1)]
    groups = [row[1][0] for row in results if row[1][0]]
    assert groups[:3] == [
        "（一）予以公开",
        "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
        "（三）不予公开",
    ]
    assert groups[-1] == "（七）总计"
    assert [row[1][1] for row in results if row[1][0] in (groups[0], groups[1], "（七）总计")] == [2, 2, 2]
    withheld = next(at for at, row in enumerate(results) if row[1][0] == "（三）不予公开")
    assert [row[1][2] for row in results[withheld : withheld + 8]] == ["restart", *["continue"] * 7]
    case_file = next(row for row in results if row[2][0] == "7.属于行政执法案卷")
    assert [cell[0] for cell in case_file[3:]] == ["3", "0", "0", "0", "0", "0", "3"]


@pytest.mark.parametrize("row", [("一",), ("一", "二", "三"), (Cell("一", across=3),)])
def test_cells_that_do_not_fit_are_refused(row: tuple[str | Cell, ...]) -> None:
    columns = (TableColumn("甲"), TableColumn("乙"))
    with pytest.raises(ValueError, match="columns"):
        write_official(document(Table(columns, (row,))))
