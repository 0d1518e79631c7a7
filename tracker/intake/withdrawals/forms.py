"""Ticking tasks to withdraw instead of taking an import back, with one written reason."""

from typing import Any

from wtforms import BooleanField, HiddenField, SelectMultipleField
from wtforms.validators import ValidationError

from tracker.forms import Form, long_text_field
from tracker.listing import number_of
from tracker.tasks.withdrawing import REASON_LENGTH


def number(text: str) -> int:
    return number_of(text) or 0


class InsteadForm(Form):
    """``free``: besides those ticked, every task of the import on which nothing was built."""

    seen = HiddenField()
    withdraw = SelectMultipleField("撤销", coerce=number, validate_choice=False, choices={})
    free = BooleanField("连同其余没有办理记录的任务")
    reason = long_text_field("撤销理由", limit=REASON_LENGTH)

    def is_stale(self, now: str) -> bool:
        """Whether something was built on the import since the page was shown. From here on the form rests on it."""
        opened_on, self.seen.data = self.seen.data, now
        return bool(opened_on != now)

    def validate_reason(self, _field: Any) -> None:
        if not any(self.withdraw.data or ()) and not self.free.data:
            raise ValidationError("请先勾选要撤销的任务")
