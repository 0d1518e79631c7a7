"""Kind, days, day or rhythm of a time limit, with the reason for setting it."""

from typing import Any

from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired, Optional

from tracker.choices import ClockStart, DeadlineKind, Period
from tracker.forms import Form, day_field, long_text_field, number_field
from tracker.intake.limits.setting import SETTABLE, Setting
from tracker.tasks.models import Task

MOST_DAYS = 250  # the working days of a year
KINDS = {
    DeadlineKind.WORKDAYS.value: "若干个工作日内",
    DeadlineKind.DATE.value: "某一天前（含当日）",
    DeadlineKind.PERIODIC.value: "定期，每期至少一次",
    DeadlineKind.REALTIME.value: "实时公开",
    DeadlineKind.ONGOING.value: "长期公开",
}


class LimitForm(Form):
    version = HiddenField()
    kind = RadioField("时限是", choices=KINDS, validators=[InputRequired("请选择时限的种类")])
    days = number_field("工作日数", 1, MOST_DAYS, required=False)
    start = SelectField("从哪一天起算", choices=dict(ClockStart.options()), validators=[Optional()])
    on = day_field("日期", required=False)
    period = SelectField("多久一次", choices=dict(Period.options()), validators=[Optional()])
    reason = long_text_field("设定的理由", limit=400)

    def __init__(self, year: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.year = year

    def is_stale(self, version: int) -> bool:
        """Whether the task changed since the form was opened. From here on the form rests on the present version."""
        opened_on, self.version.data = self.version.data, str(version)
        return bool(opened_on != str(version))

    def validate(self, extra_validators: Any = None) -> bool:
        good = bool(super().validate(extra_validators))
        if self.kind.data == DeadlineKind.WORKDAYS and not self.days.data and not self.days.errors:
            self.days.errors = [f"请填写工作日数，1至{MOST_DAYS}"]
            return False
        typed = self.on.data
        if self.kind.data == DeadlineKind.DATE and not self.on.errors and (not typed or typed.year != self.year):
            self.on.errors = [f"请填写{self.year}年内的日期，例如 {self.year}-06-30"]
            return False
        return good

    @property
    def setting(self) -> Setting:
        """Only what belongs to the chosen kind counts, whatever else was typed."""
        kind = DeadlineKind(self.kind.data)
        if kind is DeadlineKind.WORKDAYS:
            return Setting(kind, days=self.days.data, start=ClockStart(self.start.data or ClockStart.FORMED))
        if kind is DeadlineKind.DATE:
            return Setting(kind, on=self.on.data)
        if kind is DeadlineKind.PERIODIC:
            return Setting(kind, period=Period(self.period.data or Period.QUARTER))
        return Setting(kind)


def filled(task: Task) -> dict[str, Any]:
    """What the form shows at first."""
    return {
        "version": str(task.version),
        "kind": task.deadline_kind.value if task.deadline_kind in SETTABLE else None,
        "days": task.deadline_days,
        "start": task.deadline_start.value if task.deadline_start else ClockStart.FORMED.value,
        "on": task.deadline_on,
        "period": task.deadline_period.value if task.deadline_period else Period.QUARTER.value,
    }
