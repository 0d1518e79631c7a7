"""A rule with its hours and its paper, and the hours of duty."""

from typing import Any

from wtforms import BooleanField, RadioField, SelectMultipleField
from wtforms.validators import InputRequired, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from tracker.clock import today
from tracker.forms import Form, day_field, number_field, text_field
from tracker.opinions import duty
from tracker.opinions.choices import Demand, Severity
from tracker.opinions.duty import Hours
from tracker.opinions.rulemaking import adopting
from tracker.opinions.rules import FIRST_DAY, Rule

MOST_HOURS = 720


class RuleForm(Form):
    demand = RadioField(
        "要求", choices=dict(Demand.options()), coerce=Demand, validators=[InputRequired("请选择要求的事项")]
    )
    severities = SelectMultipleField(
        "适用的舆情等级",
        choices=dict(Severity.options()),
        coerce=Severity,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=[InputRequired("请至少勾选一个等级")],
    )
    hours = number_field("时限（小时）", 1, MOST_HOURS, required=False)
    is_lifted = BooleanField("不再要求（不填小时数）")
    valid_from = day_field("施行日期")
    source = text_field("依据的文件和文号")
    recounts = BooleanField("施行日以后已登记的舆情按新规则重新计算时限，并在办理过程中记明")

    def validate_valid_from(self, field: Any) -> None:
        if field.data and field.data < FIRST_DAY:
            raise ValidationError(f"施行日期不能早于 {FIRST_DAY}，之前的舆情不在本台账登记")

    def is_sound(self) -> bool:
        """Whether the rule may be entered; that cases are judged anew must be said."""
        sound = bool(self.validate())
        if not self.hours.errors and bool(self.hours.data) is bool(self.is_lifted.data):
            self.hours.errors = ["请填写小时数；不再要求的，勾选“不再要求”并把小时数留空"]
        if not sound or self.problems:
            return False
        found = adopting.concerned(self.rule())
        if found and not self.recounts.data:
            self.recounts.errors = [adopting.untold(found)]
        return not self.problems

    def rule(self) -> Rule:
        severities = frozenset(self.severities.data or ())
        return Rule(self.demand.data, severities, self.hours.data, self.valid_from.data, self.source.data)


class HoursForm(Form):
    spans = text_field("工作日值班时间", limit=80)
    valid_from = day_field("施行日期")
    source = text_field("依据")

    def validate_spans(self, field: Any) -> None:
        if field.data:
            try:
                duty.read(field.data)
            except ValueError as error:
                raise ValidationError(str(error)) from None

    def validate_valid_from(self, field: Any) -> None:
        if field.data and field.data < today():
            raise ValidationError(f"施行日期不能早于今天 {today()}，已经交办的舆情仍按交办时的值班时间计算")

    def hours(self) -> Hours:
        return Hours(duty.read(self.spans.data), self.valid_from.data, self.source.data)
