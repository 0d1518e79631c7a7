"""The form of a secrecy review."""

from typing import Any

from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired

from tracker.choices import SecrecyResult, WithholdGround
from tracker.disclosures.entry import NAMES
from tracker.forms import VersionedForm, text_field


class ReviewForm(VersionedForm):
    """The reviewer's own finding."""

    result = RadioField(
        NAMES["secrecy_result"],
        choices=dict(SecrecyResult.options()),
        coerce=SecrecyResult,
        validators=[InputRequired("请选择审查结论")],
    )
    basis = text_field(NAMES["secrecy_basis"], required=False)
    ground = SelectField(
        NAMES["ground"],
        choices={"": "请选择", **dict(WithholdGround.options())},
        coerce=lambda value: WithholdGround(value) if value else "",
        default="",
    )
    ground_note = text_field(NAMES["ground_note"], required=False, limit=400)

    def validate(self, extra_validators: Any = None) -> bool:
        sound = bool(super().validate(extra_validators))
        if self.result.data is SecrecyResult.WITHHOLD:
            if not self.ground.data:
                self.ground.errors = ["结论为不予公开的，请选择理由"]
            elif self.ground.data is WithholdGround.OTHER and not self.ground_note.data:
                self.ground_note.errors = ["请写明依据哪部法律法规的哪一条"]
        return sound and not self.problems
