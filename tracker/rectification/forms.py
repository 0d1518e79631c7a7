"""Forms of the unit's report and the office's re-check; each carries the version on which it was opened."""

from flask_wtf.file import MultipleFileField
from wtforms import RadioField
from wtforms.validators import InputRequired

from tracker.files.attaching import EvidenceForm
from tracker.forms import VersionedForm, address_field, day_field, long_text_field
from tracker.rectification.choices import Step


class ReportForm(EvidenceForm):
    reply = long_text_field("整改情况")
    address = address_field("整改网页链接", required=False)
    evidence = MultipleFileField("佐证材料")  # again, so that it comes last


class ClosingForm(VersionedForm):
    remark = long_text_field("复核意见", required=False)


class SendingBackForm(VersionedForm):
    result = RadioField(
        "复核结果",
        choices={Step.PARTLY.value: "部分整改", Step.NOT_DONE.value: "未整改"},
        default=Step.NOT_DONE.value,
        validate_choice=False,
    )
    note = long_text_field("还缺什么")

    @property
    def found(self) -> Step:
        return Step.PARTLY if self.result.data == Step.PARTLY else Step.NOT_DONE


class ExtensionForm(VersionedForm):
    until = day_field("延期至")
    reason = long_text_field("延期理由", limit=1000)


class ExtensionAnswerForm(VersionedForm):
    granted = RadioField(
        "答复", choices={"yes": "同意延期", "no": "不同意延期"}, validators=[InputRequired("请选择是否同意")]
    )
    answer = long_text_field("答复理由", limit=1000)
