from collections.abc import Iterable
from datetime import datetime
from typing import Any

from wtforms import Field, RadioField, SelectField
from wtforms.validators import InputRequired, ValidationError
from wtforms.widgets import DateTimeLocalInput

from tracker.choices import Area, OpinionKind, OpinionSource, OpinionStage, Severity
from tracker.clock import SHANGHAI, local, now
from tracker.forms import EARLIEST, Form, address_field, long_text_field, text_field
from tracker.opinions.models import OpinionCase
from tracker.opinions.recording import Finding, Step

FORMATS = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S")


class MomentField(Field):  # type: ignore[misc]
    """A date and time in Shanghai, typed as 2018-12-20 09:30 or picked; ``data`` is an aware instant."""

    widget = DateTimeLocalInput()
    data: Any

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{local(self.data):%Y-%m-%dT%H:%M}" if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            return
        self.data = None
        if not valuelist[0].strip():
            return
        typed = next((moment for each in FORMATS if (moment := _parse(valuelist[0].strip(), each))), None)
        if typed is None:
            raise ValueError("请按 2018-12-20 09:30 的格式填写日期和时间")
        if not EARLIEST.year <= typed.year <= 2099:
            raise ValueError("日期应在 2008 年至 2099 年之间")
        self.data = typed


def _parse(text: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(text, form).replace(tzinfo=SHANGHAI)
    except ValueError:
        return None


def _not_in_the_future(_form: Form, field: Field) -> None:
    if field.data and field.data > now():
        raise ValidationError("时间不能晚于现在")


class CaseForm(Form):
    """A case is opened with four facts; the rest has sensible defaults."""

    topic = text_field("舆情主题")
    area = RadioField(
        "重点领域", choices=dict(Area.options()), coerce=Area, validators=[InputRequired("请选择重点领域")]
    )
    found_at = MomentField("发现时间", validators=[InputRequired("请填写发现时间"), _not_in_the_future])
    source = RadioField(
        "来源", choices=dict(OpinionSource.options()), coerce=OpinionSource, validators=[InputRequired("请选择来源")]
    )
    unit = SelectField("责任单位", coerce=int, choices={}, validators=[InputRequired("请选择责任单位")])
    severity = RadioField("等级", choices=dict(Severity.options()), coerce=Severity, default=Severity.OTHER)
    kind = SelectField("类型", choices=dict(OpinionKind.options()), coerce=OpinionKind, default=OpinionKind.HOT_TOPIC)
    found_where = text_field("发现平台或位置", required=False)
    coordinated_with = text_field("协调联动单位", required=False)
    task = SelectField("相关任务", coerce=int, choices={}, default=0)

    def offer(self, units: Iterable[tuple[int, str]], tasks: Iterable[tuple[int, str]]) -> None:
        """A liaison's case is the own unit's: without units to choose from, the field is not there."""
        choices = {str(number): name for number, name in units}
        if choices:
            self.unit.choices = {"0": "请选择", **choices}
        else:
            del self.unit
        self.task.choices = {"0": "不涉及具体任务", **{str(number): name for number, name in tasks}}

    def validate(self, extra_validators: Any = None) -> bool:
        sound = bool(super().validate(extra_validators))
        if self.unit is not None and not self.unit.data and not self.unit.errors:
            self.unit.errors = ["请选择责任单位"]
        return sound and not self.problems

    def finding(self) -> Finding:
        return Finding(
            topic=self.topic.data,
            area=self.area.data,
            found_at=self.found_at.data,
            source=self.source.data,
            kind=self.kind.data,
            severity=self.severity.data,
            found_where=self.found_where.data or "",
            coordinated_with=self.coordinated_with.data or "",
        )


class EntryForm(Form):
    stage = RadioField(
        "环节",
        choices=dict(OpinionStage.options()),
        coerce=OpinionStage,
        default=OpinionStage.TRACKING,
        validators=[InputRequired("请选择环节")],
    )
    text = long_text_field("情况")
    happened_at = MomentField("时间", validators=[InputRequired("请填写时间")])
    channel = text_field("回应渠道", required=False, limit=80)
    address = address_field("回应网址", required=False)

    def step(self) -> Step:
        return Step(
            stage=self.stage.data,
            text=self.text.data,
            happened_at=self.happened_at.data,
            channel=self.channel.data or "",
            address=self.address.data or "",
        )

    def is_sound(self, case: OpinionCase) -> bool:
        """Whether the entry is complete and fits the case; errors are put at their fields."""
        if not self.validate():
            return False
        for name, message in self.step().problems(case, now()).items():
            self[name].errors = [message]
        return not self.problems


class ReopenForm(Form):
    reason = text_field("重新打开的原因")
