"""To which unit a case passes, and why."""

from collections.abc import Iterable

from wtforms import SelectField

from tracker.forms import Form, text_field


class ReasonForm(Form):
    reason = text_field("原因")


class UnitForm(ReasonForm):
    to = SelectField("单位", coerce=int, choices={})

    def offer(self, units: Iterable[tuple[int, str]]) -> None:
        self.to.choices = {"0": "请选择", **{str(number): name for number, name in units}}

    def is_sound(self) -> bool:
        sound = bool(self.validate())
        if not self.to.data and not self.to.errors:
            self.to.errors = ["请选择单位"]
        return sound and not self.problems
