"""The blank list: what its drop-downs offer, and that a filled one is read back without a question."""

import io
from datetime import date

from openpyxl import load_workbook
from sqlalchemy import select

from tests import factories
from tests.client import Client
from tests.projects.importing.sheets import confirm, keep
from tracker.choices import ProjectKind, ProjectStage
from tracker.db import db
from tracker.projects.importing import blank
from tracker.projects.importing.reading import read
from tracker.projects.models import Project


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
