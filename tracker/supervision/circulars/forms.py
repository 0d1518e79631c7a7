"""The form by which a circular is issued."""

from typing import Any

from wtforms.validators import ValidationError

from tracker.clock import today
from tracker.forms import VersionedForm, day_field, long_text_field, number_field, text_field
from tracker.supervision.circulars.issuing import Particulars

MOST_REQUIREMENTS = 4000


class CircularForm(VersionedForm):
    requirements = long_text_field("工作要求", limit=MOST_REQUIREMENTS)
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

    def particulars(self) -> Particulars:
        return Particulars(
            self.serial.data, self.dated_on.data, self.signed_by.data, self.requirements.data, self.letters.data
        )
