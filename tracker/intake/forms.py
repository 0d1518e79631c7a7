"""Forms of this room."""

from flask_wtf.file import MultipleFileField
from werkzeug.datastructures import FileStorage
from wtforms.validators import ValidationError

from tracker.files.store import MAX_SIZE, clean_name
from tracker.forms import Form, number_field
from tracker.intake.batches import MOST_FILES
from tracker.intake.pipeline import Source

EARLIEST_YEAR, LATEST_YEAR = 2008, 2099


class UploadForm(Form):
    files = MultipleFileField("任务分解表")
    year = number_field("年度", EARLIEST_YEAR, LATEST_YEAR)
    sources: list[Source]

    def validate_files(self, field: MultipleFileField) -> None:
        chosen = [file for file in field.data or [] if isinstance(file, FileStorage) and file.filename]
        if not chosen:
            raise ValidationError("请选择要导入的文件")
        if len(chosen) > MOST_FILES:
            raise ValidationError(f"一次最多导入{MOST_FILES}个文件，现在选择了{len(chosen)}个")
        self.sources = []
        for file in chosen:
            name, data = clean_name(file.filename or ""), file.stream.read(MAX_SIZE + 1)
            if len(data) > MAX_SIZE:
                raise ValidationError(f"《{name}》超过10MB。请删去图片、隐藏内容等多余部分，或拆成几个文件")
            self.sources.append(Source(name, data))
