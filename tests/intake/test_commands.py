"""``flask import-tables``: the published document, the exit codes, and that bad input changes nothing."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.intake.sheets import ROWS, changed, district, workbook
from tracker.choices import AssignmentRole, ImportState
from tracker.db import db
from tracker.files.models import StoredFile
from tracker.intake.models import ImportBatch
from tracker.journal import AuditEntry
from tracker.people.district import seed_district
from tracker.tasks.models import Task

SAMPLES = Path(__file__).parents[2] / "imports" / "samples"
COLUMNS = ("seq", "category", "item", "content", "units", "lead_units", "cooperating_units", "deadline", "channels")


@pytest.fixture
def file(tmp_path: Path) -> Any:
    def write(data: bytes = b"", name: str = "公共资源配置.xlsx") -> Path:
        path = tmp_path / name
        path.write_bytes(data or workbook())
        return path

    return write


def tasks() -> int:
    return db.session.scalar(select(func.count()).select_from(Task)) or 0


def document(command: Any, *args: Any) -> dict[str, Any]:
    answer = command("import-tables", *args, "--year", 2018, "--json")
    assert answer.exit_code == 0, answer.stderr
    assert answer.stderr == ""
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


def test_the_three_samples_come_in(app: Any, command: Any) -> None:
    seed_district()
    found = document(command, *sorted(SAMPLES.glob("*.xlsx")))
    assert found["applied"] is True
    assert found["errors"] == []
    assert {table["area"]: len(table["tasks"]) for table in found["tables"]} == {
        "major_projects": 40,
        "public_resources": 36,
        "public_welfare": 55,
    }
    assert all(unit["known"] for table in found["tables"] for task in table["tasks"] for unit in task["units"])
    assert tasks() == 131
    again = document(command, *sorted(SAMPLES.glob("*.xlsx")))
    assert {task["change"] for table in again["tables"] for task in table["tasks"]} == {"unchanged"}
    assert tasks() == 131
    assert db.session.scalar(select(func.count()).select_from(ImportBatch)) == 1


def test_the_document_is_the_published_one(app: Any, command: Any, file: Any) -> None:
    district()
    found = document(command, file(), "--dry-run")
    assert list(found) == ["year", "applied", "tables", "errors", "warnings"]
    assert (found["year"], found["applied"]) == (2018, False)
    (table,) = found["tables"]
    assert tuple(table["columns"]) == COLUMNS
    assert (table["file"], table["sheet"], table["header_rows"]) == ("公共资源配置.xlsx", "分解表", [2])
    assert (table["columns"]["units"], table["columns"]["lead_units"]) == ("E", None)
    first, second, third, fourth = table["tasks"]
    assert first == {
        "row": 3,
        "seq": "1",
        "category": "住房保障",
        "item": "年度建设计划",
        "content": "任务量、项目信息、户型",
        "units": [
            {"name": "区住房和城乡建设局", "as_written": "区住建局", "role": "responsible", "known": True},
            {"name": "区财政局", "as_written": "区财政局", "role": "responsible", "known": True},
        ],
        "deadline": {
            "text": "20个工作日",
            "kind": "workdays",
            "days": 20,
            "from": "formed",
            "date": None,
            "period": None,
        },
        "channels": ["政府网站"],
        "change": "new",
    }
    assert [(unit["name"], unit["as_written"], unit["role"]) for unit in second["units"]] == [
        ("区住房和城乡建设局", "区住建局", "lead"),
        ("黄堡镇人民政府", "各镇办", "cooperating"),
        ("桃园街道办事处", "各镇办", "cooperating"),
    ]
    assert (second["deadline"]["days"], second["deadline"]["from"]) == (7, "decided")
    assert (third["deadline"]["kind"], third["deadline"]["date"]) == ("date", "2018-12-28")
    assert (fourth["deadline"]["kind"], fourth["deadline"]["period"]) == ("periodic", "quarter")
    assert fourth["units"][1] == {
        "name": "相关部门",
        "as_written": "相关部门",
        "role": "responsible",
        "known": False,
    }
    assert [problem["row"] for problem in found["warnings"]] == [6]
    assert found["errors"] == []
    assert tasks() == 0


def test_a_dry_run_needs_no_unit(app: Any, command: Any, file: Any) -> None:
    found = document(command, file(), "--dry-run")
    units = [unit for task in found["tables"][0]["tasks"] for unit in task["units"]]
    assert {unit["known"] for unit in units} == {False}
    assert all(unit["name"] == unit["as_written"] for unit in units)
    assert "还没有单位" in found["warnings"][-1]["message"]


def test_a_dry_run_writes_nothing(app: Any, command: Any, file: Any) -> None:
    district()
    assert command("import-tables", file(), "--year", 2018, "--dry-run").exit_code == 0
    for model in (Task, ImportBatch, StoredFile, AuditEntry):
        assert db.session.scalar(select(func.count()).select_from(model)) == 0
    assert not list(Path(app.config["DATA_DIR"]).rglob("files"))


def test_without_units_the_real_import_is_refused_in_one_line(app: Any, command: Any, file: Any) -> None:
    answer = command("import-tables", file(), "--year", 2018)
    assert answer.exit_code == 1
    assert answer.stderr.count("\n") == 1
    assert "还没有单位" in answer.stderr


def test_tasks_shares_and_limits_are_as_the_table_says(app: Any, command: Any, file: Any) -> None:
    district()
    document(command, file())
    plan, result, budget, closing = db.session.scalars(select(Task).order_by(Task.position))
    assert [(a.unit_name, a.role) for a in result.assignments] == [
        ("区住建局", AssignmentRole.LEAD),
        ("黄堡镇", AssignmentRole.COOPERATING),
        ("桃园街道", AssignmentRole.COOPERATING),
    ]
    assert {a.as_written for a in result.assignments[1:]} == {"各镇办"}
    assert [str(a.due_on) for a in budget.assignments] == ["2018-12-28"]
    assert [str(a.due_on) for a in closing.assignments] == ["2018-12-31", "2018-12-31"]
    assert [a.due_on for a in plan.assignments] == [None, None]
    assert (closing.assignments[1].unit_id, closing.assignments[1].as_written) == (None, "相关部门")
    assert (plan.deadline_days, plan.channels, plan.seq) == (20, ["政府网站"], "1")
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "import.apply")).one()
    stored = db.session.scalars(select(StoredFile)).one()
    assert entry.details["files"] == [{"name": "公共资源配置.xlsx", "sha256": stored.sha256}]
    assert db.session.scalars(select(ImportBatch)).one().state is ImportState.APPLIED


def test_a_second_version_changes_what_it_changes(app: Any, command: Any, file: Any) -> None:
    district()
    document(command, file())
    found = document(command, file(workbook(changed(1, content="任务量、项目信息、户型和进度")[:3])))
    (table,) = found["tables"]
    assert [task["change"] for task in table["tasks"]] == ["changed", "unchanged", "unchanged"]
    assert table["removed"] == [{"seq": "4", "item": "采购结果"}]
    assert db.session.scalar(select(Task.content).where(Task.position == 1)) == "任务量、项目信息、户型和进度"
    assert tasks() == 4


def test_an_area_that_is_not_uploaded_is_not_missed(app: Any, command: Any, file: Any) -> None:
    district()
    document(command, file())
    other = workbook(ROWS[:1], title="铜川市王益区社会公益事业建设领域政府信息公开工作任务分解表")
    (table,) = document(command, file(other, "社会公益事业.xlsx"))["tables"]
    assert (table["removed"], table["tasks"][0]["change"]) == ([], "new")


def test_one_bad_file_keeps_the_good_one_out(app: Any, command: Any, file: Any) -> None:
    district()
    bad = file(workbook(changed(1, units="区气象台")[:1], title="社会公益事业建设领域任务分解表"), "坏.xlsx")
    answer = command("import-tables", file(), bad, "--year", 2018)
    assert answer.exit_code == 1
    assert answer.stderr == (
        "《坏.xlsx》工作表“分解表”第3行E列：未找到单位“区气象台”。请在网页的导入预览中选定对应单位，或注明不是单位；也可以在表中改正。\n"
    )
    assert tasks() == 0
    assert db.session.scalar(select(func.count()).select_from(ImportBatch)) == 0


def test_errors_stand_in_the_document_and_nowhere_else(app: Any, command: Any, file: Any) -> None:
    district()
    answer = command("import-tables", file(workbook(changed(1, units="区气象台"))), "--year", 2018, "--json")
    assert (answer.exit_code, answer.stderr) == (1, "")
    found = json.loads(answer.stdout)
    assert found["applied"] is False
    (error,) = found["errors"]
    assert (error["row"], error["column"], error["sheet"]) == (3, "E", "分解表")
    assert found["tables"][0]["tasks"][0]["units"][0]["known"] is False


def test_area_and_sheet_can_be_named(app: Any, command: Any, file: Any) -> None:
    district()
    found = document(command, file(workbook(title="任务表"), "表.xlsx"), "--dry-run", "--area", "public_welfare")
    assert found["tables"][0]["area"] == "public_welfare"
    answer = command("import-tables", file(), "--year", 2018, "--sheet", "没有这个")
    assert answer.exit_code == 1
    assert "没有这个" in answer.stderr


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["--year", "2018"], 2),
        (["x.xlsx"], 2),
        (["x.xlsx", "--year", "18"], 2),
        (["x.xlsx", "--year", "2018", "--area", "roads"], 2),
        (["/nowhere/x.xlsx", "--year", "2018"], 1),
        (["/", "--year", "2018"], 1),
        (["a\x00b.xlsx", "--year", "2018"], 1),
    ],
)
def test_wrong_usage_and_unreadable_files_end_in_one_line(app: Any, command: Any, args: list[str], code: int) -> None:
    answer = command("import-tables", *args)
    assert answer.exit_code == code
    assert answer.stdout == ""
    assert answer.stderr.count("\n") == 1


@pytest.mark.parametrize("data", [b"\n", b"hello", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0" + b"0" * 600])
def test_a_file_that_is_no_table_ends_in_one_line(app: Any, command: Any, file: Any, data: bytes) -> None:
    district()
    answer = command("import-tables", file(data), "--year", 2018)
    assert answer.exit_code == 1
    assert answer.stderr.count("\n") == 1
    assert answer.stderr.startswith("《公共资源配置.xlsx》")


def test_an_empty_file_ends_in_one_line(app: Any, command: Any, tmp_path: Path) -> None:
    (tmp_path / "空.xlsx").touch()
    answer = command("import-tables", tmp_path / "空.xlsx", "--year", 2018)
    assert (answer.exit_code, answer.stderr.count("\n")) == (1, 1)


def test_the_help_gives_an_example(command: Any) -> None:
    answer = command("import-tables", "--help")
    assert answer.exit_code == 0
    assert "flask import-tables" in answer.stdout
