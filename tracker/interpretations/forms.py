from collections.abc import Iterable

from wtforms import Field, RadioField, SelectField
from wtforms.validators import InputRequired, ValidationError

from tracker.choices import Area, InterpretationForm
from tracker.clock import today
from tracker.forms import Form, address_field, day_field, long_text_field, text_field
from tracker.interpretations.models import PolicyDocument
from tracker.interpretations.recording import Paper, Reading


class DocumentForm(Form):
    title = text_field("文件标题")
    document_number = text_field("文号", required=False, limit=80)
    area = RadioField(
        "重点领域", choices=dict(Area.options()), coerce=Area, validators=[InputRequired("请选择重点领域")]
    )
    published_on = day_field("文件公开日期")
    address = address_field("文件网址", required=False)
    task = SelectField("相关任务", coerce=int, choices={}, default=0)

    def offer(self, tasks: Iterable[tuple[int, str]]) -> None:
        self.task.choices = {"0": "不涉及具体任务", **{str(number): name for number, name in tasks}}

    def validate_published_on(self, field: Field) -> None:
        if field.data and field.data > today():
            raise ValidationError(f"文件公开日期不能晚于今天（{today()}），请在公开后再登记")

    def paper(self) -> Paper:
        return Paper(
            title=self.title.data or "",
            area=self.area.data,
            published_on=self.published_on.data,
            document_number=self.document_number.data or "",
            address=self.address.data or "",
        )


class ReadingForm(Form):
    form = RadioField(
        "解读形式",
        choices=dict(InterpretationForm.options()),
        coerce=InterpretationForm,
        validators=[InputRequired("请选择解读形式")],
    )
    title = text_field("解读标题")
    published_on = day_field("解读发布日期")
    address = address_field("解读网址")
    summary = long_text_field("内容提要", required=False, limit=1000)

    def reading(self) -> Reading:
        return Reading(
            form=self.form.data,
            title=self.title.data or "",
            published_on=self.published_on.data,
            address=self.address.data or "",
            summary=self.summary.data or "",
        )

    def is_sound(self, document: PolicyDocument) -> bool:
        """Whether the interpretation is complete and fits its document; errors are put at their fields."""
        if not self.validate():
            return False
        for name, message in self.reading().problems(document, today()).items():
            self[name].errors = [message]
        return not self.problems
