"""What is refused at once, and what is told with its sheet, row and column."""

import hashlib
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select

from tests import factories
from tests.client import Client
from tests.intake.sheets import workbook
from tests.own_sheets.sheets import OWED, PUBLISHED, filled, said, saved
from tracker.db import db
from tracker.files.models import StoredFile
from tracker.own_sheets.models import OwnSheetUpload
from tracker.own_sheets.reading import read
from tracker.tasks.models import ProgressUpdate

Kept = Callable[[bytes], tuple[str, str]]


def rows_of(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def empty_book() -> bytes:
    return saved(Workbook())


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", "xl/workbook.xml"):
            archive.writestr(name, "<a/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"<a>" + b" " * 101 * 1024 * 1024)
    return out.getvalue()


def entity(sheet: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sheet)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                data = b'<!DOCTYPE a [<!ENTITY b "c">]>' + data
            target.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "文件是空的"),
        (b"hello", "这不是 .xlsx 工作簿"),
        (b"PK\x03\x04 nothing", "已损坏"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 100, "这是图片"),
        (b"0" * (2 * 1024 * 1024 + 1), "超过2MB"),
        (empty_book(), "没有名为“任务进展”的工作表"),
        (workbook(), "没有名为“任务进展”的工作表"),
        (bomb(), "异常庞大"),
    ],
    ids=["empty", "text", "damaged", "picture", "too large", "empty book", "another table", "bomb"],
)
def test_what_is_not_our_sheet_is_refused(send: Any, manner: dict[str, str], data: bytes, words: str) -> None:
    answer = send(data, headers=manner)
    assert answer.status_code == 422
    assert words in answer.text
    assert rows_of(OwnSheetUpload) == rows_of(StoredFile) == 0


def test_a_sheet_that_swells_is_refused(send: Any, sheet: bytes) -> None:
    def swell(book: Workbook) -> None:
        for row in range(3, 10_500):
            book["公开记录"].cell(row, 2, hashlib.sha256(bytes(row)).hexdigest() * 40)

    answer = send(filled(sheet, edit=swell))
    assert answer.status_code == 422
    assert "内容过多" in answer.text


