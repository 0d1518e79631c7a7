"""What is stated about a project, and what is wrong with the statement: pure rules across its fields."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from tracker.choices import Choice, ProjectKind, ProjectRole, ProjectStage, PublicationDuty
from tracker.projects import codes, money
from tracker.projects.models import Project

NAMES = {
    "kind": "类型",
    "name": "名称",
    "code": "代码（编号）",
    "legal_person": "项目法人单位",
    "duty": "法人公开要求",
    "law": "法律法规名称",
    "unit_id": "责任单位",
    "approving": "审批单位",
    "implementing": "实施单位",
    "amount_yuan": "金额（万元）",
    "location": "地点",
    "started_on": "开工（开始）日期",
    "finished_on": "竣工（结束）日期",
}
LENGTHS = {"name": 200, "legal_person": 120, "law": 200, "location": 200}
OUT_OF_SCOPE = "重大建设项目不包括境外投资项目和对外援助项目（实施方案二（一）），不在本台账登记"
WHY_SUPERVISED = "法律、法规、规章对项目法人单位公开项目信息作出明确规定的，要监督项目法人单位依法按时公开"
WHY_ENCOURAGED = "法律、法规、规章未作出明确规定的，要鼓励项目法人单位及时公开项目信息"
DUTY_SOURCE = "实施方案三（三）"


@dataclass(frozen=True)
class Particulars:
    """All that is stated about one project, but for its stage; units by their ids."""

    kind: ProjectKind
    name: str
    unit_id: int
    code: str = ""
    legal_person: str = ""
    duty: PublicationDuty = PublicationDuty.ENCOURAGED
    law: str = ""
    approving: tuple[int, ...] = ()
    implementing: tuple[int, ...] = ()
    amount_yuan: int | None = None
    location: str = ""
    started_on: date | None = None
    finished_on: date | None = None

    @classmethod
    def of(cls, project: Project) -> "Particulars":
        units = {role.value: project.unit_ids(role) for role in ProjectRole}
        plain = {field.name: getattr(project, field.name) for field in fields(cls) if field.name not in units}
        return cls(**plain | units | {"code": project.code or ""})

    def problems(self, stage: ProjectStage) -> dict[str, str]:
        """Field -> what is wrong with it and what to write instead; the first problem of each field."""
        found: dict[str, str] = {}
        for name, message in self._problems(stage):
            found.setdefault(name, message)
        return found

    def _problems(self, stage: ProjectStage) -> Iterator[tuple[str, str]]:
        if not self.name:
            yield "name", "请填写名称"
        for name, most in LENGTHS.items():
            if len(getattr(self, name)) > most:
                yield name, f"{NAMES[name]}有{len(getattr(self, name))}个字，最多{most}个字，请缩短"
        wrong = codes.problem(self.kind, self.code)
        if wrong:
            yield "code", wrong
        if self.duty is PublicationDuty.SUPERVISED and not self.law:
            yield "law", "须监督公开的，请写明作出规定的法律、法规或规章名称"
        if self.duty is PublicationDuty.ENCOURAGED and self.law:
            yield "law", "未作规定的不填法律法规名称；已有规定的，请选择“须监督公开”"
        if self.started_on and self.finished_on and self.finished_on < self.started_on:
            yield "finished_on", f"不能早于{NAMES['started_on']}（{self.started_on}），请核对"
        if not stage.fits(self.kind):
            yield "kind", f"现阶段“{stage.label}”不适用于{self.kind.label}，请改选类型，或作为新的一项另行登记"

    def shown(self, units: Mapping[int, str]) -> dict[str, str]:
        """Each field as people read it, by its Chinese name; ``units`` gives the short names."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        values["unit_id"] = units.get(self.unit_id, "")
        values["amount_yuan"] = money.wan(self.amount_yuan)
        for role in ProjectRole:
            values[role.value] = "、".join(units.get(number, "") for number in values[role.value])
        return {NAMES[name]: _shown(values[name]) for name in NAMES}

    def as_json(self) -> dict[str, Any]:
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}


def duty_sentence(duty: PublicationDuty, law: str) -> str:
    """Why the legal person must, or should, publish."""
    if duty is PublicationDuty.SUPERVISED:
        return f"{law}对项目法人单位公开项目信息作出了明确规定。{WHY_SUPERVISED}。依据：{DUTY_SOURCE}。"
    return f"{WHY_ENCOURAGED}。依据：{DUTY_SOURCE}。"


def _shown(value: object) -> str:
    if isinstance(value, Choice):
        return value.label
    return str(value) if value else "—"


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if isinstance(value, date) else value
