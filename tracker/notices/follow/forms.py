"""The form of a corrigendum or a withdrawal."""

from datetime import date
from typing import Any

from wtforms import RadioField
from wtforms.validators import InputRequired

from tracker.forms import VersionedForm, day_field, long_text_field
from tracker.notices.choices import FollowUpKind
from tracker.notices.following import FollowUp
from tracker.notices.forms import NumberedForm


class FollowUpForm(NumberedForm, VersionedForm):
    kind = RadioField("种类", choices=dict(FollowUpKind.options()), validators=[InputRequired("请选择更正还是撤销")])
    reason = long_text_field("原因", limit=1000)
    correction = long_text_field("更正内容", required=False)
    rectify_by: Any = day_field("整改期限更正为", required=False)
    that_is = "原通报的成文日期"

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

    def follow_up(self) -> FollowUp:
        kind, given = FollowUpKind(self.kind.data), (self.number.data, self.dated_on.data, self.signed_by.data)
        return FollowUp(kind, *given, self.reason.data, self.correction.data or "", self.rectify_by.data)
