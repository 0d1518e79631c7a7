"""The import in the browser: upload, look, confirm; all or nothing, and the same file twice changes nothing."""

import hashlib
import io
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from tests import factories
from tests.client import Client
from tests.projects.importing.sheets import DESKS, RIVER, changed, workbook
from tests.queries import counted
from tracker.choices import ImportState, ProjectKind, ProjectRole, ProjectStage
from tracker.db import db
from tracker.files.models import StoredFile
from tracker.journal import AuditEntry
from tracker.projects.importing import blank
from tracker.projects.importing.reading import read
from tracker.projects.models import Project, ProjectEntry, ProjectImport


@pytest.fixture
def office(app: Any, sign_in: Any) -> Client:
    for code in ("fgj", "zjj", "czj"):
        factories.unit(code)
    factories.office()
    return sign_in("office")


def send(who: Client, data: bytes, headers: Any = None, name: str = "清单.xlsx") -> Any:
    fields = {"file": (io.BytesIO(data), name)}
    return who.post("/projects/import", data=fields, content_type="multipart/form-data", headers=headers)


def keep(who: Client, data: bytes) -> tuple[str, str]:
    """The address and the text of the preview."""
    answer = send(who, data)
    assert answer.status_code == 303, answer.text
    return answer.location, who.get(answer.location).text


def confirm(who: Client, address: str, page: str, headers: Any = None) -> Any:
    digest = page.partition('name="digest" value="')[2].partition('"')[0]
    return who.post(f"{address}/apply", data={"digest": digest}, headers=headers)


