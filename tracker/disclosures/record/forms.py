"""The form on a record's own page."""

from flask_wtf.file import FileField, FileRequired

from tracker.disclosures.models import Disclosure
from tracker.files import store
from tracker.forms import Form


class EvidenceForm(Form):
    file = FileField("佐证材料", validators=[FileRequired("请选择文件")])

    def is_new(self, disclosure: Disclosure) -> bool:
        """Whether the record has no file of the same content yet; else the error is put at the field."""
        same = store.same_as(self.file.data, disclosure.evidence)
        if same is not None:
            self.file.errors = [f"这份文件与已上传的“{same.name}”内容相同，不需要重复上传"]
        return same is None