def test_damage_is_told_and_never_raises(sheet: bytes) -> None:
    cut = [sheet[: len(sheet) * part // 20] for part in range(20)]
    turned = [sheet[:at] + bytes([sheet[at] ^ 0x55]) + sheet[at + 1 :] for at in range(0, len(sheet), 97)]
    for data in cut:
        assert read(data, "表.xlsx", "secret").errors
    for data in turned:
        assert read(data, "表.xlsx", "secret").row_keys == ()


def test_entities_are_refused(send: Any, sheet: bytes) -> None:
    answer = send(entity(sheet))
    assert answer.status_code == 422
    assert "DOCTYPE" in answer.text


def test_without_a_file_it_asks_for_one(liaison: Client) -> None:
    answer = liaison.post("/own-sheet", data={}, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "请选择填好的任务表" in answer.text


@pytest.mark.parametrize(
    ("cell", "words"), [("K2", "工作表“任务进展”第2行：缺少“进展说明”列"), ("A2", "第2行：缺少“任务标识”列")]
)
def test_a_heading_that_was_changed_is_told(send: Any, sheet: bytes, cell: str, words: str) -> None:
    answer = send(filled(sheet, edit=put("任务进展", cell, "说明")))
    assert answer.status_code == 422
    assert words in answer.text


def test_a_sheet_whose_keys_were_all_changed_is_refused(send: Any, sheet: bytes) -> None:
    answer = send(filled(sheet, {1: {"任务标识": "1"}, 2: {"任务标识": "2"}}))
    assert answer.status_code == 422
    assert "第3行A列：这一行的任务标识不是本系统生成的" in answer.text
    assert rows_of(OwnSheetUpload) == 0


def test_another_units_sheet_is_refused(send: Any, sheet: bytes, sign_in: Callable[[str], Client]) -> None:
    answer = send(sheet, who=sign_in("liaison-zjj"))
    assert answer.status_code == 422
    assert "其他单位的任务" in answer.text
    assert "第1项" not in answer.text
    assert rows_of(OwnSheetUpload) == 0


def test_a_row_copied_in_from_another_unit_is_refused(
    send: Any, sheet: bytes, sign_in: Callable[[str], Client]
) -> None:
    foreign = sign_in("liaison-zjj").get("/own-sheet.xlsx").data
    keys: list[Any] = []
    filled(foreign, edit=lambda book: keys.append(book["任务进展"]["A3"].value))
    answer = send(filled(sheet, {3: {"任务标识": keys[0]} | said(100)}))
    assert answer.status_code == 422
    assert "其他单位的任务" in answer.text


@pytest.mark.parametrize("who", ["leader-fgj", "office", "admin", "auditor"])
def test_nobody_else_uploads(send: Any, sheet: bytes, sign_in: Callable[[str], Client], who: str) -> None:
    factories.leader(), factories.office(), factories.admin(), factories.auditor()
    assert send(sheet, who=sign_in(who)).status_code == 404
    assert rows_of(OwnSheetUpload) == 0


def altered(text: str) -> str:
    return text.replace("-", "-1", 1)


def change_key(book: Workbook) -> None:
    page = book["任务进展"]
    page["A3"] = altered(str(page["A3"].value))


def drop_key(book: Workbook) -> None:
    book["任务进展"]["A3"] = None


def double_row(book: Workbook) -> None:
    page = book["任务进展"]
    page["A4"] = page["A3"].value


def put(sheet: str, cell: str, value: Any) -> Callable[[Workbook], None]:
    def edit(book: Workbook) -> None:
        book[sheet][cell] = value

    return edit


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (change_key, "工作表“任务进展”第3行A列：这一行的任务标识不是本系统生成的"),
        (drop_key, "工作表“任务进展”第3行：这一行没有任务标识"),
        (double_row, "工作表“任务进展”第4行：与第3行是同一项任务"),
        (put("任务进展", "A3", "=1+1"), "工作表“任务进展”第3行A列：这里是公式"),
        (put("任务进展", "J3", "=50+10"), "工作表“任务进展”第3行J列：这里是公式"),
        (put("任务进展", "K3", "=A1"), "工作表“任务进展”第3行K列：这里是公式"),
        (put("任务进展", "J3", 0.6), "工作表“任务进展”第3行J列：“0.6”不是0至100的整数"),
        (put("任务进展", "J3", 120), "“120”不是0至100的整数"),
        (put("任务进展", "J3", None), "第3行J列：进度没有填写。请填写0至100的整数"),
        (put("任务进展", "K3", None), "第3行K列：请填写进展说明"),
        (put("任务进展", "K3", "长" * 4001), "第3行K列：进展说明有4001个字"),
        (put("任务进展", "K3", "长" * 9000), "第3行K列：单元格内容超过"),
        (put("公开记录", "B3", "只有标题"), "工作表“公开记录”第3行A列：请从下拉列表中选择任务"),
        (put("公开记录", "B3", "=A1"), "工作表“公开记录”第3行B列：这里是公式"),
        (lambda book: book.remove(book["公开记录"]), "没有名为“公开记录”的工作表"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(
    sheet: bytes, kept: Kept, liaison: Client, edit: Callable[[Workbook], None], words: str
) -> None:
    address, page = kept(filled(sheet, edit=edit))
    assert words in page
    assert liaison.post(f"{address}/apply", data={"digest": ""}).status_code == 409
    assert rows_of(ProgressUpdate) == 0


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"任务": "可行性研究报告"}, "第3行A列：“可行性研究报告”不是下拉列表中的任务"),
        ({"任务": "999999 别家的事"}, "第3行A列：这不是本单位的任务"),
        ({"信息标题": None}, "第3行B列：请填写信息标题"),
        ({"信息标题": "长" * 201}, "第3行B列：信息标题有201个字"),
        ({"类别": "许可"}, "第3行D列：“许可”不在可选内容中。请填写：一般信息、行政许可、行政处罚"),
        ({"类别": "行政许可"}, "第3行F列：行政许可从作出决定之日起算期限"),
        ({"形成（变更）日期": "43363"}, "第3行E列：“43363”不是有效的日期"),
        ({"公开日期": "2018-09-19"}, "第3行G列：公开日期早于形成（变更）日期"),
        ({"公开日期": "2019-01-01"}, "第3行G列：公开日期不能晚于今天"),
        ({"公开渠道": None}, "第3行H列：已经公开的，请至少选择一个公开渠道"),
        ({"公开渠道": "长" * 41}, "第3行H列：每个渠道名称不超过40个字"),
        ({"公开网址": "javascript:alert(1)"}, "第3行I列：政府网站：网址应以 http:// 或 https:// 开头"),
        ({"保密审查人": None}, "第3行J列：请填写审查人"),
        ({"审查日期": "九月"}, "第3行K列：“九月”不是有效的日期"),
        ({"审查结论": "公开"}, "第3行L列：“公开”不在可选内容中"),
    ],
)
def test_a_wrong_disclosure_is_told_with_its_place(
    sheet: bytes, kept: Kept, changed: dict[str, Any], words: str
) -> None:
    _, page = kept(filled(sheet, None, {1: PUBLISHED | changed}))
    assert words in page
    assert 'name="digest"' not in page


