"""The import in the browser: look, confirm; all or nothing, and the same file twice changes nothing."""

import hashlib
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from tests import factories
from tests.client import Client
from tests.projects.importing.sheets import DESKS, RIVER, changed, confirm, keep, latest, rows_of, workbook
from tests.queries import counted
from tracker.choices import ImportState, ProjectKind, ProjectRole, ProjectStage
from tracker.db import db
from tracker.files.models import StoredFile
from tracker.journal import AuditEntry
from tracker.projects.models import Project, ProjectEntry


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


def test_the_administrator_imports_too(office: Client, sign_in: Any) -> None:
    factories.admin()
    browser = sign_in("admin")
    assert confirm(browser, *keep(browser, workbook(RIVER))).status_code == 303
    assert rows_of(Project) == 1
    assert "清单.xlsx" in browser.get("/projects/import").text


def test_a_long_list_has_pages(office: Client) -> None:
    rows = [changed(RIVER, 项目名称=f"第{number}项", 统一=None) for number in range(60)]
    address, page = keep(office, workbook(*rows))
    assert "共 60 项，第 1 / 2 页" in page
    assert "第59项" not in page
    assert "第59项" in office.get(f"{address}?page=2").text
    assert office.get(f"{address}?page=9").status_code == 200
    assert confirm(office, address, page).status_code == 303
    assert rows_of(Project) == 60


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
