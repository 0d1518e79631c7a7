"""What is refused at once, who may import at all, and how the preview shows what was read."""

from typing import Any

import pytest

from tests import factories
from tests.client import Client
from tests.projects.importing.sheets import DESKS, RIVER, changed, confirm, keep, rows_of, send, workbook
from tracker.files.models import StoredFile
from tracker.projects.models import Project, ProjectImport


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "文件是空的"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 100, "这是图片"),
        (b"0" * (5 * 1024 * 1024 + 1), "文件超过5MB"),
        (workbook(headings=("姓名", "电话")), "没有找到项目清单"),
    ],
    ids=["empty", "picture", "too large", "another table"],
)
def test_what_is_no_list_is_refused(office: Client, manner: dict[str, str], data: bytes, words: str) -> None:
    answer = send(office, data, manner)
    assert answer.status_code == 422
    assert words in answer.text
    assert rows_of(ProjectImport) == rows_of(StoredFile) == 0


def test_without_a_file_it_asks_for_one(office: Client) -> None:
    answer = office.post("/projects/import", data={}, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "请选择项目清单" in answer.text


@pytest.mark.parametrize("who", ["liaison", "leader", "auditor"])
@pytest.mark.parametrize("path", ["", "/template.xlsx", "/1", "/1/original"])
def test_nobody_else_imports(office: Client, sign_in: Any, who: str, path: str) -> None:
    address, page = keep(office, workbook(RIVER))
    browser = sign_in(getattr(factories, who)().username)
    assert browser.get(f"/projects/import{path}").status_code == 404
    assert send(browser, workbook(RIVER)).status_code == 404
    assert confirm(browser, address, page).status_code == 404
    assert browser.post(f"{address}/discard").status_code == 404
    assert rows_of(Project) == 0


@pytest.mark.parametrize("path", ["/99", "/99/original", "/x"])
def test_there_is_no_other_import(office: Client, path: str) -> None:
    assert office.get(f"/projects/import{path}").status_code == 404


def test_text_of_the_list_is_shown_as_text(office: Client) -> None:
    _, page = keep(office, workbook(changed(RIVER, 项目名称="<b>工程</b>", 建设单位="<script>alert(1)</script>")))
    assert "<b>工程" not in page
    assert "<script>alert" not in page


def test_each_row_says_what_becomes_of_it_and_what_is_wrong_with_it(office: Client) -> None:
    wrong = changed(DESKS, 责任="区建管局", 总投资="约两百")
    _, page = keep(office, workbook(RIVER, wrong))
    rows = page.partition("<tbody>")[2].split("<tr")[1:]
    assert "项目清单 第3行" in rows[0]
    assert "有问题" in rows[0]
    assert "F3 未找到单位“区建管局”" in rows[0]
    assert "J3 “约两百”：请填写金额的数字" in rows[0]
    assert "课桌凳采购" in rows[0]
    assert "＋ 新增" in rows[1]
    assert "责任单位 F2</span> 区发改局" in rows[1]
