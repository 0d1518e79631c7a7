"""Forms of the office's check of a record."""

from wtforms import RadioField
from wtforms.validators import InputRequired

from tracker.choices import ReturnReason
from tracker.forms import VersionedForm, long_text_field


class CheckForm(VersionedForm):
    note = long_text_field("核对意见", required=False)


class CheckReturnForm(VersionedForm):
    """A record cannot be returned for what is only said of a task in which nothing arose."""

    reason = RadioField(
        "退回原因",
        choices={reason.value: reason.label for reason in ReturnReason if reason is not ReturnReason.UNSUPPORTED},
        coerce=ReturnReason,
        validators=[InputRequired("请选择退回原因")],
    )
    note = long_text_field("具体要求", id="return-note")
