"""Forms of the acts on one unit's share; each carries the version of the share that it was opened on."""

from typing import Any

from wtforms import RadioField, SelectMultipleField
from wtforms.validators import InputRequired, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from tracker.choices import ReturnReason
from tracker.files.attaching import EvidenceForm
from tracker.forms import VersionedForm, long_text_field, number_field


class ShareEvidenceForm(EvidenceForm):
    too_many = f"{EvidenceForm.too_many}，其余的请在下次更新时上传"


class ProgressForm(ShareEvidenceForm):
    percent = number_field("完成进度（%）", 0, 100)
    note = long_text_field("进展说明")


class SubmissionForm(ShareEvidenceForm):
    note = long_text_field("完成情况")


class NothingAroseForm(ShareEvidenceForm):
    note = long_text_field("情况说明")


class AcceptanceForm(VersionedForm):
    remark = long_text_field("审核意见", required=False)


class ReturnForm(VersionedForm):
    reason = RadioField("退回原因", choices=dict(ReturnReason.options()), validators=[InputRequired("请选择退回原因")])
    note = long_text_field("具体要求", required=False)

    @property
    def chosen(self) -> ReturnReason:
        return next(reason for reason in ReturnReason if reason.value == self.reason.data)

    def validate_reason(self, field: Any) -> None:
        if field.data == ReturnReason.OTHER.value and not self.note.data:
            raise ValidationError("选择“其他”时，请在“具体要求”中写明退回的原因")


class AssignForm(VersionedForm):
    units = SelectMultipleField(
        "责任单位",
        coerce=int,
        choices={},
        validators=[InputRequired("请至少选择一个责任单位")],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
