"""Forms of the papers: issuing one, going on to the next, signing for it, answering it."""

from collections.abc import Iterable

from wtforms import SelectMultipleField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from tracker.forms import Form, VersionedForm, long_text_field, text_field
from tracker.reminders.papers.issuing import Order
from tracker.reminders.papers.wording import Matter


class PaperForm(Form):
    matters = SelectMultipleField(
        "事项",
        choices={},
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=[InputRequired("请至少选择一项")],
    )
    requirement = long_text_field("补充要求", required=False, limit=500)
    signed_by = text_field("签发人", limit=40)

    def offer(self, matters: Iterable[Matter]) -> None:
        self.matters.choices = {
            each.key: f"{each.kind.label}《{each.title}》，期限 {each.due_on}，{each.standing}" for each in matters
        }

    def order(self) -> Order:
        return Order(self.signed_by.data, self.requirement.data or "")


class FollowForm(VersionedForm):
    requirement = long_text_field("补充要求", required=False, limit=500)
    signed_by = text_field("签发人", limit=40)

    def order(self) -> Order:
        return Order(self.signed_by.data, self.requirement.data or "")


class ReceiveForm(VersionedForm):
    pass


class AnswerForm(VersionedForm):
    answer = long_text_field("办理情况", limit=2000)
