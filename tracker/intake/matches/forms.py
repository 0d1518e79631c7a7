"""Which task one row continues."""

from collections.abc import Sequence
from typing import Any

from wtforms import RadioField
from wtforms.validators import InputRequired

from tracker.forms import VersionedForm
from tracker.intake.duty import Standing
from tracker.intake.matches.asking import NEW


class MatchForm(VersionedForm):
    task = RadioField("这一行是", choices=(), validators=[InputRequired("请选择这一行是哪一项任务")])

    def __init__(self, offered: Sequence[Standing], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.task.choices = [(NEW, "一项新任务"), *((str(task.id), task.duty.item) for task in offered)]

    @property
    def chosen(self) -> int | None:
        return None if self.task.data == NEW else int(self.task.data)
