"""The blank tables: what the drop-downs offer, and that a filled one is imported without a question."""

import io
from datetime import date
from typing import Any

import openpyxl
import pytest

from imports.reader import read
from imports.rows import Reading
from tests import factories
from tests.client import Client
from tests.intake.sheets import district
from tracker.choices import Area
from tracker.db import db
from tracker.intake import blank
from tracker.people.models import UnitGroup
from tracker.tasks.models import Task

FILLED = (
    (1, "批准结果", "可研批复", "项目名称、批复文号", "区发改局", None, blank.LIMITS[0], "政府网站"),
    (None, "批准结果", "初步设计批复", "批复文号", "区住建局、区财政局", "各镇办", "每季度", "政府网站、公告栏"),
    (3, "施工信息", "竣工验收", "验收时间", "各镇办", None, "12月31日前", "公告栏"),
)


def filled(data: bytes, rows: tuple[tuple[Any, ...], ...] = FILLED) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    for number, values in enumerate(rows, 3):
        for column, value in enumerate(values, 1):
            if value is not None:
                book.worksheets[0].cell(number, column, value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def reading(data: bytes) -> Reading:
    return read(data, "空白表.xlsx", year=2018)


@pytest.fixture
def house_with_units(app: Any) -> None:
    district()
    factories.add(UnitGroup(name="没有成员的统称", members=[]))
    factories.unit("old", closed_on=date(2018, 3, 1))


@pytest.mark.parametrize("area", Area)
@pytest.mark.usefixtures("house_with_units")
def test_what_is_filled_in_comes_back_without_a_question(area: Area) -> None:
    found = reading(filled(blank.template(area)))
    assert (found.errors, found.warnings) == ((), ())
    (table,) = found.tables
    assert (table.area, [task.item for task in table.tasks]) == (area.value, ["可研批复", "初步设计批复", "竣工验收"])
    said = [(unit.as_written, unit.role) for unit in table.tasks[1].units]
    assert said == [("区住建局", "responsible"), ("区财政局", "responsible"), ("各镇办", "cooperating")]
    assert [task.deadline.kind for task in table.tasks] == ["workdays", "periodic", "date"]


@pytest.mark.parametrize("limit", blank.LIMITS)
@pytest.mark.usefixtures("house_with_units")
def test_every_limit_that_is_offered_is_understood(limit: str) -> None:
    rows = ((1, "类别", "事项", "内容", "区发改局", None, limit, "政府网站"),)
    found = reading(filled(blank.template(Area.MAJOR_PROJECTS), rows))
    assert found.tables[0].tasks[0].deadline.kind not in {"other", "unspecified"}
    assert found.warnings == ()


@pytest.mark.usefixtures("house_with_units")
def test_the_drop_downs_offer_units_in_force_and_groups_with_members() -> None:
    book = openpyxl.load_workbook(io.BytesIO(blank.template(Area.PUBLIC_WELFARE)))
    rules = {str(rule.sqref)[0]: rule for rule in book["任务分解表"].data_validations.dataValidation}
    units = rules["E"].formula1.strip('"').split(",")
    assert set(units) == {"区发改局", "区住建局", "区财政局", "黄堡镇", "桃园街道", "各镇办"}
    assert units[-1] == "各镇办"
    assert rules["F"].formula1 == rules["E"].formula1
    assert blank.LIMITS[0] in rules["G"].formula1
    assert book["填写说明"]["C2"].value == "示例（不会导入）"


@pytest.mark.usefixtures("house_with_units")
def test_the_drop_downs_reach_300_rows_and_what_is_filled_in_there_is_read() -> None:
    data = blank.template(Area.PUBLIC_WELFARE)
    rules = openpyxl.load_workbook(io.BytesIO(data))["任务分解表"].data_validations.dataValidation
    assert {str(rule.sqref).partition(":")[2][1:] for rule in rules} == {"302"}
    rows = tuple((n, "社会救助", f"事项{n}", "内容", "区住建局", None, "每季度", "公告栏") for n in range(1, 301))
    found = reading(filled(data, rows))
    assert (found.errors, found.warnings) == ((), ())
    assert len(found.tables[0].tasks) == 300


@pytest.mark.parametrize("area", Area)
@pytest.mark.usefixtures("house_with_units")
def test_the_example_is_a_row_that_could_be_imported(area: Area) -> None:
    guide = openpyxl.load_workbook(io.BytesIO(blank.template(area)))["填写说明"]
    example = tuple(guide.cell(row, 3).value for row in range(3, 11))
    found = reading(filled(blank.template(area), (example,)))
    assert (found.errors, found.warnings) == ((), ())
    (task,) = found.tables[0].tasks
    assert (task.item, task.content, task.units_text) == (example[2], example[3], "；".join(filter(None, example[4:6])))
    assert task.deadline.kind in {"workdays", "periodic"}
    assert ("区民政局" in task.units_text) is ("低保" in task.item)


@pytest.mark.usefixtures("house_with_units")
def test_an_empty_one_holds_no_task() -> None:
    found = reading(blank.template(Area.PUBLIC_WELFARE))
    assert found.tables == ()
    assert [problem.sheet for problem in found.errors] == ["任务分解表"]


def test_it_is_offered_and_imported(admin: Client) -> None:
    assert "/imports/templates/public_resources.xlsx" in admin.get("/imports").text
    answer = admin.get("/imports/templates/public_resources.xlsx")
    assert answer.status_code == 200
    files = [(io.BytesIO(filled(answer.data)), "表.xlsx")]
    kept = admin.post("/imports", data={"files": files, "year": 2018}, content_type="multipart/form-data")
    page = admin.get(kept.location).text
    assert "新增 3" in page
    assert "有问题 0" in page
    assert "请留意" not in page
    digest = page.partition('name="digest" value="')[2].partition('"')[0]
    assert admin.post(f"{kept.location}/apply", data={"digest": digest}).status_code == 303
    assert db.session.query(Task).count() == 3


@pytest.mark.parametrize("name", ["liaison-fgj", "leader-fgj"])
def test_units_do_not_get_it(app: Any, sign_in: Any, name: str) -> None:
    factories.liaison(), factories.leader()
    assert sign_in(name).get("/imports/templates/public_resources.xlsx").status_code == 404


def test_there_is_none_for_another_area(admin: Client) -> None:
    assert admin.get("/imports/templates/other.xlsx").status_code == 404
