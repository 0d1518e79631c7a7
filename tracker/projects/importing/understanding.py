"""A line's cells -> the values that they state; what cannot be understood is told with its cell (pure)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from imports.problems import Problems
from imports.units import units
from tracker.choices import Area, ProjectKind, ProjectStage, PublicationDuty
from tracker.people.directory import Directory, Match, UnitRef
from tracker.projects import codes, money
from tracker.projects.importing import values
from tracker.projects.importing.reading import Line
from tracker.projects.particulars import OUT_OF_SCOPE
from tracker.projects.stages import listed

T = TypeVar("T")
KINDS = "、".join(kind.label for kind in ProjectKind)
BAD_DAY = "“{}”不是有效的日期。请按 2018-09-20 的格式填写。"
NOT_A_UNIT = "请改为单位名录中的名称；名录里确有这个单位的，请管理员在“单位”中添加别名；区外单位和企业请删去。"


@dataclass(frozen=True, slots=True)
class Stated:
    """What one line says: only the fields that it fills in. ``kind`` is None only where an error says so."""

    line: Line
    kind: ProjectKind | None = None
    values: dict[str, Any] = field(default_factory=dict)
    stage: ProjectStage | None = None
    stage_on: date | None = None

    @property
    def name(self) -> str:
        return str(self.values.get("name", ""))

    @property
    def code(self) -> str:
        return str(self.values.get("code", ""))


def understand(lines: Iterable[Line], directory: Directory, problems: Problems) -> list[Stated]:
    return [_Line(line, directory, problems).stated() for line in lines]


@dataclass
class _Line:
    line: Line
    directory: Directory
    problems: Problems

    def stated(self) -> Stated:
        kind = self._kind()
        found: dict[str, Any] = {"name": " ".join(self._text("name").split()), "code": codes.clean(self._text("code"))}
        found |= {name: self._text(name) for name in ("legal_person", "law", "location")}
        found["duty"] = self._parsed("duty", values.duty, "“{}”不能识别。请填写：须监督公开、鼓励公开。")
        if found["law"] and not self._text("duty"):
            found["duty"] = PublicationDuty.SUPERVISED  # naming the law says so
        for name in ("started_on", "finished_on"):
            found[name] = self._parsed(name, values.day, BAD_DAY)
        found["amount_yuan"] = self._amount()
        found |= self._units(kind.area if kind else None)
        self._judge_scope()
        if not found["name"]:
            self._error("name", "没有填写名称。")
        return Stated(
            self.line,
            kind,
            {name: value for name, value in found.items() if value not in ("", None, ())},
            self._stage(kind) if kind else None,
            self._parsed("stage_on", values.day, BAD_DAY),
        )

    def _kind(self) -> ProjectKind | None:
        if not self._text("kind"):
            if self.line.kind is None:
                self._error("kind", f"没有写明类型。请填写：{KINDS}。")
            return self.line.kind
        return self._parsed("kind", values.kind, f"“{{}}”不是登记的类型。请填写：{KINDS}。")

    def _stage(self, kind: ProjectKind) -> ProjectStage | None:
        said = f"“{{}}”不是{kind.label}的阶段。请填写：{listed(kind)}。"
        return self._parsed("stage", lambda text: values.stage(text, kind), said)

    def _amount(self) -> int | None:
        text = self._text("amount")
        if not text or text in "-—/":
            return None
        try:
            return money.yuan(text, self.line.factor)
        except ValueError as wrong:
            self._error("amount", f"“{text[:20]}”：{wrong}。")
            return None

    def _judge_scope(self) -> None:
        is_abroad = self._parsed("abroad", lambda text: values.yes(text) is not None or None, "“{}”请改为：是、否。")
        if is_abroad and values.yes(self._text("abroad")):
            self._error("abroad", f"{OUT_OF_SCOPE}。请删去这一行。")

    def _units(self, area: Area | None) -> dict[str, Any]:
        """The responsible unit is the one named; of several the first, the others implement with it."""
        responsible = self._resolved("unit", area)
        approving = self._resolved("approving", area)
        implementing = [*self._resolved("implementing", area), *responsible[1:]]
        if len(responsible) > 1:
            more = "、".join(unit.short_name for unit in responsible[1:])
            self._warn("unit", f"写了几个责任单位：以{responsible[0].short_name}为责任单位，{more}记为实施单位。")
        found: dict[str, Any] = {
            "approving": tuple(sorted({unit.id for unit in approving})),
            "implementing": tuple(sorted({unit.id for unit in implementing})),
        }
        if responsible:
            found["unit_id"] = responsible[0].id
        elif "unit" not in self.line.at and implementing:
            found["unit_id"] = implementing[0].id
        return found

    def _resolved(self, name: str, area: Area | None) -> list[UnitRef]:
        found: dict[int, UnitRef] = {}
        for ref in units(self._text(name)):
            match = self.directory.resolve(ref.as_written, area)
            if not match.units:
                self._error(name, _unresolved(match))
            found |= {unit.id: unit for unit in match.units}
        return list(found.values())

    def _parsed(self, name: str, parse: Callable[[str], T | None], said: str) -> T | None:
        text = self._text(name)
        if not text:
            return None
        found = parse(text)
        if found is None:
            self._error(name, said.format(text[:20]))
        return found

    def _text(self, name: str) -> str:
        return self.line.texts.get(name, "")

    def _error(self, name: str, said: str) -> None:
        self.problems.error(said, self.line.sheet, self.line.row, self.line.at.get(name))

    def _warn(self, name: str, said: str) -> None:
        self.problems.warn(said, self.line.sheet, self.line.row, self.line.at.get(name))


def _unresolved(match: Match) -> str:
    named = "、".join(unit.short_name for unit in match.candidates)
    if match.via == "generic":
        return f"“{match.as_written}”没有指明是哪个单位。请写出单位名称。"
    if match.via == "proposed":
        return f"未找到单位“{match.as_written}”，是否为{named}？{NOT_A_UNIT}"
    if match.via == "ambiguous":
        return f"“{match.as_written}”的职责已分给{named}。请写明是其中哪一个。"
    return f"未找到单位“{match.as_written}”。{NOT_A_UNIT}"
