"""Forms of the acts on one unit's share; each carries the version of the share that it was opened on."""

from typing import Any

from flask_wtf.file import MultipleFileField
from wtforms import HiddenField, RadioField, SelectMultipleField
from wtforms.validators import InputRequired, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from tracker.choices import ReturnReason
from tracker.files import store
from tracker.files.models import StoredFile
from tracker.forms import Form, long_text_field, number_field

MOST_FILES = 5


class ShareForm(Form):
    version = HiddenField()

    def is_stale(self, version: int) -> bool:
        """Whether the share changed since the form was opened. From here on the form rests on the present version."""
        opened_on, self.version.data = self.version.data, str(version)
        return bool(opened_on != str(version))


class EvidenceForm(ShareForm):
    evidence = MultipleFileField("佐证材料")

    def validate_evidence(self, field: Any) -> None:
        if len(field.data or ()) > MOST_FILES:
            raise ValidationError(f"一次最多上传{MOST_FILES}个文件，其余的请在下次更新时上传")
        for upload in field.data or ():
            refusal = store.evidence_refusal(upload.read(store.MAX_SIZE + 1))
            upload.seek(0)
            if refusal:
                raise ValidationError(f"“{store.clean_name(upload.filename)}”：{refusal}")

    def keep(self) -> list[StoredFile]:
        return [store.keep_evidence(upload.read(), upload.filename) for upload in self.evidence.data or ()]


class ProgressForm(EvidenceForm):
    percent = number_field("完成进度（%）", 0, 100)
    note = long_text_field("进展说明")


class SubmissionForm(EvidenceForm):
    note = long_text_field("完成情况")


class NothingAroseForm(EvidenceForm):
    note = long_text_field("情况说明")


class AcceptanceForm(ShareForm):
    remark = long_text_field("审核意见", required=False)


class ReturnForm(ShareForm):
    reason = RadioField("退回原因", choices=dict(ReturnReason.options()), validators=[InputRequired("请选择退回原因")])
    note = long_text_field("具体要求", required=False)

    @property
    def chosen(self) -> ReturnReason:
        return next(reason for reason in ReturnReason if reason.value == self.reason.data)

    def validate_reason(self, field: Any) -> None:
        if field.data == ReturnReason.OTHER.value and not self.note.data:
            raise ValidationError("选择“其他”时，请在“具体要求”中写明退回的原因")


class AssignForm(ShareForm):
    units = SelectMultipleField(
        "责任单位",
        coerce=int,
        choices={},
        validators=[InputRequired("请至少选择一个责任单位")],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
