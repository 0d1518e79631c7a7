"""The form on a record's own page."""

from flask_wtf.file import FileField, FileRequired

from tracker.forms import Form


class EvidenceForm(Form):
    file = FileField("佐证材料", validators=[FileRequired("请选择文件")])
