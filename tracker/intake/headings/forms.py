"""What each column of a table is, as a person says it."""

from collections.abc import Mapping
from typing import Any

from wtforms import HiddenField, SelectField
from wtforms.validators import InputRequired, ValidationError

from imports.grid import letter
from imports.known import FIELDS, MOST_ROWS, REPEATABLE, is_title, shape_of
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
UNUSED, NO_HEADING = "", "none"
UNITS = frozenset({"units", "lead_units", "cooperating_units"})
MATTER = frozenset({"category", "item", "content"})


class ColumnsForm(Form):
    """``fields`` maps a column to what was chosen for it; ``wrong`` holds what is wrong with a column."""

    opened_on = HiddenField()
    first = SelectField("表头第一行", choices={}, validators=[InputRequired("请选择表头在哪一行")])
    last = SelectField("表头最后一行", choices={})
    area = SelectField("领域", choices={"": "按表中所写", **dict(Area.options())})

    def __init__(self, head: Head, typed: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        numbers = {str(number): f"第{number}行" for number, _ in head.lines}
        without = {} if head.rows else {"": "请选择", NO_HEADING: "没有表头，直接是任务"}
        self.first.choices, self.last.choices = without | numbers, ({} if head.rows else {"": "没有表头"}) | numbers
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
        """Empty for a table without heading."""
        if self.first.data == NO_HEADING:
            return range(0)
        return range(int(self.first.data), int(self.last.data) + 1)

    @property
    def chosen_area(self) -> Area | None:
        return Area(self.area.data) if self.area.data else None

    def validate_last(self, field: SelectField) -> None:
        shown = {str(number) for number, _ in self.head.lines}
        if self.first.data not in shown:
            return
        if field.data not in shown:
            raise ValidationError("请选择表头到哪一行")
        if not 0 < len(self.rows) <= MOST_ROWS:
            raise ValidationError(f"表头应从第一行到最后一行，最多{MOST_ROWS}行")
        if not lines_of(self.head, self.rows)[0]:
            raise ValidationError("所选的第一行没有文字，不能作为表头")
        if is_title(dict(self.head.lines)[self.rows[0]]):
            raise ValidationError(f"第{self.rows[0]}行只有一处文字，是标题，不是表头。请从写有各列名称的那一行选起")

    def validate(self, extra_validators: Any = None) -> bool:
        good = super().validate(extra_validators)
        by: dict[str, list[int]] = {}
        for column, name in self.fields.items():
            by.setdefault(name, []).append(column)
        for name, columns in by.items():
            if len(columns) > 1 and name not in REPEATABLE:
                listed = "、".join(f"{letter(column)}列" for column in columns)
                self.wrong[columns[-1]] = f"{listed}都选了“{NAMES[name]}”，只能选一列"
        if self.first.data == NO_HEADING and len(by.get("channels", ())) > 1:
            self.wrong.setdefault(by["channels"][-1], "没有表头时，看不出各列是哪个渠道，公开渠道只能选一列")
        first = self.columns[0] if self.columns else 1
        if not by.keys() & MATTER:
            self.wrong.setdefault(first, "请指定哪一列是公开事项或公开内容")
        elif not by.keys() & UNITS:
            self.wrong.setdefault(first, "请指定哪一列是责任单位（或牵头单位、配合单位）")
        return bool(good) and not self.wrong

    @property
    def problems(self) -> list[tuple[str, str, str]]:
        return [*super().problems, *((f"column-{c}", f"{letter(c)}列", text) for c, text in self.wrong.items())]


def ends(head: Head) -> dict[str, str]:
    """The first and last row of a heading as the form has them."""
    if not head.rows:
        return {"first": NO_HEADING if head.said else "", "last": ""}
    return {"first": str(head.rows[0]), "last": str(head.rows[-1])}


def mark(head: Head, version: int) -> str:
    """What a form was opened on: the rows that were looked at, and what had been said of them."""
    return f"{shape_of(lines_of(head, [row for row, _ in head.lines]))}-{version}"
