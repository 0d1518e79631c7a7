"""Forms of the reminders: the rule, and the address of one's own e-mail."""

import re
from typing import Any

from wtforms.validators import ValidationError

from tracker.clock import today
from tracker.forms import Form, VersionedForm, day_field, number_field, text_field
from tracker.reminders.choices import PaperStep
from tracker.reminders.lights import MOST_WORKDAYS, Rule

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


class RuleForm(VersionedForm):
    valid_from = day_field("生效日期")
    yellow_workdays = number_field("到期前几个工作日亮黄灯", 0, MOST_WORKDAYS)
    repeat_workdays = number_field("逾期后每几个工作日再提醒", 1, MOST_WORKDAYS)
    reminder_workdays = number_field("提醒的反馈期限（工作日）", 1, MOST_WORKDAYS)
    urging_workdays = number_field("催办的反馈期限（工作日）", 1, MOST_WORKDAYS)
    supervision_workdays = number_field("督办的反馈期限（工作日）", 1, MOST_WORKDAYS)

    def validate_valid_from(self, field: Any) -> None:
        if field.data and field.data < today():
            raise ValidationError(f"生效日期不能早于今天 {today()}")

    def rule(self) -> Rule:
        waits = {
            PaperStep.REMINDER: self.reminder_workdays.data,
            PaperStep.URGING: self.urging_workdays.data,
            PaperStep.SUPERVISION: self.supervision_workdays.data,
        }
        return Rule(self.valid_from.data, self.yellow_workdays.data, self.repeat_workdays.data, waits)


class MailForm(Form):
    address = text_field("接收提醒的电子邮箱", required=False)

    def validate_address(self, field: Any) -> None:
        if field.data and not _ADDRESS.fullmatch(field.data):
            raise ValidationError("请填写完整的邮箱地址，例如 zhangsan@example.gov.cn")
