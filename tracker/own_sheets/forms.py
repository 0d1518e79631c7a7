"""Form of this room."""

from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms.validators import ValidationError

from tracker.files.store import clean_name
from tracker.forms import Form

MAX_SIZE = 2 * 1024 * 1024  # twenty times what a unit with hundreds of tasks can fill in


class UploadForm(Form):
    file = FileField("填好的任务表（.xlsx）")
    name: str
    content: bytes

    def validate_file(self, field: FileField) -> None:
        chosen = field.data
        if not (isinstance(chosen, FileStorage) and chosen.filename):
            raise ValidationError("请选择填好的任务表")
        self.name = clean_name(chosen.filename)
        self.content = chosen.stream.read(MAX_SIZE + 1)
        if len(self.content) > MAX_SIZE:
            raise ValidationError("文件超过2MB。请只在下载的任务表中填写，不要插入图片")
