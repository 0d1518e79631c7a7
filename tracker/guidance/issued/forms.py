"""By which number, date and signature a circular is issued or withdrawn."""

from datetime import date
from typing import Any

from wtforms import HiddenField
from wtforms.validators import ValidationError

from tracker import numbers
from tracker.clock import today
from tracker.forms import Form, day_field, long_text_field, number_field, text_field
from tracker.guidance.issued.issuing import Particulars


class PaperForm(Form):
    letters = text_field("机关代字", limit=12)
    serial = number_field("文号序号", 1, 99_999)
    dated_on = day_field("成文日期")
    signed_by = text_field("签发人", limit=40)

    def validate_letters(self, field: Any) -> None:
        if not all("\u4e00" <= char <= "\u9fff" for char in field.data or ""):
            raise ValidationError("机关代字只用汉字，如 王政办发")

    def validate_dated_on(self, field: Any) -> None:
        if field.data and field.data > today():
            raise ValidationError(f"成文日期不能晚于今天 {today()}")

    def is_sound(self, first: date) -> bool:
        """Whether the particulars can be used for a paper dated ``first`` or later; errors are put at their fields."""
        if not self.validate():
            return False
        if self.dated_on.data < first:
            self.dated_on.errors = [f"成文日期不能早于 {first}"]
        elif used := numbers.taken(self.given("").number):
            self.serial.errors = [used]
        return not self.problems

    def given(self, text: str) -> Particulars:
        return Particulars(self.serial.data, self.dated_on.data, self.signed_by.data, text, self.letters.data)


class IssueForm(PaperForm):
    """``seen`` names the table that was shown."""

    seen = HiddenField()
    requirements = long_text_field("工作要求")

    def particulars(self) -> Particulars:
        return self.given(self.requirements.data)


class WithdrawalForm(PaperForm):
    reason = long_text_field("撤销原因", limit=400)

    def particulars(self) -> Particulars:
        return self.given(self.reason.data)
