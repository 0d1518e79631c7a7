"""Forms of the confirmation and of a change by the office."""

from typing import Any

from wtforms import HiddenField, RadioField
from wtforms.validators import InputRequired, ValidationError

from tracker.appraisal.adjusting import LEAST_REASON, says_why
from tracker.choices import Proposal
from tracker.forms import Form, day_field, long_text_field


class ConfirmForm(Form):
    """``cut_off`` is the last day that counts where it is not today or the end of the year."""

    class Meta(Form.Meta):
        csrf = False  # the application asks for the token of every write

    fingerprint = HiddenField()
    cut_off = day_field("事实截止日", required=False)


class AdjustForm(Form):
    version = HiddenField()
    decision = RadioField("调整为", choices=dict(Proposal.options()), validators=[InputRequired("请选择调整为哪一项")])
    reason = long_text_field("调整理由", limit=1000)

    def validate_reason(self, field: Any) -> None:
        if not says_why(field.data):
            raise ValidationError(f"请写明事实和依据，至少{LEAST_REASON}个字，单位和审计都会看到")

    @property
    def chosen(self) -> Proposal:
        return Proposal(self.decision.data)

    def is_stale(self, version: int) -> bool:
        """Whether the record changed since the form was opened. From here on the form rests on the present version."""
        opened_on, self.version.data = self.version.data, str(version)
        return bool(opened_on != str(version))
