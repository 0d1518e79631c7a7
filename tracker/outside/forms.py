"""Forms of the results from outside."""

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_wtf.file import FileField
from wtforms import Field, RadioField, SelectField
from wtforms.validators import InputRequired, ValidationError
from wtforms.widgets import TextInput

from tracker.clock import today
from tracker.files import store
from tracker.forms import Form, VersionedForm, day_field, long_text_field, number_field, text_field
from tracker.outside.choices import OutsideSource
from tracker.outside.recording import Result

MOST = 100_000  # hundredths of a point
AS_WRITTEN = re.compile(r"[0-9]+(\.[0-9]{1,2})?")  # as people write points: no exponent, no sign


class PointsField(Field):  # type: ignore[misc]
    """Points with at most two decimals; ``data`` is in hundredths."""

    widget = TextInput()
    data: Any

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data / 100:g}" if self.data is not None else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if not valuelist or not valuelist[0].strip():
            return
        typed = valuelist[0].strip()[:12]
        try:
            hundredths = Decimal(typed) * 100
        except InvalidOperation:
            raise ValueError("请填写数字，如 92.5") from None
        if not AS_WRITTEN.fullmatch(typed) or not 0 <= hundredths <= MOST:
            raise ValueError("请填写0至1000之间、最多两位小数的数字")
        self.data = int(hundredths)


class ResultForm(Form):
    unit = SelectField("单位", coerce=int, choices={}, validators=[InputRequired("请选择单位")])
    year = number_field("年度", 2008, 2099)
    source = RadioField(
        "来源", choices=dict(OutsideSource.options()), coerce=OutsideSource, validators=[InputRequired("请选择来源")]
    )
    title = text_field("评价名称")
    assessor = text_field("评价单位", limit=80)
    dated_on = day_field("结果日期")
    score = PointsField("得分", validators=[InputRequired("请填写此项")])
    full = PointsField("满分", default=10_000, validators=[InputRequired("请填写此项")])
    grade = text_field("等次或名次", required=False, limit=40)
    note = long_text_field("说明", required=False, limit=1000)
    paper = FileField("来源文件", validators=[InputRequired("请上传载明结果的文件")])

    def offer(self, units: Iterable[Any]) -> None:
        self.unit.choices = {"0": "请选择", **{str(unit.id): unit.short_name for unit in units}}

    def validate_unit(self, field: Any) -> None:
        if not field.data:
            raise ValidationError("请选择单位")

    def validate_full(self, field: Any) -> None:
        if field.data == 0:
            raise ValidationError("满分应大于0")
        if field.data is not None and self.score.data is not None and self.score.data > field.data:
            raise ValidationError("得分不能高于满分")

    def validate_dated_on(self, field: Any) -> None:
        if field.data and field.data > today():
            raise ValidationError(f"结果日期不能晚于今天 {today()}")
        if field.data and self.year.data and field.data.year < self.year.data:
            raise ValidationError("结果日期不能早于所属年度")

    def validate_paper(self, field: Any) -> None:
        refusal = (
            store.evidence_refusal(field.data.read(store.MAX_SIZE + 1), field.data.filename or "")
            if field.data
            else None
        )
        if field.data:
            field.data.seek(0)
        if refusal:
            raise ValidationError(refusal)

    def result(self) -> Result:
        return Result(
            self.year.data,
            self.source.data,
            self.title.data,
            self.assessor.data,
            self.dated_on.data,
            self.score.data,
            self.full.data,
            self.grade.data or "",
            self.note.data or "",
        )


class VoidForm(VersionedForm):
    reason = text_field("作废原因")
