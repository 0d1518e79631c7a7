"""The form by which a notice is issued."""

from dataclasses import replace
from datetime import date
from typing import Any

from wtforms import BooleanField, HiddenField
from wtforms.validators import DataRequired, ValidationError

from tracker import numbers
from tracker.clock import today
from tracker.forms import Form, day_field, text_field
from tracker.notices import issuing, numbering
from tracker.notices.drafting import Particulars
from tracker.notices.wording import PUBLIC


class NumberedForm(Form):
    """What a paper is given when it is issued: where nobody signed in the tracker, who did on paper. No paper can be
    dated before ``earliest``, which is what ``that_is`` says."""

    number = text_field("文号", limit=40)
    dated_on: Any = day_field("成文日期")
    signed_by = text_field("签发人", limit=40)
    is_on_paper = BooleanField("签发人已在纸质稿上签字，原件已存档", [DataRequired("请先由领导签发，再办理文号")])
    earliest: date = date.min
    that_is = "事实截至日"

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
        if field.data and not self.earliest <= field.data <= today():
            raise ValidationError(f"应在{self.that_is} {self.earliest} 至今天 {today()} 之间")


class IssueForm(NumberedForm):
    """``seen`` names the list and the text that were shown."""

    seen = HiddenField()
    is_public = BooleanField(f"印附注“（{PUBLIC}）”")
    is_compared = BooleanField("上面标出的不同之处，签发的领导已逐处看过，同意这样写")

    def particulars(self) -> Particulars:
        return Particulars(
            number=self.number.data,
            dated_on=self.dated_on.data,
            signed_by=self.signed_by.data if self.signed_by else "",
            is_public=self.is_public.data,
        )


class CriticismForm(IssueForm):
    rectify_by = day_field("整改期限")
    contact = text_field("联系人和电话", limit=80)

    def validate_rectify_by(self, field: Any) -> None:
        if field.data and self.dated_on.data and field.data <= self.dated_on.data:
            raise ValidationError("整改期限应在成文日期之后")
        if field.data and self.dated_on.data and field.data > issuing.latest(self.dated_on.data):
            raise ValidationError(f"不能晚于 {issuing.latest(self.dated_on.data)}，请核对年份")

    def particulars(self) -> Particulars:
        return replace(super().particulars(), contact=self.contact.data, rectify_by=self.rectify_by.data)
