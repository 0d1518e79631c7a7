"""Forms of this room: what is stated about a project, and a step of its history."""

from collections.abc import Iterable, Mapping
from typing import Any

from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from tracker.choices import ProjectKind, ProjectRole, ProjectStage, PublicationDuty
from tracker.clock import today
from tracker.forms import VersionedForm, day_field, long_text_field, text_field
from tracker.projects import codes, money
from tracker.projects.models import Project
from tracker.projects.particulars import LENGTHS, NAMES, OUT_OF_SCOPE, Particulars
from tracker.projects.recording import STEP_NAMES, taken
from tracker.projects.register import STAGES
from tracker.projects.stages import Step


class AmountField(StringField):  # type: ignore[misc]
    """An amount in 万元; ``data`` is whole yuan."""

    data: Any

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else money.wan(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            return
        self.data = None
        text = valuelist[0].strip()
        if text:
            self.data = money.yuan(text[:40])


class UnitsField(SelectMultipleField):  # type: ignore[misc]
    """Units to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ProjectForm(VersionedForm):
    """What is stated about a project."""

    kind = SelectField(
        NAMES["kind"],
        choices={"": "请选择", **dict(ProjectKind.options())},
        coerce=lambda value: ProjectKind(value) if value else "",
        validators=[InputRequired("请选择类型")],
    )
    name = text_field(NAMES["name"], limit=LENGTHS["name"])
    code = text_field(NAMES["code"], required=False)
    abroad = BooleanField("境外投资或对外援助项目")
    legal_person = text_field(NAMES["legal_person"], required=False, limit=LENGTHS["legal_person"])
    duty = RadioField(
        NAMES["duty"],
        choices=dict(PublicationDuty.options()),
        coerce=PublicationDuty,
        default=PublicationDuty.ENCOURAGED,
    )
    law = text_field(NAMES["law"], required=False, limit=LENGTHS["law"])
    unit_id = SelectField(NAMES["unit_id"], coerce=int, choices={}, validators=[InputRequired("请选择责任单位")])
    approving = UnitsField(NAMES["approving"], coerce=int, choices={})
    implementing = UnitsField(NAMES["implementing"], coerce=int, choices={})
    amount_yuan = AmountField(NAMES["amount_yuan"], validators=[Optional()])
    location = text_field(NAMES["location"], required=False, limit=LENGTHS["location"])
    started_on = day_field(NAMES["started_on"], required=False)
    finished_on = day_field(NAMES["finished_on"], required=False)

    def offer(self, units: Iterable[Any], own_unit_id: int | None) -> None:
        """The units to choose from; a liaison's project is the own unit's, so that field is not there."""
        names = {str(unit.id): unit.short_name for unit in units}
        self.approving.choices = self.implementing.choices = names
        self.own_unit_id = own_unit_id
        if own_unit_id is None:
            self.unit_id.choices = {"0": "请选择", **names}
        else:
            del self.unit_id

    def fill(self, project: Project) -> None:
        particulars = Particulars.of(project)
        for name in NAMES:
            if name in self:
                self[name].data = getattr(particulars, name)
        for role in ProjectRole:
            self[role.value].data = list(getattr(particulars, role.value))
        self.version.data = str(project.version)

    def particulars(self) -> Particulars:
        """What is stated; only of a form whose fields could be read."""
        kind = self.kind.data or ProjectKind.MAJOR_PROJECT
        return Particulars(
            kind=kind,
            name=" ".join((self.name.data or "").split()),
            unit_id=(self.own_unit_id if self.unit_id is None else self.unit_id.data) or 0,
            code=codes.clean(self.code.data or ""),
            legal_person=self.legal_person.data or "",
            duty=self.duty.data or PublicationDuty.ENCOURAGED,
            law=self.law.data or "",
            approving=tuple(sorted(set(self.approving.data or ()))),
            implementing=tuple(sorted(set(self.implementing.data or ()))),
            amount_yuan=self.amount_yuan.data,
            location=self.location.data or "",
            started_on=self.started_on.data,
            finished_on=self.finished_on.data,
        )

    def is_sound(self, project: Project | None = None) -> bool:
        """Whether the statement is complete, consistent and new; errors are put at their fields."""
        sound = self.validate()
        if self.abroad.data:
            self.abroad.errors = [OUT_OF_SCOPE]
        if self.unit_id is not None and not self.unit_id.data and not self.unit_id.errors:
            self.unit_id.errors = ["请选择责任单位"]
        self._judge(project)
        return bool(sound and not self.problems)

    def _judge(self, project: Project | None) -> None:
        if self.kind.errors or not self.kind.data:
            return
        stage = self._stage(project)
        found = self.particulars().problems(stage) if stage else {}
        if not self.problems and not found:
            found = taken(self.particulars(), project.id if project else None)
        for name, message in found.items():
            if name in self and not self[name].errors:
                self[name].errors = [message]

    def _stage(self, project: Project | None) -> ProjectStage | None:
        return project.stage if project else None


class NewProjectForm(ProjectForm):
    """Registering: besides, the stage at which the project is."""

    stage = SelectField(
        "现阶段",
        choices={name: {stage.value: stage.label for stage in stages} for name, stages in STAGES},
        coerce=ProjectStage,
        default=ProjectStage.APPROVAL,
        validators=[InputRequired("请选择现阶段")],
    )
    stage_on = day_field("进入现阶段的日期")

    def step(self) -> Step:
        return Step(self.stage.data, self.stage_on.data)

    def _stage(self, project: Project | None) -> ProjectStage | None:
        """A stage of another kind is an error at its own field; the rest is judged as at the first stage."""
        kind = self.kind.data
        if self.stage.errors or not self.stage_on.data:
            return ProjectStage.of(kind)[0]
        for name, message in self.step().problems(kind, None, today()).items():
            field = self.stage if name == "stage" else self.stage_on
            field.errors = [message]
        return ProjectStage.of(kind)[0]


class StepForm(VersionedForm):
    """A stage reached, or a word on the present one."""

    stage = SelectField(STEP_NAMES["stage"], coerce=ProjectStage, choices={}, validators=[InputRequired("请选择阶段")])
    happened_on = day_field(STEP_NAMES["happened_on"])
    note = long_text_field(STEP_NAMES["note"], required=False, limit=1000)

    def offer(self, project: Project) -> None:
        self.stage.choices = {stage.value: stage.label for stage in ProjectStage.of(project.kind)}

    def step(self) -> Step:
        return Step(self.stage.data, self.happened_on.data, self.note.data or "")

    def is_sound(self, kind: ProjectKind, latest: Step) -> bool:
        if not self.validate():
            return False
        for name, message in self.step().problems(kind, latest, today()).items():
            self[name].errors = [message]
        return not self.problems


def differing(saved: Mapping[str, str], typed: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Name, saved and typed text of each field that differs."""
    return [(name, saved[name], typed[name]) for name in saved if saved[name] != typed[name]]
