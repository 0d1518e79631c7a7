"""Forms of the unit's report and the office's re-check; each carries the version on which it was opened."""

from flask_wtf.file import MultipleFileField

from tracker.files.attaching import EvidenceForm
from tracker.forms import VersionedForm, address_field, long_text_field


class ReportForm(EvidenceForm):
    reply = long_text_field("整改情况")
    address = address_field("整改网页链接", required=False)
    evidence = MultipleFileField("佐证材料")  # again, so that it comes last


class ClosingForm(VersionedForm):
    remark = long_text_field("复核意见", required=False)


class SendingBackForm(VersionedForm):
    note = long_text_field("还缺什么")
