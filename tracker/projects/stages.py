"""What may follow what in the history of a project (pure)."""

from dataclasses import dataclass
from datetime import date

from tracker.choices import ProjectKind, ProjectStage


@dataclass(frozen=True, slots=True)
class Step:
    """A stage reached on a day, or a word on the present stage."""

    stage: ProjectStage
    happened_on: date
    note: str = ""

    def problems(self, kind: ProjectKind, latest: "Step | None", today: date) -> dict[str, str]:
        """Field -> what is wrong with it; ``latest`` is the step after which this one comes."""
        found: dict[str, str] = {}
        if self.happened_on > today:
            found["happened_on"] = f"日期不能晚于今天（{today}）"
        if not self.stage.fits(kind):
            found["stage"] = f"“{self.stage.label}”不是{kind.label}的阶段，请选择：{listed(kind)}"
        elif latest is not None:
            found |= self._after(latest)
        return found

    def _after(self, latest: "Step") -> dict[str, str]:
        if self.stage is latest.stage:
            return {} if self.note else {"note": "阶段没有变化。请选择新的阶段，或在这里写明本阶段的情况"}
        if self.stage.is_before(latest.stage):
            return {} if self.note else {"note": f"由“{latest.stage.label}”退回“{self.stage.label}”的，请写明原因"}
        if self.happened_on < latest.happened_on:
            return {
                "happened_on": f"不能早于“{latest.stage.label}”的日期（{latest.happened_on}）；"
                "那个日期有误的，请先在原阶段添加一条更正"
            }
        return {}


def listed(kind: ProjectKind) -> str:
    return "、".join(stage.label for stage in ProjectStage.of(kind))
