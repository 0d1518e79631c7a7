"""Form of the import."""

from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms.validators import ValidationError

from tracker.files.store import clean_name
from tracker.forms import Form

MAX_SIZE = 5 * 1024 * 1024  # many times what a list of 2,000 projects takes


class UploadForm(Form):
    file = FileField("项目清单（.xlsx）")
    name: str
    content: bytes

    def validate_file(self, field: FileField) -> None:
        chosen = field.data
        if not (isinstance(chosen, FileStorage) and chosen.filename):
            raise ValidationError("请选择项目清单")
        self.name = clean_name(chosen.filename)
        self.content = chosen.stream.read(MAX_SIZE + 1)
        if len(self.content) > MAX_SIZE:
            raise ValidationError("文件超过5MB。请删去图片和无关的工作表，或拆成几个文件")
