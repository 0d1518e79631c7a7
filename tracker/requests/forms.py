import re
import secrets
from collections.abc import Iterable
from typing import Any

from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired, ValidationError

from tracker.clock import today
from tracker.forms import Form, VersionedForm, day_field, long_text_field, text_field
from tracker.requests.choices import ApplicantKind, RequestChannel
from tracker.requests.filing import NAMES, Filing, private_data
from tracker.requests.models import InformationRequest

LONGEST_SUBJECT = 500
NO_TASK = "不涉及具体任务"


def nobody_named(_form: Form, field: Any) -> None:
    """The register keeps no personal data, so a number that tells who somebody is comes back."""
    found = private_data(field.data or "")
    if found:
        raise ValidationError(f"含有{found}。台账不记录个人信息，请删去后再保存")


class RequestForm(Form):
    """Four facts record a request; ``form_key`` keeps a form sent twice from recording twice."""

    form_key = HiddenField()
    received_on = day_field(NAMES["received_on"])
    channel = RadioField(
        NAMES["channel"],
        choices=dict(RequestChannel.options()),
        coerce=RequestChannel,
        validators=[InputRequired("请选择提交方式")],
    )
    applicant_kind = RadioField(
        NAMES["applicant_kind"],
        choices=dict(ApplicantKind.options()),
        coerce=ApplicantKind,
        validators=[InputRequired("请选择申请人类型")],
    )
    subject = long_text_field(NAMES["subject"], limit=LONGEST_SUBJECT)
    task = SelectField("相关任务", coerce=int, choices={}, default=0)

    def offer(self, tasks: Iterable[tuple[int, str]]) -> None:
        self.task.choices = {"0": NO_TASK, **{str(number): name for number, name in tasks}}

    @property
    def key(self) -> str:
        """The mark that this form came with; none where it is not of our making."""
        typed = self.form_key.data or ""
        return typed if re.fullmatch(r"[0-9a-f]{32}", typed) else ""

    def mark(self) -> None:
        self.form_key.data = secrets.token_hex(16)

    def validate_subject(self, field: Any) -> None:
        nobody_named(self, field)

    def validate_received_on(self, field: Any) -> None:
        if field.data and field.data > today():
            raise ValidationError(f"收到日期不能晚于今天（{today()}）")

    def filing(self) -> Filing:
        return Filing(
            received_on=self.received_on.data,
            channel=self.channel.data,
            applicant_kind=self.applicant_kind.data,
            subject=self.subject.data or "",
        )


class AmendForm(VersionedForm, RequestForm):
    """What was recorded, to be put right with a reason."""

    reason = text_field("更正原因")

    def fill(self, record: InformationRequest) -> None:
        """Put a record into a form that is being opened."""
        for name in NAMES:
            self[name].data = getattr(record, name)
        self.task.data = record.task_id or 0
        self.version.data = str(record.version)

    def shown(self) -> dict[str, str]:
        """Each field as people read it, for the two versions of a stale form."""
        typed = {name: self[name].data for name in NAMES}
        found = {NAMES[name]: getattr(value, "label", None) or str(value or "—") for name, value in typed.items()}
        choices = self.task.choices or {}
        return found | {"相关任务": str(choices.get(str(self.task.data), NO_TASK))}

    def validate_reason(self, field: Any) -> None:
        nobody_named(self, field)
