from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, Field, RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from tracker.choices import Area
from tracker.clock import today
from tracker.forms import Form, VersionedForm, address_field, day_field, long_text_field, text_field
from tracker.interpretations.choices import Aspect, InterpretationForm
from tracker.interpretations.models import PolicyDocument
from tracker.interpretations.recording import NAMES, Paper, Reading, amending_problems

SAID: dict[str, bool | None] = {"": None, "yes": True, "no": False}


def _said(label: str) -> SelectField:
    """Yes, no, or nothing said yet."""
    return SelectField(label, choices={"": "未填", "yes": "是", "no": "否"}, default="")


class DocumentForm(VersionedForm):
    """One policy document; without a day of publication it is only planned."""

    title = text_field(NAMES["title"])
    document_number = text_field(NAMES["document_number"], required=False, limit=80)
    area = RadioField(
        NAMES["area"], choices=dict(Area.options()), coerce=Area, validators=[InputRequired("请选择重点领域")]
    )
    published_on = day_field(NAMES["published_on"], required=False)
    is_planned = BooleanField("还没有公开，先登记拟公开（敏感事项、存在地区差异的请先登记，公开办在公开前可以看到）")
    planned_on = day_field(NAMES["planned_on"], required=False)
    address = address_field(NAMES["address"], required=False)
    task = SelectField("相关任务", coerce=int, choices={}, default=0)
    is_sensitive = BooleanField("涉及敏感事项")
    differs_by_region = BooleanField("存在地区、领域差异")
    mark_note = text_field(NAMES["mark_note"], required=False)
    drafted_with = _said(NAMES["drafted_with"])
    approved_with = _said(NAMES["approved_with"])
    reason = text_field("更正原因", required=False)

    def offer(self, tasks: Iterable[tuple[int, str]]) -> None:
        self.task.choices = {"0": "不涉及具体任务", **{str(number): name for number, name in tasks}}

    def validate_published_on(self, field: Field) -> None:
        if field.data and field.data > today():
            raise ValidationError(f"文件公开日期不能晚于今天（{today()}），还没有公开的请填拟公开日期")

    def validate(self, extra_validators: Any = None) -> bool:
        sound = bool(super().validate(extra_validators))
        if not self.published_on.errors:
            if not self.published_on.data and not self.is_planned.data:
                self.published_on.errors = ["请填写此项；还没有公开的，请勾选“先登记拟公开”"]
            elif self.published_on.data and self.is_planned.data:
                self.published_on.errors = ["填写了公开日期的，请不要勾选“先登记拟公开”"]
        if self.is_planned.data and not self.planned_on.data and not self.planned_on.errors:
            self.planned_on.errors = ["请填写拟公开日期，公开办据此在公开前先看"]
        if (self.is_sensitive.data or self.differs_by_region.data) and not self.mark_note.data:
            self.mark_note.errors = ["请写明哪里敏感、与哪里不同，公开时怎样解释"]
        return sound and not self.problems

    def is_new(self, same: PolicyDocument | None) -> bool:
        """Whether no other paper of the unit has the number; the error is put at its field."""
        if same is not None:
            self.document_number.errors = [f"本单位已登记同一文号的《{same.title}》，请核对"]
        return same is None

    def fits(self, document: PolicyDocument) -> bool:
        """Whether the change may be made to the document; errors are put at their fields."""
        if not self.validate():
            return False
        for name, message in amending_problems(document, self.paper(), self.reason.data or "").items():
            self[name].errors = [message]
        return not self.problems

    def paper(self) -> Paper:
        return Paper(
            title=self.title.data or "",
            area=self.area.data,
            published_on=self.published_on.data,
            document_number=self.document_number.data or "",
            address=self.address.data or "",
            planned_on=self.planned_on.data,
            is_sensitive=self.is_sensitive.data,
            differs_by_region=self.differs_by_region.data,
            mark_note=self.mark_note.data or "",
            drafted_with=SAID[self.drafted_with.data],
            approved_with=SAID[self.approved_with.data],
        )

    def show(self, document: PolicyDocument) -> None:
        """Fill in what is kept, for a form that is being opened."""
        said = {value: key for key, value in SAID.items()}
        known = vars(Paper.of(document)) | {
            "drafted_with": said[document.drafted_with],
            "approved_with": said[document.approved_with],
        }
        for name, value in known.items():
            self[name].data = value
        self.task.data = document.task_id or 0
        self.is_planned.data = document.published_on is None
        self.version.data = str(document.version)


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
    aspects = SelectMultipleField(
        "解读了哪些内容",
        choices=dict(Aspect.options()),
        coerce=Aspect,
        widget=ListWidget(),
        option_widget=CheckboxInput(),
    )
    summary = long_text_field("内容提要", required=False, limit=1000)

    def reading(self) -> Reading:
        return Reading(
            form=self.form.data,
            title=self.title.data or "",
            published_on=self.published_on.data,
            address=self.address.data or "",
            summary=self.summary.data or "",
            aspects=tuple(self.aspects.data or ()),
        )

    def is_sound(self, document: PolicyDocument) -> bool:
        """Whether the interpretation is complete and fits its document; errors are put at their fields."""
        if not self.validate():
            return False
        for name, message in self.reading().problems(document, today()).items():
            self[name].errors = [message]
        return not self.problems


class WaiverForm(Form):
    reason = text_field("不作解读的理由")


class DecisionForm(Form):
    reason = text_field("核定意见")


class WithdrawalForm(Form):
    reason = text_field("撤销登记的原因")
