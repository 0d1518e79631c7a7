"""The form of a corrigendum or a withdrawal."""

from datetime import date
from typing import Any

from wtforms import RadioField
from wtforms.validators import InputRequired, ValidationError

from tracker import numbers
from tracker.clock import today
from tracker.forms import VersionedForm, day_field, long_text_field, text_field
from tracker.notices import numbering
from tracker.notices.choices import FollowUpKind
from tracker.notices.following import FollowUp


class FollowUpForm(VersionedForm):
    """``issued_on`` is the date of the notice that it follows."""

    kind = RadioField("种类", choices=dict(FollowUpKind.options()), validators=[InputRequired("请选择更正还是撤销")])
    reason = long_text_field("原因", limit=1000)
    correction = long_text_field("更正内容", required=False)
    rectify_by: Any = day_field("整改期限更正为", required=False)
    number = text_field("文号", limit=40)
    dated_on: Any = day_field("成文日期")
    signed_by = text_field("签发人", limit=40)
    issued_on: date = date.min

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        valid = super().validate(*args, **kwargs)
        if self.kind.data == FollowUpKind.CORRIGENDUM and not self.correction.data:
            self.correction.errors = ["请写明原文是什么，应为什么"]
            return False
        later = self.rectify_by.data
        if isinstance(later, date) and isinstance(self.dated_on.data, date) and later <= self.dated_on.data:
            self.rectify_by.errors = ["整改期限应在更正通知的成文日期之后"]
            return False
        return bool(valid)

    def validate_number(self, field: Any) -> None:
        try:
            number = numbering.parse(field.data)
        except numbering.NumberProblem as problem:
            raise ValidationError(str(problem)) from None
        if isinstance(self.dated_on.data, date) and number.year != self.dated_on.data.year:
            raise ValidationError(f"文号的年份应与成文日期一致，为{self.dated_on.data.year}")
        field.data = str(number)
        if used := numbers.taken(field.data):
            raise ValidationError(used)

    def validate_dated_on(self, field: Any) -> None:
        if field.data and not self.issued_on <= field.data <= today():
            raise ValidationError(f"应在原通报的成文日期 {self.issued_on} 至今天 {today()} 之间")

    def follow_up(self) -> FollowUp:
        kind, given = FollowUpKind(self.kind.data), (self.number.data, self.dated_on.data, self.signed_by.data)
        return FollowUp(kind, *given, self.reason.data, self.correction.data or "", self.rectify_by.data)
