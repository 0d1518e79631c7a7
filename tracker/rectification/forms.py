"""Forms of the unit's report and the office's re-check; each carries the version on which it was opened."""

from typing import Any

from flask_wtf.file import MultipleFileField
from wtforms import HiddenField
from wtforms.validators import ValidationError

from tracker.files import store
from tracker.files.models import StoredFile
from tracker.forms import Form, address_field, long_text_field

MOST_FILES = 5


class VersionedForm(Form):
    version = HiddenField()

    def is_stale(self, version: int) -> bool:
        """Whether the record changed since the form was opened. From here on the form rests on the present version."""
        opened_on, self.version.data = self.version.data, str(version)
        return bool(opened_on != str(version))


class ReportForm(VersionedForm):
    reply = long_text_field("整改情况")
    address = address_field("整改网页链接", required=False)
    evidence = MultipleFileField("佐证材料")

    def validate_evidence(self, field: Any) -> None:
        if len(field.data or ()) > MOST_FILES:
            raise ValidationError(f"一次最多上传{MOST_FILES}个文件")
        for upload in field.data or ():
            refusal = store.evidence_refusal(upload.read(store.MAX_SIZE + 1))
            upload.seek(0)
            if refusal:
                raise ValidationError(f"“{store.clean_name(upload.filename)}”：{refusal}")

    def keep(self) -> list[StoredFile]:
        return [store.keep_evidence(upload.read(), upload.filename) for upload in self.evidence.data or ()]


class ClosingForm(VersionedForm):
    remark = long_text_field("复核意见", required=False)


class SendingBackForm(VersionedForm):
    note = long_text_field("还缺什么")
