"""Which unfinished tasks go into the new year, and the new day of each that has one."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import SelectMultipleField

from tracker.appraisal.carrying import carrying
from tracker.forms import Form, day_field
from tracker.tasks.models import Task


class CarryForm(Form):
    tasks = SelectMultipleField("任务", coerce=int, validate_choice=False)

    @classmethod
    def over(cls, tasks: Sequence[Task]) -> "type[CarryForm]":
        """With a field for the day of each dated task, the same day of the next year being proposed."""
        fields: dict[str, Any] = {
            f"day_{task.id}": day_field(f"《{task.title}》的新日期", required=False, default=carrying.day_of(task))
            for task in tasks
            if carrying.is_dated(task)
        }
        return type("CarryFormOfYear", (cls,), fields)

    def day_of(self, task: Task) -> Any:
        return self._fields.get(f"day_{task.id}")

    @property
    def days(self) -> dict[int, date | None]:
        return {int(field.name.removeprefix("day_")): field.data for field in self if field.name.startswith("day_")}
