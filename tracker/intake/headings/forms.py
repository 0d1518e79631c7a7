"""What each column of a table is, as a person says it."""

from collections.abc import Mapping
from typing import Any

from wtforms import HiddenField, SelectField
from wtforms.validators import InputRequired, ValidationError

from imports.grid import letter
from imports.known import FIELDS, MOST_ROWS, REPEATABLE, shape_of
from imports.rows import Head
from tracker.choices import Area
from tracker.forms import Form
from tracker.intake.headings.remembering import lines_of

NAMES = dict(
    zip(
        FIELDS,
        (
            "序号",
            "类别",
            "公开事项",
            "公开内容",
            "责任单位",
            "牵头单位",
            "配合单位",
            "公开时限",
            "公开渠道",
            "公开依据",
        ),
        strict=True,
    )
)
UNUSED = ""
UNITS = frozenset({"units", "lead_units", "cooperating_units"})
MATTER = frozenset({"category", "item", "content"})


class ColumnsForm(Form):
    """``fields`` maps a column to what was chosen for it; ``wrong`` holds what is wrong with a column."""

    opened_on = HiddenField()
    first = SelectField("表头第一行", choices={}, validators=[InputRequired("请选择表头在哪一行")])
    last = SelectField("表头最后一行", choices={}, validators=[InputRequired("请选择表头到哪一行")])
    area = SelectField("领域", choices={"": "按表中所写", **dict(Area.options())})

    def __init__(self, head: Head, typed: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        rows = {} if head.rows else {"": "请选择"}
        rows |= {str(number): f"第{number}行" for number, _ in head.lines}
        self.first.choices = self.last.choices = rows
        self.head = head
        self.columns = sorted({column for _, cells in head.lines for column in cells})
        self.wrong: dict[int, str] = {}
        if typed is None:
            self.fields = dict(head.fields)
        else:
            said = {column: str(typed.get(f"column-{column}", UNUSED)) for column in self.columns}
            self.fields = {column: name for column, name in said.items() if name in NAMES}

    @property
    def rows(self) -> range:
        return range(int(self.first.data), int(self.last.data) + 1)

    @property
    def chosen_area(self) -> Area | None:
        return Area(self.area.data) if self.area.data else None

    def validate_last(self, field: SelectField) -> None:
        shown = {str(number) for number, _ in self.head.lines}
        if not {self.first.data, field.data} <= shown:
            return
        if not 0 < len(self.rows) <= MOST_ROWS:
            raise ValidationError(f"表头应从第一行到最后一行，最多{MOST_ROWS}行")
        if not lines_of(self.head, self.rows)[0]:
            raise ValidationError("所选的第一行没有文字，不能作为表头")

    def validate(self, extra_validators: Any = None) -> bool:
        good = super().validate(extra_validators)
        by: dict[str, list[int]] = {}
        for column, name in self.fields.items():
            by.setdefault(name, []).append(column)
        for name, columns in by.items():
            if len(columns) > 1 and name not in REPEATABLE:
                listed = "、".join(f"{letter(column)}列" for column in columns)
                self.wrong[columns[-1]] = f"{listed}都选了“{NAMES[name]}”，只能选一列"
        first = self.columns[0] if self.columns else 1
        if not by.keys() & MATTER:
            self.wrong.setdefault(first, "请指定哪一列是公开事项或公开内容")
        elif not by.keys() & UNITS:
            self.wrong.setdefault(first, "请指定哪一列是责任单位（或牵头单位、配合单位）")
        return bool(good) and not self.wrong

    @property
    def problems(self) -> list[tuple[str, str, str]]:
        return [*super().problems, *((f"column-{c}", f"{letter(c)}列", text) for c, text in self.wrong.items())]


def mark(head: Head, version: int) -> str:
    """What a form was opened on: the rows that were looked at, and what had been said of them."""
    return f"{shape_of(lines_of(head, [row for row, _ in head.lines]))}-{version}"
