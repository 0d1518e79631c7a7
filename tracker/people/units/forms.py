from typing import Any

from wtforms import FieldList, FormField, HiddenField, SelectField, SelectMultipleField
from wtforms import Form as PlainForm
from wtforms.widgets import CheckboxInput, ListWidget

from tracker.choices import Area, NameKind, UnitKind
from tracker.forms import Form, WholeNumberField, day_field, long_text_field, number_field, text_field
from tracker.people.models import Unit, UnitGroup
from tracker.people.registry import NameEntry, UnitEntry

SPARE_ROWS = 2
MOST_NAMES = 60


class NameForm(PlainForm):  # type: ignore[misc]
    """One row of the table of other names; a row without a name is left out."""

    class Meta(PlainForm.Meta):  # type: ignore[misc]
        locales = ("zh",)

    text = text_field("名称", required=False, limit=80)
    kind = SelectField("类别", choices=dict(NameKind.options()), default=NameKind.ALIAS.value)
    area = SelectField("只用于领域", choices={"": "全部领域", **dict(Area.options())}, default="")
    subject = text_field("划入的职责", required=False, limit=40)
    valid_to = day_field("使用至", required=False)

    def entry(self) -> NameEntry:
        area = Area(self.area.data) if self.area.data in set(Area) else None
        kind = NameKind(self.kind.data) if self.kind.data in set(NameKind) else NameKind.ALIAS
        return NameEntry(self.text.data or "", kind, area, self.subject.data or None, self.valid_to.data)


class UnitForm(Form):
    version = WholeNumberField(widget=HiddenField.widget, default=0)
    name = text_field("全称", limit=80)
    short_name = text_field("简称", limit=40)
    kind = SelectField("类型", choices=dict(UnitKind.options()), default=UnitKind.DEPARTMENT.value)
    position = number_field("排序", 0, 9999, default=999)
    closed_on = day_field("撤销日期", required=False)
    names = FieldList(FormField(NameForm, "其他名称"), "其他名称", max_entries=MOST_NAMES)

    @property
    def problems(self) -> list[tuple[str, str, str]]:
        found = [(f.id, f.label.text, str(f.errors[0])) for f in self if f is not self.names and f.errors]
        rows = list(enumerate(self.names, 1))
        in_rows = [
            (f.id, f"其他名称第{row}行“{f.label.text}”", str(f.errors[0]))
            for row, form in rows
            for f in form
            if f.errors
        ]
        return found + in_rows

    def fill(self, unit: Unit) -> None:
        entry = UnitEntry.of(unit)
        self.version.data = unit.version
        self.name.data, self.short_name.data, self.kind.data = entry.name, entry.short_name, entry.kind.value
        self.position.data, self.closed_on.data = entry.position, entry.closed_on
        for name in entry.names:
            self.names.append_entry(
                {
                    "text": name.text,
                    "kind": name.kind.value,
                    "area": name.area.value if name.area else "",
                    "subject": name.subject,
                    "valid_to": name.valid_to,
                }
            )

    def add_spare_rows(self) -> None:
        """Blank rows for new names, so that adding one needs no script."""
        blank = sum(1 for row in self.names if not row.form.text.data)
        for _ in range(min(SPARE_ROWS - blank, MOST_NAMES - len(self.names))):
            self.names.append_entry()

    def entry(self) -> UnitEntry:
        return UnitEntry(
            self.name.data or "",
            self.short_name.data or "",
            UnitKind(self.kind.data) if self.kind.data in set(UnitKind) else UnitKind.DEPARTMENT,
            self.position.data or 0,
            self.closed_on.data,
            tuple(row.form.entry() for row in self.names if row.form.text.data),
        )


class NewUnitForm(UnitForm):
    code = text_field("代码", limit=16)


class GroupForm(Form):
    version = WholeNumberField(widget=HiddenField.widget, default=0)
    name = text_field("名称", limit=40)
    spellings = long_text_field("其他写法", required=False, limit=400)
    members = SelectMultipleField(
        "成员单位",
        coerce=int,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        validate_choice=False,
    )

    def offer(self, units: list[Any]) -> None:
        self.members.choices = {unit.id: unit.short_name for unit in units}

    def fill(self, group: UnitGroup) -> None:
        self.version.data, self.name.data = group.version or 0, group.name
        self.spellings.data = group.spellings
        self.members.data = [unit.id for unit in group.members]

    def spelled(self) -> list[str]:
        text = (self.spellings.data or "").replace("\r", "").replace("\n", "、")
        return [part.strip() for part in text.split("、") if part.strip()]
