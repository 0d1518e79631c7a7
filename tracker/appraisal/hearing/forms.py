"""Forms by which a unit speaks about its year, and the office answers."""

import re
from collections.abc import Collection
from decimal import Decimal
from typing import Any

from flask_wtf.file import MultipleFileField
from wtforms import DecimalField, HiddenField, RadioField
from wtforms.validators import InputRequired, NumberRange, Optional

from tracker.appraisal.choices import ExcuseState, StatementOutcome
from tracker.files.attaching import EvidenceForm
from tracker.forms import Form, VersionedForm, long_text_field

AS_WRITTEN = re.compile(r"-?[0-9]+(\.[0-9]+)?")  # no exponent


class PointsField(DecimalField):  # type: ignore[misc]
    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata([value.strip()[:12] for value in valuelist])
        except ValueError:
            raise ValueError("请填写数字，例如 18.5") from None
        if self.data is not None and not AS_WRITTEN.fullmatch(valuelist[0].strip()):
            self.data = None
            raise ValueError("请填写数字，最多两位小数，例如 18.5")
        if self.data is not None and (not self.data.is_finite() or self.data != round(self.data, 2)):
            self.data = None
            raise ValueError("请填写数字，最多两位小数")


class SelfAssessmentForm(VersionedForm):
    text = long_text_field("自评说明", required=False, limit=2000)

    @classmethod
    def over(cls, indicators: list[dict[str, Any]]) -> type["SelfAssessmentForm"]:
        """The form with a field for each indicator of the year's scheme."""
        fields = {
            f"points_{each['key']}": PointsField(
                f"{each['name']}（{each['weight']}分）",
                validators=[
                    Optional(),
                    NumberRange(0, each["weight"], message=f"应在0至{each['weight']}分之间"),
                ],
            )
            for each in indicators
        }
        return type(f"{cls.__name__}Of", (cls,), fields)

    @property
    def points(self) -> dict[str, float]:
        found = {name.removeprefix("points_"): f.data for name, f in self._fields.items() if name.startswith("points_")}
        return {key: float(value) for key, value in found.items() if isinstance(value, Decimal)}

    def ask_for(self, applicable: Collection[str]) -> bool:
        """Name what was left blank though it applies to the unit; nothing is asked where all is blank."""
        filled = self.points
        missing = [key for key in applicable if filled and key not in filled]
        for key in missing:
            self[f"points_{key}"].errors = ["这项适用于本单位，请填写自评得分；没有得分的填0"]
        return bool(missing)


class ExcuseForm(Form):
    indicator = HiddenField(validators=[InputRequired("请从失分的记录中选择一条")])
    record = HiddenField(validators=[InputRequired("请从失分的记录中选择一条")])
    reason = long_text_field("情况说明", limit=1000)


class ExcuseAnswerForm(VersionedForm):
    state = RadioField(
        "答复",
        choices={each.value: each.label for each in (ExcuseState.ACCEPTED, ExcuseState.REFUSED)},
        validators=[InputRequired("请选择是否认可")],
    )
    answer = long_text_field("理由", limit=1000)


class StatementForm(EvidenceForm):
    is_contested = RadioField(
        "意见", choices={"yes": "有异议，申述如下", "no": "没有异议"}, validators=[InputRequired("请选择有没有异议")]
    )
    text = long_text_field("申述内容", required=False)
    evidence = MultipleFileField("佐证材料")  # again, so that it comes last

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        valid = super().validate(*args, **kwargs)
        if self.is_contested.data == "yes" and not self.text.data:
            self.text.errors = ["请写明对哪一项有异议、事实和依据是什么"]
            return False
        return bool(valid)


class StatementAnswerForm(VersionedForm):
    outcome = RadioField(
        "核实结论", choices=dict(StatementOutcome.options()), validators=[InputRequired("请选择核实结论")]
    )
    answer = long_text_field("答复", limit=2000)
