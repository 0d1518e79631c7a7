"""Forms of the steps about a request; each carries the version of the request that it was opened on."""

from typing import Any

from flask_wtf.file import MultipleFileField
from wtforms import SelectField
from wtforms.validators import InputRequired

from tracker.clock import today
from tracker.files.attaching import EvidenceForm
from tracker.files.models import StoredFile
from tracker.forms import VersionedForm, day_field, long_text_field, number_field, text_field
from tracker.requests.choices import ReplyKind, RequestStep
from tracker.requests.courses import Step
from tracker.requests.filing import private_data
from tracker.requests.handling import Doing, problems_of
from tracker.requests.models import InformationRequest
from tracker.requests.replies import options
from tracker.requests.rules import rule_for

NOBODY = "不写姓名、证件号、电话"


def _note(label: str, help_text: str, *, required: bool = True) -> Any:
    return long_text_field(label, required=required, limit=2000, description=help_text)


class StepForm(VersionedForm):
    """A step on a day, with words; what it says against the steps before is put at its fields."""

    happened_on: Any
    note: Any

    def fit(self, record: InformationRequest) -> None:
        """Offer only what the rule of the request knows."""

    def doing(self, kind: RequestStep, evidence: list[StoredFile] | None = None) -> Doing:
        def value(name: str) -> Any:
            return self[name].data if name in self else None

        step = Step(
            kind,
            value("happened_on") or today(),
            until=value("until"),
            workdays=value("workdays"),
            consented_by=value("consented_by") or "",
            reply=value("reply") or None,
        )
        return Doing(step, value("note") or "", value("document_number") or "", evidence or ())

    def shown(self) -> list[tuple[str, str]]:
        """Label and text of each field as people read it, for the two versions of a stale form."""
        fields = [f for f in self if f.type not in ("HiddenField", "CSRFTokenField", "MultipleFileField")]
        return [(f.label.text, str(getattr(f.data, "label", None) or f.data or "—")) for f in fields]

    def is_sound(self, record: InformationRequest, kind: RequestStep) -> bool:
        """Whether the step is complete and fits the request; errors are put at their fields."""
        sound = self.validate()
        for field in self:
            found = private_data(field.data) if isinstance(field.data, str) and field.name != "csrf_token" else None
            if found:
                field.errors = [f"含有{found}。台账不记录个人信息，请删去后再保存"]
        if not sound or self.problems:
            return False
        for name, message in problems_of(record, self.doing(kind)).items():
            self[name if name in self else "note"].errors = [message]
        return not self.problems


class CorrectionForm(StepForm):
    happened_on = day_field("告知日期")
    until = day_field("补正期限", description="给申请人留出合理的时间，应晚于告知之日")
    note = _note("需要补正的内容", f"一次性说明要补正什么，{NOBODY}")


class CompletionForm(StepForm):
    happened_on = day_field("收到补正的日期", description="从这一天起重新计算答复期限")
    note = _note("说明", f"可不填，{NOBODY}", required=False)


class LapseForm(StepForm):
    happened_on = day_field("办结日期", description="补正期限届满之后的一天")
    note = _note("说明", f"可不填，{NOBODY}", required=False)


class ExtensionForm(StepForm):
    happened_on = day_field("告知申请人的日期", description="应在答复期限届满之前告知")
    workdays = number_field("延长几个工作日", 1, 99)
    consented_by = text_field("同意延长的负责人", limit=40, description="政府信息公开工作机构负责人，写姓名或职务")
    note = _note("延长原因", NOBODY)

    def fit(self, record: InformationRequest) -> None:
        self.workdays.description = f"最多{rule_for(record.received_on).longest_extension}个工作日，只能延长一次"


class ConsultationForm(StepForm):
    happened_on = day_field("发函日期", description="从这一天起暂停计时")
    until = day_field("函中写明的答复期限", description="第三方到期不答复的，次日起恢复计时")
    note = _note("征求什么意见", f"{NOBODY}")

    def fit(self, record: InformationRequest) -> None:
        """Where the Regulation gives the third party a number of days, nobody needs to say how many."""
        if rule_for(record.received_on).third_party_workdays is not None:
            del self.until


class OpinionForm(StepForm):
    happened_on = day_field("收到意见的日期", description="次日起恢复计时")
    note = _note("第三方的意见", f"同意或不同意公开，以及理由，{NOBODY}")


class ReplyForm(StepForm, EvidenceForm):
    happened_on = day_field("答复日期")
    reply = SelectField(
        "办理结果",
        choices=options(),
        coerce=lambda value: ReplyKind(value) if value else "",
        default="",
        validators=[InputRequired("请选择办理结果")],
        description="与年度报告表三的分类一致；区分处理的只选“部分公开”",
    )
    note = _note("法律依据和理由", f"除“予以公开”外应写明，如 《政府信息公开条例》第几条；{NOBODY}", required=False)
    document_number = text_field("答复书文号", required=False, limit=80, description="没有可不填")
    evidence = MultipleFileField("答复书", description="选填。上传前请隐去申请人姓名、证件号、电话。不得上传涉密材料。")


class ReplyCorrectionForm(StepForm):
    reply = SelectField(
        "更正为",
        choices=options(),
        coerce=lambda value: ReplyKind(value) if value else "",
        default="",
        validators=[InputRequired("请选择办理结果")],
        description="原来的结果仍留在办理过程中",
    )
    note = _note("更正的原因和依据", NOBODY)


class RetractionForm(StepForm):
    note = _note("作废的原因", f"作废的一步仍留在办理过程中，但不再计算；{NOBODY}")
