"""Forms about one finding: the unit's reply, the office's answer, taking it back."""

from flask_wtf.file import MultipleFileField
from wtforms import RadioField
from wtforms.validators import InputRequired

from tracker.files.attaching import EvidenceForm
from tracker.forms import VersionedForm, address_field, long_text_field
from tracker.supervision.choices import FindingReply
from tracker.supervision.replying import Reply

UPHOLD, WITHDRAW = "uphold", "withdraw"


class ReplyForm(EvidenceForm):
    kind = RadioField(
        "反馈意见",
        choices=dict(FindingReply.options()),
        coerce=FindingReply,
        validators=[InputRequired("请选择反馈意见")],
    )
    reply = long_text_field("情况说明", limit=2000)
    address = address_field("相关网址", required=False)
    evidence = MultipleFileField("证明材料")

    def said(self) -> Reply:
        return Reply(self.kind.data, self.reply.data, self.address.data or "")


class AnswerForm(VersionedForm):
    verdict = RadioField(
        "处理",
        choices={UPHOLD: "维持，问题成立", WITHDRAW: "撤销，问题不成立"},
        validators=[InputRequired("请选择处理")],
    )
    answer = long_text_field("答复", limit=1000)

    @property
    def upholds(self) -> bool:
        return bool(self.verdict.data == UPHOLD)


class WithdrawForm(VersionedForm):
    reason = long_text_field("撤销原因", limit=1000)
