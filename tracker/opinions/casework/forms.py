"""What is entered about a case that is open, and why a closed one is taken up again."""

from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired

from tracker.clock import now
from tracker.forms import Form, address_field, long_text_field, number_field, text_field
from tracker.opinions.choices import STEPS, ClosingResult, OpinionStage, ResponseKind
from tracker.opinions.fields import MomentField, OnceForm
from tracker.opinions.models import OpinionCase
from tracker.opinions.steps import FIGURE_LIMIT, Step, lacking, problems


class EntryForm(OnceForm):
    """One entry; each stage shows the fields that belong to it, what stands in the others is left out."""

    stage = RadioField(
        "环节",
        choices={stage.value: stage.label for stage in STEPS},
        coerce=OpinionStage,
        default=OpinionStage.TRACKING,
        validators=[InputRequired("请选择环节")],
    )
    text = long_text_field("情况")
    happened_at = MomentField("时间", validators=[InputRequired("请填写时间")])
    response_kind = RadioField(
        "回应方式",
        choices=dict(ResponseKind.options()),
        coerce=lambda value: ResponseKind(value) if value else None,
        validate_choice=False,
    )
    channel = text_field("回应渠道", required=False, limit=80)
    address = address_field("回应网址", required=False)
    reads = number_field("阅读量", 0, FIGURE_LIMIT, required=False)
    posts = number_field("发帖、评论、转发量", 0, FIGURE_LIMIT, required=False)
    plan = long_text_field("工作预案", required=False)
    prepared_answer = long_text_field("答复口径", required=False)
    department = text_field("协调的单位", required=False)
    result = SelectField(
        "办理结果",
        choices={"": "请选择", **dict(ClosingResult.options())},
        coerce=lambda value: ClosingResult(value) if value else None,
        default="",
    )

    def step(self) -> Step:
        stage = self.stage.data
        answers, watches = stage is OpinionStage.RESPONSE, stage is OpinionStage.TRACKING
        foresees = stage is OpinionStage.ANTICIPATION
        return Step(
            stage=stage,
            text=self.text.data,
            happened_at=self.happened_at.data,
            response_kind=self.response_kind.data if answers else None,
            channel=(self.channel.data or "") if answers else "",
            address=(self.address.data or "") if answers else "",
            plan=(self.plan.data or "") if foresees else "",
            prepared_answer=(self.prepared_answer.data or "") if foresees else "",
            reads=self.reads.data if watches else None,
            posts=self.posts.data if watches else None,
            department=(self.department.data or "") if stage is OpinionStage.COORDINATION else "",
            result=self.result.data if stage is OpinionStage.CLOSING else None,
        )

    def is_sound(self, case: OpinionCase, *, by_office: bool) -> bool:
        """Whether the entry is complete and fits the case; errors are put at their fields."""
        if not self.validate():
            return False
        if self.stage.data is OpinionStage.COORDINATION and not self.department.data:
            self.department.errors = ["请填写与哪个单位协调"]
        for name, message in lacking(self.step()).items():
            self[name].errors = [message]
        for name, message in problems(self.step(), case.standing, now(), by_office=by_office).items():
            self[name].errors = [message]
        return not self.problems


class ReopenForm(Form):
    reason = text_field("重新打开的原因")
