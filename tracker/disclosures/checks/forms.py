"""Forms of the office's check of a record."""

from wtforms import Field, RadioField
from wtforms.validators import InputRequired, ValidationError

from tracker.choices import ReturnReason
from tracker.forms import VersionedForm, long_text_field


class CheckForm(VersionedForm):
    note = long_text_field("核对意见", required=False)


class CheckReturnForm(VersionedForm):
    reason = RadioField(
        "退回原因",
        choices=dict(ReturnReason.options()),
        coerce=ReturnReason,
        validators=[InputRequired("请选择退回原因")],
    )
    note = long_text_field("具体要求", required=False)

    def validate_reason(self, field: Field) -> None:
        if field.data is ReturnReason.OTHER and not self.note.data:
            raise ValidationError("选择“其他”时，请在“具体要求”中写明退回的原因")
