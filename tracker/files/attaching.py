"""The part of a form by which evidence is attached to a record."""

from typing import Any, ClassVar

from flask_wtf.file import MultipleFileField
from wtforms.validators import ValidationError

from tracker.files import store
from tracker.files.models import StoredFile
from tracker.forms import VersionedForm

MOST_FILES = 5


class EvidenceForm(VersionedForm):
    too_many: ClassVar[str] = f"一次最多上传{MOST_FILES}个文件"
    evidence = MultipleFileField("佐证材料")

    def validate_evidence(self, field: Any) -> None:
        if len(field.data or ()) > MOST_FILES:
            raise ValidationError(self.too_many)
        for upload in field.data or ():
            refusal = store.evidence_refusal(upload.read(store.MAX_SIZE + 1), upload.filename or "")
            upload.seek(0)
            name = store.clean_name(upload.filename)
            if refusal:
                raise ValidationError(f"“{name}”：{refusal}")
        self._refuse_doubles(field)

    def _refuse_doubles(self, field: Any) -> None:
        """The same content twice in one upload proves nothing more."""
        seen: dict[bytes, str] = {}
        for upload in field.data or ():
            name, content = store.clean_name(upload.filename), upload.read()
            upload.seek(0)
            if content in seen:
                raise ValidationError(f"“{name}”与“{seen[content]}”内容相同，只需上传一个")
            seen[content] = name

    def keep(self) -> list[StoredFile]:
        return [store.keep_evidence(upload.read(), upload.filename) for upload in self.evidence.data or ()]
