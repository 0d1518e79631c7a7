"""What a circular is given when it is issued or withdrawn (number, date, signature), and the form that asks for it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from wtforms.validators import ValidationError

from tracker import numbers
from tracker.clock import today
from tracker.forms import VersionedForm, day_field, number_field, text_field

LETTERS = "王政办发"


@dataclass(frozen=True)
class Particulars:
    """``text`` are the requirements of a circular, or the reason for which it is withdrawn."""

    serial: int
    dated_on: date
    signed_by: str
    text: str
    letters: str = LETTERS

    @property
    def number(self) -> str:
        return f"{self.letters}〔{self.dated_on.year}〕{self.serial}号"


class CircularForm(VersionedForm):
    """``version`` names what was shown when it was opened."""

    letters = text_field("机关代字", limit=12, default=LETTERS)
    serial = number_field("文号序号", 1, 99_999)
    dated_on = day_field("成文日期", default=today)
    signed_by = text_field("签发人", limit=40)

    def validate_letters(self, field: Any) -> None:
        if not all("\u4e00" <= char <= "\u9fff" for char in field.data or ""):
            raise ValidationError("机关代字只用汉字，如 王政办发")

    def is_sound(self, first: date) -> bool:
        """Whether the particulars can be used for a paper dated ``first`` or later; errors are put at their fields."""
        if not self.validate():
            return False
        if not first <= self.dated_on.data <= today():
            self.dated_on.errors = [f"成文日期应在 {first} 至今天 {today()} 之间"]
        elif used := numbers.taken(self.given("").number):
            self.serial.errors = [used]
        return not self.problems

    def given(self, text: str) -> Particulars:
        return Particulars(self.serial.data, self.dated_on.data, self.signed_by.data, text, self.letters.data)
