"""The committed sample tables: what the script builds, what the reader makes of them."""

from collections import Counter
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from imports.reader import read
from imports.rows import Reading
from tests.imports.samples import major_projects, public_resources, public_welfare
from tests.imports.samples.build import FOLDER, SAMPLES

AREAS = {
    "重大建设项目.xlsx": ("major_projects", major_projects.TITLE, 40),
    "公共资源配置.xlsx": ("public_resources", public_resources.TITLE, 36),
    "社会公益事业.xlsx": ("public_welfare", public_welfare.TITLE, 55),
}


def reading(file: str) -> Reading:
    return read((FOLDER / file).read_bytes(), file, year=2018)


def parts(data: bytes) -> dict[str, bytes]:
    """What is packed, for another machine's library may pack it differently."""
    with ZipFile(BytesIO(data)) as book:
        return {name: book.read(name) for name in book.namelist()}


@pytest.mark.parametrize("file", SAMPLES)
def test_the_file_is_what_the_script_builds(file: str) -> None:
    assert parts((FOLDER / file).read_bytes()) == parts(SAMPLES[file]())


@pytest.mark.parametrize("file", SAMPLES)
def test_it_reads_without_a_question(file: str) -> None:
    area, title, count = AREAS[file]
    found = reading(file)
    assert (found.errors, found.warnings) == ((), ())
    (table,) = found.tables
    assert (table.area, table.title, len(table.tasks)) == (area, title, count)
    assert [task.seq for task in table.tasks] == [str(number) for number in range(1, count + 1)]
    assert not any(unit.generic for task in table.tasks for unit in task.units)


def test_texts_are_stored_in_both_ways() -> None:
    stored = {}
    for file in SAMPLES:
        with ZipFile(FOLDER / file) as book:
            sheet = book.read("xl/worksheets/sheet1.xml")
            stored[file] = (b't="inlineStr"' in sheet, b't="s"' in sheet, "xl/sharedStrings.xml" in book.namelist())
    assert stored == {
        "重大建设项目.xlsx": (False, True, True),
        "公共资源配置.xlsx": (True, False, False),
        "社会公益事业.xlsx": (False, True, True),
    }


def test_major_projects_come_back_row_by_row() -> None:
    (table,) = reading("重大建设项目.xlsx").tables
    assert table.header_rows == (3, 4)
    for task, (category, item, content, units, limit, ticked) in zip(table.tasks, major_projects.ROWS, strict=True):
        assert (task.category, task.item, task.content) == (category, item, content)
        assert "、".join(unit.as_written for unit in task.units) == units
        assert task.deadline.text == limit
        assert len(task.channels) == len(ticked)


def test_public_resources_come_back_with_their_roles() -> None:
    (table,) = reading("公共资源配置.xlsx").tables
    assert (table.columns["units"], table.columns["lead_units"], table.columns["cooperating_units"]) == (None, "E", "F")
    for task, row in zip(table.tasks, public_resources.ROWS, strict=True):
        roles = {
            role: "、".join(unit.as_written for unit in task.units if unit.role == role)
            for role in ("lead", "cooperating")
        }
        assert (roles["lead"], roles["cooperating"]) == row[3:5]
        assert "、".join(task.channels) == row[6]


def test_public_welfare_comes_back_row_by_row() -> None:
    (table,) = reading("社会公益事业.xlsx").tables
    for task, (category, item, content, units, limit, channels) in zip(table.tasks, public_welfare.ROWS, strict=True):
        assert (task.category, task.item, task.content) == (category, item, content)
        assert "、".join(unit.as_written for unit in task.units) == units
        assert (task.deadline.text, "、".join(task.channels)) == (limit, channels)


def test_every_kind_of_limit_occurs() -> None:
    kinds = Counter(task.deadline.kind for file in SAMPLES for task in reading(file).tables[0].tasks)
    assert set(kinds) == {"workdays", "date", "periodic", "realtime"}
    assert kinds["workdays"] > sum(kinds.values()) / 2


def test_the_note_says_that_they_are_a_reconstruction() -> None:
    note = (Path(FOLDER) / "README.md").read_text(encoding="utf-8")
    assert "不是王益区实施方案的原附件" in note
    assert "reconstruction" in note
