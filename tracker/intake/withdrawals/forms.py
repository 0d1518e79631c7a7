"""Ticking tasks to withdraw or to revive, with one written reason."""

from wtforms import HiddenField, SelectMultipleField

from tracker.forms import Form, long_text_field
from tracker.tasks.withdrawing import REASON_LENGTH


def number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


class SelectionForm(Form):
    """``idle``: besides those ticked, every missing task on which nobody has worked."""

    version = HiddenField()
    withdraw = SelectMultipleField("撤销", coerce=number, validate_choice=False)
    revive = SelectMultipleField("恢复", coerce=number, validate_choice=False)
    idle = SelectMultipleField("没有办理记录的", coerce=number, validate_choice=False)
    reason = long_text_field("撤销理由", required=False, limit=REASON_LENGTH)

    def is_stale(self, version: int) -> bool:
        """Whether the import changed since the page was shown. From here on the form rests on the present version."""
        opened_on, self.version.data = self.version.data, str(version)
        return bool(opened_on != str(version))