def test_text_of_the_sheet_is_shown_as_text(sheet: bytes, kept: Kept) -> None:
    _, page = kept(filled(sheet, {1: said(60, "<script>alert(1)</script>")}, {1: OWED | {"信息标题": "<b>批复</b>"}}))
    assert "<script>alert" not in page
    assert "<b>批复" not in page


def test_direction_marks_are_taken_out_and_told(sheet: bytes, kept: Kept) -> None:
    _, page = kept(filled(sheet, {1: said(60, "已公开\u202e三批")}))
    assert "\u202e" not in page
    assert "请留意的1处" in page


def test_too_many_disclosures_are_told(sheet: bytes, kept: Kept) -> None:
    many = {number: OWED | {"信息标题": f"第{number}条"} for number in range(1, 502)}
    _, page = kept(filled(sheet, None, many))
    assert "第503行：一次最多登记500条" in page


def sort_what_is_seen(book: Workbook) -> None:
    """As a program sorts that leaves hidden columns where they are."""
    page = book["任务进展"]
    for first, second in list(zip(page[3], page[4], strict=True))[1:]:
        first.value, second.value = second.value, first.value


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (sort_what_is_seen, "第3行：第3、4行中看到的任务与隐藏的任务标识不是同一项"),
        (put("任务进展", "E3", "第2项"), "第3行：这一行看到的任务与隐藏的任务标识不是同一项"),
        (put("任务进展", "B4", None), "第4行：这一行看到的任务与隐藏的任务标识不是同一项"),
    ],
)
def test_a_key_beside_another_task_is_noticed(sheet: bytes, kept: Kept, edit: Any, words: str) -> None:
    _, page = kept(filled(sheet, {1: said(60)}, edit=edit))
    assert words in page
    assert 'name="digest"' not in page


def test_order_and_gaps_of_rows_do_not_matter(sheet: bytes, kept: Kept) -> None:
    def swap(book: Workbook) -> None:
        page = book["任务进展"]
        for first, second in zip(page[3], page[4], strict=True):
            first.value, second.value = second.value, first.value
        page.insert_rows(4)

    _, page = kept(filled(sheet, {1: said(60)}, {5: OWED}, edit=swap))
    assert "写入 1 项进展" in page
    assert "任务进展第5行" in page
    assert "公开记录第7行" in page
