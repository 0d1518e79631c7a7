"""The values that leave this package: what was recognised in a file, and what was not."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from imports.value import value

AREAS = ("major_projects", "public_resources", "public_welfare")

AREA_NAMES = {
    "major_projects": "重大建设项目批准和实施",
    "public_resources": "公共资源配置",
    "public_welfare": "社会公益事业建设",
}

# The keys of Table.columns, in the order of the published document.
FIELDS = (
    "seq",
    "category",
    "item",
    "content",
    "units",
    "lead_units",
    "cooperating_units",
    "deadline",
    "channels",
)

Role = Literal["responsible", "lead", "cooperating"]
LimitKind = Literal["workdays", "date", "periodic", "realtime", "ongoing", "unspecified", "other"]
LimitStart = Literal["formed", "decided"]
Period = Literal["day", "week", "month", "quarter", "half_year", "year"]
Severity = Literal["error", "warning"]


@value
class Problem:
    """One thing a person has to look at; `message` is a complete Chinese sentence naming its place.

    `row` counts from 1, `column` is a letter such as "E"; either is None where the problem has no such place.
    An error means that nothing of the file may be applied; a warning is for a person to confirm.
    """

    file: str
    sheet: str | None
    row: int | None
    column: str | None
    message: str
    severity: Severity = "error"


@value
class UnitRef:
    """A unit as the table writes it; whether the district knows such a unit is decided elsewhere.

    `open_ended`: the words that leave the list open which it closes: 等部门, 按职责分工负责; "" for none.
    `group`: stands for several units (各镇办). Look the name up among the registered groups.
    `generic`: a kind of department or any department (相关审批部门): never a unit of its own.
    """

    as_written: str
    role: Role = "responsible"
    column: str | None = None
    open_ended: str = ""
    group: bool = False
    generic: bool = False


@value
class TimeLimit:
    """When something must be public; `text` is always what the cell says.

    workdays: `days` working days from `start` ("formed", "decided"; None: from an event that only the text names).
    date: on or before `date`. periodic: once in every `period`; `days` working days after its end or a yearly `date`
    where the text says so. other: not understood, or a limit of `days` calendar days (`calendar_days` is then true).
    `also` is a second limit of the same cell, e.g. 7 working days from the decision for licences and penalties.
    """

    text: str = ""
    kind: LimitKind = "unspecified"
    days: int | None = None
    start: LimitStart | None = None
    date: date | None = None
    period: Period | None = None
    calendar_days: bool = False
    also: TimeLimit | None = None


@value
class TaskRow:
    """One task. Text fields are "" where the table says nothing; `row` is where the task begins.

    `groups` holds every level of grouping from the outside in (`category` is one of them); `units_text` the unit
    cells as typed; `elsewhere` maps a field's name to the cell that its value came from, e.g. {"units": "E7"}, where
    that is not the field's own cell in this row.
    """

    row: int
    seq: str = ""
    category: str = ""
    item: str = ""
    content: str = ""
    basis: str = ""
    units: tuple[UnitRef, ...] = ()
    units_text: str = ""
    deadline: TimeLimit = TimeLimit()
    channels: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    elsewhere: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """One breakdown table. `area` is None only when an error says so; `columns` has every key of FIELDS.

    `within` says where in a file without sheets it stands, e.g. 第2张表格.
    """

    file: str
    sheet: str | None
    title: str
    area: str | None
    header_rows: tuple[int, ...]
    columns: dict[str, str | None]
    tasks: tuple[TaskRow, ...]
    within: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """A heading, or the first rows of a sheet in which none was found, for a person to say what the columns are.

    `rows` is empty where none was found; `fields` maps a column's number to a field (FIELDS and "basis"); `said`: a
    person has said so before. `lines` are the rows around it by number, each as texts by column.
    """

    sheet: str | None
    rows: tuple[int, ...]
    fields: dict[int, str]
    certain: bool
    said: bool
    lines: tuple[tuple[int, dict[int, str]], ...]

    @property
    def heads_something(self) -> bool:
        """Is there a row of a table below it, or rows that could be a table?"""
        below = [cells for row, cells in self.lines if len(cells) > 1 and (not self.rows or row > self.rows[-1])]
        return len(below) > (0 if self.rows else 1)


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was found in one file. With any error in it, nothing may be applied."""

    tables: tuple[Table, ...] = ()
    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    heads: tuple[Head, ...] = ()