def rows_of(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_it_works(office: Client, manner: dict[str, str]) -> None:
    address, page = keep(office, workbook(RIVER, DESKS))
    assert "新增 2" in page
    assert "导入：新增 2 项" in page
    assert "项目清单 第2行" in page
    assert rows_of(Project) == 0
    answer = confirm(office, address, page, manner)
    assert answer.status_code == (200 if manner else 303)
    river, desks = db.session.scalars(select(Project).order_by(Project.id))
    assert (river.name, river.code, river.amount_yuan) == ("河道治理工程", "2018-610202-76-01-000102", 52_405_000)
    assert (river.stage, river.stage_on, river.started_on) == (
        ProjectStage.CONSTRUCTION,
        date(2018, 12, 20),
        date(2018, 7, 2),
    )
    assert (desks.kind, desks.unit.code) == (ProjectKind.PROCUREMENT, "czj")
    assert [unit.unit.code for unit in river.units if unit.role is ProjectRole.APPROVING] == ["zjj"]
    assert [entry.note for entry in river.entries] == ["由《清单.xlsx》导入"]
    done = office.get(address).text
    assert "已导入" in done
    assert "2 项" in done


def test_the_act_is_in_the_journal_with_the_files_hash(office: Client) -> None:
    address, page = keep(office, workbook(RIVER))
    confirm(office, address, page)
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    stored = db.session.scalars(select(StoredFile)).one()
    assert (entry.action, entry.summary) == ("project.apply", "导入项目清单：新增1项，变更0项")
    assert entry.details["sha256"] == stored.sha256
    assert entry.details["added"] == [1]
    original = office.get(f"{address}/original")
    assert hashlib.sha256(original.data).hexdigest() == stored.sha256
    assert original.headers["Content-Disposition"].startswith("attachment")


def test_the_same_file_twice_changes_nothing(office: Client) -> None:
    data = workbook(RIVER, DESKS)
    confirm(office, *keep(office, data))
    address, page = keep(office, data)
    assert "未变 2" in page
    assert "清单的内容与台账中的一致" in page
    assert 'name="digest"' not in page
    assert office.post(f"{address}/apply", data={"digest": latest().digest}).status_code == 409
    assert (rows_of(Project), rows_of(ProjectEntry)) == (2, 2)
    assert {project.version for project in db.session.scalars(select(Project))} == {1}


def test_confirmed_twice_it_is_written_once(office: Client, manner: dict[str, str]) -> None:
    address, page = keep(office, workbook(RIVER))
    assert confirm(office, address, page).status_code == 303
    again = confirm(office, address, page, manner)
    assert again.status_code == (200 if manner else 303)
    assert "没有重复写入" in office.get(address).text
    assert (rows_of(Project), rows_of(ProjectEntry)) == (1, 1)


def test_a_second_list_changes_what_it_says_and_deletes_nothing(office: Client) -> None:
    confirm(office, *keep(office, workbook(RIVER, DESKS)))
    address, page = keep(office, workbook(changed(RIVER, 形象进度="竣工验收", 实施=None, 建设地点="黄堡镇")))
    assert "变更 1" in page
    assert "<del>王家河</del> → <ins>黄堡镇</ins>" in page
    assert "地点 K2" in page
    confirm(office, address, page)
    river = db.session.get(Project, 1)
    assert (river.stage, river.location, river.version) == (ProjectStage.ACCEPTANCE, "黄堡镇", 2)
    assert river.unit_ids(ProjectRole.IMPLEMENTING) == (factories.unit("czj").id,)
    assert (rows_of(Project), rows_of(ProjectEntry)) == (2, 3)


def test_with_a_problem_nothing_of_it_is_written(office: Client) -> None:
    address, page = keep(office, workbook(RIVER, changed(DESKS, 责任="区建管局")))
    assert "先处理这1处问题" in page
    assert "《清单.xlsx》工作表“项目清单”第3行F列：未找到单位“区建管局”" in page
    assert 'name="digest"' not in page
    answer = office.post(f"{address}/apply", data={"digest": latest().digest})
    assert answer.status_code == 409
    assert "有1处问题没有解决，没有写入" in answer.text
    assert rows_of(Project) == 0


def latest() -> ProjectImport:
    return db.session.scalars(select(ProjectImport).order_by(ProjectImport.id.desc())).first()  # type: ignore[return-value]


def test_what_changed_since_the_preview_is_shown_first(office: Client, manner: dict[str, str]) -> None:
    confirm(office, *keep(office, workbook(RIVER)))
    address, page = keep(office, workbook(changed(RIVER, 建设地点="黄堡镇")))
    step = {"version": "1", "stage": "acceptance", "happened_on": "2018-12-20"}
    assert office.post("/projects/1/stages", data=step).status_code == 303
    answer = confirm(office, address, page, manner)
    assert answer.status_code == 409
    assert "核对之后台账有变化，没有写入" in answer.text
    assert db.session.get(Project, 1).location == "王家河"
    assert "退回“开工建设”" in answer.text
    assert confirm(office, address, answer.text).status_code == 303


def test_a_forged_digest_writes_nothing(office: Client) -> None:
    address, _ = keep(office, workbook(RIVER))
    assert office.post(f"{address}/apply", data={"digest": "0" * 64}).status_code == 409
    assert office.post(f"{address}/apply", data={}).status_code == 409
    assert rows_of(Project) == 0


def test_it_can_be_given_up(office: Client) -> None:
    address, page = keep(office, workbook(RIVER))
    assert office.post(f"{address}/discard").status_code == 303
    assert latest().state is ImportState.DISCARDED
    assert confirm(office, address, page).status_code == 409
    assert office.post(f"{address}/discard").status_code == 409
    assert "没有写入任何内容" in office.get(address).text
    assert rows_of(Project) == 0


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


def test_the_administrator_imports_too(office: Client, sign_in: Any) -> None:
    factories.admin()
    browser = sign_in("admin")
    assert confirm(browser, *keep(browser, workbook(RIVER))).status_code == 303
    assert rows_of(Project) == 1
    assert "清单.xlsx" in browser.get("/projects/import").text


@pytest.mark.parametrize("path", ["/99", "/99/original", "/x"])
def test_there_is_no_other_import(office: Client, path: str) -> None:
    assert office.get(f"/projects/import{path}").status_code == 404


def test_text_of_the_list_is_shown_as_text(office: Client) -> None:
    _, page = keep(office, workbook(changed(RIVER, 项目名称="<b>工程</b>", 建设单位="<script>alert(1)</script>")))
    assert "<b>工程" not in page
    assert "<script>alert" not in page


def test_a_long_list_has_pages(office: Client) -> None:
    rows = [changed(RIVER, 项目名称=f"第{number}项", 统一=None) for number in range(60)]
    address, page = keep(office, workbook(*rows))
    assert "共 60 项，第 1 / 2 页" in page
    assert "第59项" not in page
    assert "第59项" in office.get(f"{address}?page=2").text
    assert office.get(f"{address}?page=9").status_code == 200
    assert confirm(office, address, page).status_code == 303
    assert rows_of(Project) == 60


def test_a_filled_blank_is_read_back_without_a_question(office: Client) -> None:
    data = office.get("/projects/import/template.xlsx").data
    book = load_workbook(io.BytesIO(data))
    page = book[blank.LIST]
    example = {heading: value for heading, _, value in blank.GUIDE}
    example["责任单位"] = example["实施单位"] = "区住建局"
    example["审批单位"] = "区发改局、区财政局"
    headings = {str(cell.value): cell.column for cell in page[2]}
    assert set(headings) == set(example)
    for heading, column in headings.items():
        page.cell(3, column, example[heading])
    out = io.BytesIO()
    book.save(out)
    address, shown = keep(office, out.getvalue())
    assert "新增 1" in shown
    assert "有问题 0" in shown
    assert "请留意" not in shown
    assert confirm(office, address, shown).status_code == 303
    project = db.session.scalars(select(Project)).one()
    assert (project.law, project.amount_yuan) == ("《建设项目环境保护管理条例》第十七条", 12_505_000)
    assert project.finished_on == date(2019, 6, 30)


def test_the_blank_offers_kinds_stages_and_units(office: Client) -> None:
    factories.unit("old", closed_on=date(2018, 3, 1))
    book = load_workbook(io.BytesIO(office.get("/projects/import/template.xlsx").data))
    rules = {str(rule.sqref)[0]: rule.formula1 for rule in book[blank.LIST].data_validations.dataValidation}
    assert set(rules["A"].strip('"').split(",")) == {kind.label for kind in ProjectKind}
    assert set(rules["J"].strip('"').split(",")) == {stage.label for stage in ProjectStage}
    assert set(rules["G"].strip('"').split(",")) == {"区发改局", "区住建局", "区财政局"}


def test_an_empty_blank_holds_no_project(office: Client) -> None:
    found = read(office.get("/projects/import/template.xlsx").data, blank.NAME)
    assert found.lines == ()
    assert "表头下面没有项目" in found.errors[0].message


def test_the_export_of_the_register_comes_back_unchanged(office: Client) -> None:
    confirm(office, *keep(office, workbook(RIVER, DESKS)))
    _, page = keep(office, office.get("/projects?export=xlsx").data)
    assert "未变 2" in page
    assert "有问题 0" in page


@pytest.mark.databases("sqlite")
def test_a_longer_list_costs_no_more_statements_to_look_at(office: Client) -> None:
    seen = []
    for number in (1, 40):
        rows = [changed(RIVER, 项目名称=f"第{number}-{each}项", 统一=None) for each in range(number)]
        address, _ = keep(office, workbook(*rows))
        with counted() as statements:
            office.get(address)
        seen.append(len(statements))
    assert seen[0] == seen[1]
