"""The form of a case's facts, to open it and to add to what is known of it."""

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import InputRequired

from tracker.choices import Area
from tracker.clock import now, today
from tracker.forms import text_field
from tracker.opinions import rulebook
from tracker.opinions.choices import OpinionKind, OpinionSource, Severity
from tracker.opinions.fields import MomentField, OnceForm
from tracker.opinions.models import OpinionCase
from tracker.opinions.recording import NAMES, Finding, amending_problems
from tracker.opinions.rules import said

MORE = ("kind", "found_where", "supervised_body", "coordinated_with", "is_sensitive", "differs_by_region", "mark_note")


class CaseForm(OnceForm):
    """A case is opened with four facts; the rest has sensible defaults and can come later."""

    topic = text_field(NAMES["topic"], render_kw={"autofocus": True, "autocomplete": "off"})
    area = RadioField(
        NAMES["area"], choices=dict(Area.options()), coerce=Area, validators=[InputRequired("请选择重点领域")]
    )
    found_at = MomentField(NAMES["found_at"])
    is_anticipated = BooleanField("尚未发生，先登记预判（发现后再填发现时间，从那时起计时）")
    source = RadioField(
        NAMES["source"],
        choices=dict(OpinionSource.options()),
        coerce=OpinionSource,
        validators=[InputRequired("请选择来源")],
    )
    unit = SelectField("责任单位", coerce=int, choices={}, validators=[InputRequired("请选择责任单位")])
    severity = RadioField(NAMES["severity"], choices=dict(Severity.options()), coerce=Severity, default=Severity.OTHER)
    kind = SelectField(
        NAMES["kind"], choices=dict(OpinionKind.options()), coerce=OpinionKind, default=OpinionKind.HOT_TOPIC
    )
    found_where = text_field(NAMES["found_where"], required=False)
    supervised_body = text_field(NAMES["supervised_body"], required=False, limit=80)
    coordinated_with = text_field(NAMES["coordinated_with"], required=False)
    is_sensitive = BooleanField("涉及敏感事项，回应发布前请公开办先看")
    differs_by_region = BooleanField("存在地区、领域差异，公开时要解释清楚")
    mark_note = text_field(NAMES["mark_note"], required=False)
    task = SelectField("相关任务", coerce=int, choices={}, default=0)
    reason = text_field("更正原因", required=False)

    def offer(self, units: Iterable[tuple[int, str]], tasks: Iterable[tuple[int, str]]) -> None:
        """A liaison's case is the own unit's: without units to choose from, the field is not there."""
        choices = {str(number): name for number, name in units}
        if choices:
            self.unit.choices = {"0": "请选择", **choices}
        else:
            del self.unit
        self.task.choices = {"0": "不涉及具体任务", **{str(number): name for number, name in tasks}}

    def validate(self, extra_validators: Any = None) -> bool:
        sound = bool(super().validate(extra_validators))
        if self.unit is not None and not self.unit.data and not self.unit.errors:
            self.unit.errors = ["请选择责任单位"]
        if (self.is_sensitive.data or self.differs_by_region.data) and not self.mark_note.data:
            self.mark_note.errors = ["请写明哪里敏感、与哪里不同，公开时怎样解释"]
        if not self.found_at.errors:
            self._look_at_the_discovery()
        return sound and not self.problems

    def _look_at_the_discovery(self) -> None:
        if self.is_anticipated.data and self.found_at.data and self.found_at.raw_data:
            self.found_at.data = None  # the form offers the present moment; the tick says that nothing was found
        if not self.found_at.data and not self.is_anticipated.data:
            self.found_at.errors = ["请填写发现时间；尚未发生的，请勾选“先登记预判”"]
        elif self.found_at.data and self.found_at.data > now():
            self.found_at.errors = ["时间不能晚于现在"]
        elif not self.area.errors and not self.source.errors:
            for name, message in self.finding().problems(now()).items():
                self[name].errors = [message]

    def fits(self, case: OpinionCase, *, by_office: bool) -> bool:
        """Whether the change may be made to the case; errors are put at their fields."""
        if not self.validate():
            return False
        found = amending_problems(case, self.finding(), self.reason.data or "", by_office=by_office)
        for name, message in found.items():
            self[name].errors = [message]
        return not self.problems

    def finding(self) -> Finding:
        return Finding(
            topic=self.topic.data,
            area=self.area.data,
            found_at=self.found_at.data,
            source=self.source.data,
            kind=self.kind.data,
            severity=self.severity.data,
            found_where=self.found_where.data or "",
            coordinated_with=self.coordinated_with.data or "",
            supervised_body=self.supervised_body.data or "",
            is_sensitive=self.is_sensitive.data,
            differs_by_region=self.differs_by_region.data,
            mark_note=self.mark_note.data or "",
        )

    @property
    def limits(self) -> str:
        """What each severity owes today."""
        return said(today(), rulebook.in_force())

    @property
    def has_more(self) -> bool:
        """Whether what is folded away must be seen."""
        return any(self[name].errors for name in (*MORE, "task"))
