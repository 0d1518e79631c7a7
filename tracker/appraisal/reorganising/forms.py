"""The form by which work passes from one unit to another."""

from typing import Any

from wtforms import HiddenField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from tracker.choices import Area
from tracker.forms import Form, day_field, long_text_field


class MoveForm(Form):
    source = SelectField("划出单位", validators=[InputRequired("请选择划出单位")])
    target = SelectField("承接单位", validators=[InputRequired("请选择承接单位")])
    on: Any = day_field("自哪一天起")
    areas = SelectMultipleField(
        "划转哪些领域",
        choices=dict(Area.options()),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        validators=[InputRequired("请至少选择一个领域")],
    )
    reason = long_text_field("依据和说明", limit=1000)
    seen = HiddenField()

    @property
    def chosen(self) -> tuple[Area, ...]:
        return tuple(Area(value) for value in self.areas.data or ())
