"""Forms of a round of inspection: opening it, what is seen under a task, handing it to the units."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from tracker.choices import Area
from tracker.clock import today
from tracker.files.attaching import EvidenceForm
from tracker.forms import (
    Form,
    VersionedForm,
    address_field,
    day_field,
    long_text_field,
    number_field,
    strip,
    text_field,
)
from tracker.supervision.arranging import Round
from tracker.supervision.checking import Observation
from tracker.supervision.choices import CheckIndicator
from tracker.supervision.drawing import MOST_PER_UNIT
from tracker.supervision.indicators import MOST_POINTS

MOST_DAYS = 90  # a reply date further away is taken for a slip of the pen

LONGEST_SEED = 9


class TicksField(SelectMultipleField):  # type: ignore[misc]
    """Several of a closed list, each with a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class RoundForm(Form):
    title = text_field("检查名称")
    period_from = day_field("检查时段（起）")
    period_to = day_field("检查时段（止）")
    areas = TicksField("重点领域", choices=dict(Area.options()), validators=[InputRequired("请至少选择一个重点领域")])
    indicators = TicksField(
        "检查指标", choices=dict(CheckIndicator.options()), validators=[InputRequired("请至少选择一项检查指标")]
    )
    every_unit = BooleanField("检查全部单位")
    units = TicksField("单位", coerce=int, choices={})
    size = number_field("每个单位抽查任务数", 1, MOST_PER_UNIT)
    seed = StringField("抽查号", filters=[strip], validators=[InputRequired("请填写抽查号")])

    def offer(self, units: Iterable[Any]) -> None:
        self.units.choices = {str(unit.id): unit.short_name for unit in units}

    def validate_seed(self, field: Any) -> None:
        if not (field.data.isascii() and field.data.isdigit() and len(field.data) <= LONGEST_SEED):
            raise ValidationError(f"请填写不超过{LONGEST_SEED}位的数字")

    def validate_period_to(self, field: Any) -> None:
        start: date | None = self.period_from.data
        if field.data and start and field.data < start:
            raise ValidationError("止日不能早于起日")
        if field.data and start and field.data.year != start.year:
            raise ValidationError("检查时段应在同一年度内")
        if field.data and field.data > today():
            raise ValidationError(f"止日不能晚于今天 {today()}")

    def validate_units(self, field: Any) -> None:
        if not self.every_unit.data and not field.data:
            raise ValidationError("请选择单位，或勾选“检查全部单位”")

    def round(self) -> Round:
        everyone = [int(number) for number in self.units.choices]
        return Round(
            self.title.data,
            self.period_from.data,
            self.period_to.data,
            tuple(Area(each) for each in self.areas.data),
            tuple(CheckIndicator(each) for each in self.indicators.data),
            tuple(everyone if self.every_unit.data else self.units.data),
            self.size.data,
            int(self.seed.data),
        )


class FindingForm(EvidenceForm):
    indicator = SelectField("检查指标", choices={}, validators=[InputRequired("请选择检查指标")])
    problem = long_text_field("存在的问题", limit=1000)
    points = number_field("扣分", 0, MOST_POINTS)
    address = address_field("核查网址", required=False)
    evidence = MultipleFileField("证据材料")

    def offer(self, indicators: Iterable[CheckIndicator]) -> None:
        self.indicator.choices = {"": "请选择", **{each.value: each.label for each in indicators}}

    def observation(self) -> Observation:
        indicator = CheckIndicator(self.indicator.data)
        return Observation(indicator, self.problem.data, self.points.data, self.address.data or "")


class ClearForm(VersionedForm):
    remark = text_field("检查说明", required=False)


class SendForm(VersionedForm):
    reply_by = day_field("反馈期限")

    def validate_reply_by(self, field: Any) -> None:
        if field.data and field.data <= today():
            raise ValidationError(f"反馈期限应在今天 {today()} 之后")
        if field.data and field.data > today() + timedelta(days=MOST_DAYS):
            raise ValidationError(f"反馈期限不能晚于今天起{MOST_DAYS}天，请核对年份")
