"""A table as it was read, laid out so that the importer reads the same from it again (pure)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement

from imports.rows import AREA_NAMES, Table, TaskRow
from imports.vocabulary import OUTER_GROUP
from tracker.documents.spreadsheet import Column

FIRST_LEADS = "责任单位（列第一位的为牵头单位）"
SAME_AS_ABOVE = "同上"
UNITS = {
    "lead_units": ("牵头单位", "lead"),
    "units": ("责任单位", "responsible"),
    "cooperating_units": ("配合单位", "cooperating"),
}
INNER_GROUPS = ("二级类别", "三级类别", "四级类别", "五级类别")


@dataclass(frozen=True)
class Shown:
    """One column of the copy: ``field`` is what a problem's column may be, ``cell`` what stands in a row."""

    field: str
    column: Column
    cell: Callable[[TaskRow], str]


def titled(table: Table) -> str:
    """The table's title, with the area where it does not say it."""
    title = table.title or table.file
    name = AREA_NAMES.get(table.area or "", "")
    return title if not name or name in title else f"{title}（{name}领域）"


def shown(table: Table) -> list[Shown]:
    """Only the columns about which the table says something: a column that it lacks says nothing about any task."""
    tasks = table.tasks
    found = [Shown("seq", Column("序号", 8), lambda row: row.seq)] if any(row.seq for row in tasks) else []
    found += _groups(tasks)
    found.append(Shown("item", Column("公开事项", 26), lambda row: row.item))
    if any(row.content for row in tasks):
        found.append(Shown("content", Column("公开内容", 50), lambda row: row.content))
    found += _units(table)
    if table.columns.get("deadline") is not None:
        found.append(Shown("deadline", Column("公开时限", 22), lambda row: row.deadline.text))
    if table.columns.get("channels") is not None:
        found.append(Shown("channels", Column("公开渠道", 20), lambda row: "、".join(row.channels)))
    if any(row.basis for row in tasks):
        found.append(Shown("basis", Column("公开依据", 24), lambda row: row.basis))
    return _with_statements(found, tasks)


def _groups(tasks: Sequence[TaskRow]) -> list[Shown]:
    """The category, between the levels that stand outside and inside of it.

    A row with fewer levels says its own again: a blank would be read as the group above.
    """
    places = [row.groups.index(row.category) if row.category in row.groups else 0 for row in tasks]
    outside = max(places, default=0)
    inside = max((len(row.groups) - place - 1 for row, place in zip(tasks, places, strict=True)), default=0)
    by_row = {id(row): place for row, place in zip(tasks, places, strict=True)}

    def level(offset: int) -> Callable[[TaskRow], str]:
        def cell(row: TaskRow) -> str:
            number = min(max(by_row[id(row)] + offset, 0), len(row.groups) - 1)
            return row.groups[number] if row.groups else ""

        return cell

    found = [Shown("category", Column(OUTER_GROUP, 16), level(number - outside)) for number in range(outside)]
    if any(row.category for row in tasks):
        found.append(Shown("category", Column("公开类别", 18), lambda row: row.category))
    names = INNER_GROUPS[: max(0, inside)]
    return found + [Shown("category", Column(name, 16), level(n)) for n, name in enumerate(names, 1)]


def _units(table: Table) -> list[Shown]:
    fields = [name for name in UNITS if table.columns.get(name) is not None] or ["units"]
    if len(fields) == 1:
        heading = FIRST_LEADS if fields == ["units"] and _first_leads(table.tasks) else UNITS[fields[0]][0]
        return [Shown(fields[0], Column(heading, 26), lambda row: row.units_text)]
    cells = {id(row): _cells(table, row, fields) for row in table.tasks}

    def cell(name: str) -> Callable[[TaskRow], str]:
        return lambda row: cells[id(row)].get(name, "")

    return [Shown(name, Column(UNITS[name][0], 20), cell(name)) for name in fields]


def _first_leads(tasks: Iterable[TaskRow]) -> bool:
    """Whether a note of the table made the first of several units lead, which the rows themselves do not say."""
    leading = (row for row in tasks if any(unit.role == "lead" for unit in row.units))
    return any("牵头" not in row.units_text and "主办" not in row.units_text for row in leading)


def _cells(table: Table, row: TaskRow, fields: Sequence[str]) -> dict[str, str]:
    """The text of each unit cell; together, in their order, they are ``units_text``."""
    parts = row.units_text.split("；") if row.units_text else []
    of_field = {name: [unit.as_written for unit in row.units if unit.column == table.columns[name]] for name in fields}
    for cuts in combinations_with_replacement(range(len(parts) + 1), len(fields) - 1):
        runs = zip((0, *cuts), (*cuts, len(parts)), strict=True)
        texts = dict(zip(fields, ("；".join(parts[first:last]) for first, last in runs), strict=True))
        if all(_is_cell_of(texts[name], units) for name, units in of_field.items()):
            return texts
    return {name: "、".join(units) for name, units in of_field.items()}


def _is_cell_of(text: str, units: Sequence[str]) -> bool:
    return all(unit in text for unit in units) if units else not text


def _with_statements(found: list[Shown], tasks: Sequence[TaskRow]) -> list[Shown]:
    """What one merged cell says of several rows is said once; written out, the rows would be each other's doubles."""
    main = "content" if any(each.field == "content" for each in found) else "item"
    again: set[int] = set()
    before: object = None
    for row in tasks:
        units = frozenset((unit.as_written, unit.role) for unit in row.units)
        statement = (row.category, row.groups, row.item, row.content, units)
        if statement == before:
            again.add(id(row))
        before = statement

    def cell(each: Shown) -> Callable[[TaskRow], str]:
        return lambda row: SAME_AS_ABOVE if id(row) in again else each.cell(row)

    return [Shown(each.field, each.column, cell(each)) if each.field == main else each for each in found]
