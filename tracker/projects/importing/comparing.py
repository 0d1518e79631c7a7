"""What a list of projects would add and change, field by field. Pure.

A project is known again by its code, else by its name and kind, never by its row. A cell that is blank says nothing:
what stands stays. What the list does not name stays as well.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from imports.problems import Problems
from imports.text import key
from tracker.choices import ProjectKind, ProjectStage
from tracker.projects import codes
from tracker.projects.importing.preview import Field, Outcome, Preview, Standing
from tracker.projects.importing.understanding import Stated
from tracker.projects.particulars import NAMES, Particulars
from tracker.projects.stages import Step

COLUMN_OF = {"unit_id": "unit", "amount_yuan": "amount"}
STAGE = "现阶段"


def compare(
    stated: Sequence[Stated],
    standing: Iterable[Standing],
    units: Mapping[int, str],
    problems: Problems,
    *,
    today: date,
    note: str = "",
) -> Preview:
    """Hold a list against what stands; the problems found here are added to those of the reading."""
    register = _Register(standing)
    comparing = _Comparing(register, units, problems, today, note)
    outcomes = [found for each in stated if (found := comparing.outcome(each))]
    return Preview(
        list(stated), outcomes, problems.of("error"), problems.of("warning"), problems.counts.get("error", 0)
    )


class _Register:
    """What stands, by code and by name."""

    def __init__(self, standing: Iterable[Standing]) -> None:
        self.by_code: dict[str, Standing] = {}
        self.by_name: dict[tuple[ProjectKind, str], list[Standing]] = {}
        for each in standing:
            if each.particulars.code:
                self.by_code[each.particulars.code] = each
            named = each.particulars.kind, key(each.particulars.name)
            self.by_name.setdefault(named, []).append(each)

    def meant(self, kind: ProjectKind, name: str, code: str) -> list[Standing]:
        """The one with this code; else those of this name, among which another code tells them apart."""
        if code in self.by_code:
            return [self.by_code[code]]
        named = self.by_name.get((kind, key(name)), [])
        return [each for each in named if not (code and each.particulars.code)]


@dataclass
class _Comparing:
    register: _Register
    units: Mapping[int, str]
    problems: Problems
    today: date
    note: str
    seen: dict[object, Stated] = field(default_factory=dict)

    def outcome(self, stated: Stated) -> Outcome | None:
        """None, with an error, for a line that cannot be brought in."""
        kind = stated.kind
        if kind is None or not stated.name or self._is_repeated(stated, kind):
            return None
        meant = self.register.meant(kind, stated.name, stated.code)
        if len(meant) > 1:
            self._error(stated, "name", f"台账中有{len(meant)}项同名的{kind.label}。请填写代码（编号）加以区分。")
            return None
        if not meant:
            return self._new(stated, kind)
        before = self.seen.setdefault(meant[0].id, stated)
        if before is not stated:
            self._error(stated, "name", f"与{_where(before)}是台账中的同一项。请只保留一行。")
            return None
        return self._changed(stated, kind, meant[0])

    def _is_repeated(self, stated: Stated, kind: ProjectKind) -> bool:
        """Twice in one file: the same code, or the same name where one of the two has no code."""
        marks: list[object] = [stated.code] if stated.code else []
        named = kind, key(stated.name)
        before = self.seen.get(named)
        if before is not None and not (stated.code and before.code):
            marks.append(named)
        repeated = next((self.seen[mark] for mark in marks if mark in self.seen), None)
        for mark in (stated.code, named) if stated.code else (named,):
            self.seen.setdefault(mark, stated)
        if repeated is None:
            return False
        name = "code" if stated.code and stated.code == repeated.code else "name"
        said = f"与{_where(repeated)}的{NAMES[name]}相同。请只保留一行，或核对{NAMES[name]}。"
        self._error(stated, name, said)
        return True

    def _new(self, stated: Stated, kind: ProjectKind) -> Outcome | None:
        if "unit_id" not in stated.values:
            if not stated.line.texts.get("unit"):
                self._error(stated, "unit_id", "没有责任单位。请填写由哪个单位的联络员登记和维护。")
            return None
        stage = stated.stage or ProjectStage.of(kind)[0]
        if stated.stage is None and not stated.line.texts.get("stage"):
            self._warn(stated, "stage", f"没有写明阶段，按“{stage.label}”登记。")
        particulars = Particulars(kind=kind, **stated.values)
        step = Step(stage, stated.stage_on or self.today, self.note)
        self._remark_code(stated, particulars)
        if not self._is_sound(stated, particulars, step, None):
            return None
        shown = particulars.shown(self.units)
        fields = [_field(stated, name, "", shown[said]) for name, said in NAMES.items() if shown[said] != "—"]
        fields.append(_field(stated, "stage", "", _said(step)))
        return Outcome(stated, particulars, step, None, tuple(fields))

    def _changed(self, stated: Stated, kind: ProjectKind, standing: Standing) -> Outcome | None:
        before = standing.particulars
        particulars = replace(before, kind=kind, **stated.values)
        if "duty" in stated.values and "law" not in stated.values:
            particulars = replace(particulars, law=before.law if before.duty is particulars.duty else "")
        step = self._step(stated, standing)
        if not self._is_sound(stated, particulars, step, standing):
            return None
        was, becomes = before.shown(self.units), particulars.shown(self.units)
        fields = [
            _field(stated, name, was[said], becomes[said]) for name, said in NAMES.items() if was[said] != becomes[said]
        ]
        if step is not None:
            fields.append(_field(stated, "stage", _said(standing.step), _said(step)))
            if step.stage.is_before(standing.step.stage):
                said = f"阶段由“{standing.step.stage.label}”退回“{step.stage.label}”，请核对。"
                self._warn(stated, "stage", said)
        return Outcome(stated, particulars, step, standing, tuple(fields))

    def _step(self, stated: Stated, standing: Standing) -> Step | None:
        """An entry only where the list says another stage, or an earlier day for the present one."""
        now = standing.step
        if stated.stage is None:
            return None
        if stated.stage is now.stage and (stated.stage_on is None or stated.stage_on >= now.happened_on):
            if stated.stage_on is not None and stated.stage_on > now.happened_on:
                said = f"台账中“{now.stage.label}”自 {now.happened_on} 起，较早，保留台账的日期。"
                self._warn(stated, "stage_on", said)
            return None
        return Step(stated.stage, stated.stage_on or self.today, self.note)

    def _is_sound(self, stated: Stated, particulars: Particulars, step: Step | None, standing: Standing | None) -> bool:
        stage = step.stage if step else standing.step.stage if standing else ProjectStage.of(particulars.kind)[0]
        wrong = particulars.problems(stage)
        if step is not None:
            before = standing.step if standing else None
            found = step.problems(particulars.kind, before, self.today)
            wrong |= {"stage_on" if name == "happened_on" else name: said for name, said in found.items()}
        for name, said in wrong.items():
            self._error(stated, name, f"{said}。")
        return not wrong

    def _remark_code(self, stated: Stated, particulars: Particulars) -> None:
        remark = codes.remark(particulars.kind, particulars.code)
        if remark:
            self._warn(stated, "code", f"{particulars.code}{remark}。")

    def _error(self, stated: Stated, name: str, said: str) -> None:
        column = stated.line.at.get(COLUMN_OF.get(name, name))
        self.problems.error(said, stated.line.sheet, stated.line.row, column)

    def _warn(self, stated: Stated, name: str, said: str) -> None:
        self.problems.warn(said, stated.line.sheet, stated.line.row, stated.line.at.get(name))


def _field(stated: Stated, name: str, was: str, becomes: str) -> Field:
    column = stated.line.at.get(COLUMN_OF.get(name, name))
    return Field(NAMES.get(name, STAGE), was, becomes, f"{column}{stated.line.row}" if column else "")


def _where(stated: Stated) -> str:
    return f"工作表“{stated.line.sheet}”第{stated.line.row}行"


def _said(step: Step) -> str:
    return f"{step.stage.label}（{step.happened_on}）"
