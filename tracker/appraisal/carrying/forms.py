"""Which unfinished tasks go into the new year."""

from typing import Any

from wtforms import SelectMultipleField

from tracker.forms import Form, day_field


class CarryForm(Form):
    tasks = SelectMultipleField("任务", coerce=int, validate_choice=False)
    due_on: Any = day_field("固定日期任务的新日期", required=False)
