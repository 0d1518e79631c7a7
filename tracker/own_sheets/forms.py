"""Forms of this room."""

from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import SelectField, TextAreaField
from wtforms.validators import DataRequired, ValidationError

from tracker.files.store import clean_name
from tracker.forms import Form
from tracker.own_sheets.pasting import LONGEST

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


class PasteForm(Form):
    """Rows copied from a spreadsheet, and the task under which they are recorded where they name none."""

    task = SelectField("记在哪项任务下", choices={}, default="")
    text = TextAreaField("粘贴的内容", validators=[DataRequired("请粘贴从表格软件中复制的行")])

    def validate_text(self, field: TextAreaField) -> None:
        if len(field.data or "") > LONGEST:
            raise ValidationError(f"一次粘贴不超过{LONGEST // 10000}万字。请分几次粘贴，或用离线填报上传")
        if any(char < " " and char not in "\t\n\r" for char in field.data or ""):
            raise ValidationError("含有不可见的控制字符，请重新复制后粘贴")
