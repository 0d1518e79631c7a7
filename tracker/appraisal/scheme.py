"""The year's scheme as data: which indicators with which weights, deductions, red lines, cut-offs and quotas.

Grounded in the schemes of other districts (DOMAIN §d); there is no national cut-off, so each number is the district's
to set. A scheme is checked when it is read and frozen with the facts when the list is confirmed.
"""

import re
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Self

from tracker.appraisal.indicators import BONUSES, CHECKS, INDICATORS
from tracker.choices import UnitKind

FULL = 100


class SchemeProblem(ValueError):
    """What is wrong with a scheme, in words for the office."""


@dataclass(frozen=True)
class Indicator:
    key: str
    name: str
    weight: int
    basis: str = ""


@dataclass(frozen=True)
class Deduction:
    """``each`` points off per record found, ``most`` altogether; ``limit`` is the check's own threshold."""

    key: str
    name: str
    each: int
    most: int
    limit: int = 0


@dataclass(frozen=True)
class Bonus:
    """``each`` points on top per record found, ``most`` altogether; all of them together at most ``bonus_most``."""

    key: str
    name: str
    each: int
    most: int


@dataclass(frozen=True)
class RedLine:
    """Criticised whatever the score when the check finds at least ``least`` records."""

    key: str
    name: str
    limit: int
    least: int = 1


@dataclass(frozen=True)
class Scheme:
    """``commend_share`` is the percentage of a kind's ranked units for which there is room on the commendation, ties at
    the edge included; the room goes to the best of those who fulfil the conditions.

    ``quotas`` gives a kind a fixed number of places instead. ``ranked_with`` ranks a kind among another one, else each
    kind is ranked apart. Whoever has ``bonus_from`` points before any bonus may take it.

    Units with fewer tasks than ``least_tasks`` are scored, but neither ranked nor commended: one task more or less
    would toss them about. Those whose applicable weights sum to less than ``least_weight`` are not scored at all.

    ``excellent_from``, ``good_from`` and ``pass_from`` are the bands of the annual grade. Before
    ``settling_day`` (month and day) a task without a date of its own is not yet due.
    """

    name: str
    version: int
    indicators: tuple[Indicator, ...]
    deductions: tuple[Deduction, ...] = ()
    red_lines: tuple[RedLine, ...] = ()
    bonuses: tuple[Bonus, ...] = ()
    bonus_from: int = 80
    bonus_most: int = 5
    quotas: tuple[tuple[str, int], ...] = ()
    ranked_with: tuple[tuple[str, str], ...] = ()
    statement_workdays: int = 0
    rectified_back: int = 0
    commend_from: int = 90
    commend_share: int = 20
    least_tasks: int = 3
    criticise_below: int = 60
    least_weight: int = 25
    excellent_from: int = 90
    good_from: int = 80
    pass_from: int = 60
    settling_day: str = "12-01"

    def __post_init__(self) -> None:
        """Raises SchemeProblem when the scheme cannot judge anybody."""
        keys = [indicator.key for indicator in self.indicators]
        total = sum(indicator.weight for indicator in self.indicators)
        if unknown := [key for key in keys if key not in INDICATORS]:
            raise SchemeProblem(f"没有“{unknown[0]}”这一指标")
        checks = [each.key for each in self.deductions] + [each.key for each in self.red_lines]
        if unknown := [key for key in checks if key not in CHECKS]:
            raise SchemeProblem(f"没有“{unknown[0]}”这一扣分或红线规则")
        if len(set(keys)) < len(keys):
            raise SchemeProblem("同一指标列了两次")
        if any(indicator.weight < 1 for indicator in self.indicators):
            raise SchemeProblem("每项指标的分值至少为1")
        if total != FULL:
            raise SchemeProblem(f"各项指标分值合计应为{FULL}分，现为{total}分")
        if not 0 <= self.criticise_below <= self.commend_from <= FULL:
            raise SchemeProblem("批评线不能高于表扬线，都应在0至100分之间")
        if not 0 <= self.commend_share <= FULL:
            raise SchemeProblem("表扬比例应在0%至100%之间")
        if not 0 <= self.pass_from <= self.good_from <= self.excellent_from <= FULL:
            raise SchemeProblem("等次的分数线应为：合格不高于良好，良好不高于优秀，都应在0至100分之间")
        self._check_the_rest()

    def _check_the_rest(self) -> None:
        if unknown := [each.key for each in self.bonuses if each.key not in BONUSES]:
            raise SchemeProblem(f"没有“{unknown[0]}”这一加分规则")
        sized = [(each.each, each.most) for each in self.deductions] + [(each.each, each.most) for each in self.bonuses]
        if any(each < 1 or most < each for each, most in sized):
            raise SchemeProblem("每条扣分、加分至少为1分，最多扣分、加分不能少于每条的分值")
        if not _is_day(self.settling_day):
            raise SchemeProblem(f"年终结算日应为一年中的某一天，如 12-01，现为“{self.settling_day}”")
        kinds = {kind.value for kind in UnitKind}
        if {kind for kind, _ in self.quotas} - kinds or {kind for pair in self.ranked_with for kind in pair} - kinds:
            raise SchemeProblem("单位类别只能是镇办、部门、公共企事业单位")
        if any(first == second or second in dict(self.ranked_with) for first, second in self.ranked_with):
            raise SchemeProblem("一类单位只能并入单独排名的另一类")

    @property
    def groups(self) -> tuple[tuple[UnitKind, ...], ...]:
        """The kinds that are ranked together, in the order of the list."""
        joined = {UnitKind(first): UnitKind(second) for first, second in self.ranked_with}
        return tuple(
            tuple(kind for kind in UnitKind if joined.get(kind, kind) is head)
            for head in UnitKind
            if head not in joined
        )

    def places(self, group: tuple[UnitKind, ...], units: int) -> tuple[int, str]:
        """For how many of the ranked units of a group there is room on the commendation, and by which rule."""
        fixed = dict(self.quotas)
        if any(kind.value in fixed for kind in group):
            return min(sum(fixed.get(kind.value, 0) for kind in group), units), "方案确定的名额"
        return quota(units, self.commend_share), f"{units}个的{self.commend_share}%"

    def settles_on(self, year: int) -> date:
        """The day of a year from which what has no date of its own is due."""
        month, day = self.settling_day.split("-")
        return date(year, int(month), int(day))

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Self:
        """Raises SchemeProblem for a scheme that does not hold together."""
        parts = {
            "indicators": tuple(Indicator(**each) for each in content["indicators"]),
            "deductions": tuple(Deduction(**each) for each in content["deductions"]),
            "red_lines": tuple(RedLine(**each) for each in content["red_lines"]),
            "bonuses": tuple(Bonus(**each) for each in content.get("bonuses", ())),
            "quotas": tuple((kind, places) for kind, places in content.get("quotas", ())),
            "ranked_with": tuple((first, second) for first, second in content.get("ranked_with", ())),
        }
        return cls(**{**content, **parts})


def _is_day(text: str) -> bool:
    """Whether it is a month and a day that every year has."""
    found = re.fullmatch("([0-9]{2})-([0-9]{2})", text)
    try:
        return found is not None and bool(date(2001, int(found[1]), int(found[2])))
    except ValueError:
        return False


def quota(units: int, share: int) -> int:
    """How many of a kind may be commended: the share rounded down, but one at least while there is any."""
    return max(units * share // FULL, 1) if units and share else 0


def default(year: int) -> Scheme:
    """The scheme of a year for which the office has made none."""
    return Scheme(
        name=f"{year}年度重点领域政府信息公开考核方案（默认）",
        version=1,
        indicators=(
            Indicator("completion", "任务完成", 25, "实施方案四（一）“确保各项任务落到实处”"),
            Indicator(
                "timeliness", "公开时效", 20, "实施方案三（三）：一般信息20个工作日，行政许可、行政处罚7个工作日"
            ),
            Indicator("rhythm", "定期、限期公开", 10, "实施方案附件任务分解表的公开时限"),
            Indicator("publication", "公开渠道和网址", 10, "实施方案三（二）：区政府网站第一平台"),
            Indicator("secrecy", "保密审查", 5, "实施方案三（一）“严格履行保密审查程序”"),
            Indicator("opinions", "舆情回应", 10, "实施方案三（五）；国办发〔2016〕61号"),
            Indicator("policies", "政策解读", 10, "实施方案三（五）“加强解读引导”"),
            Indicator("acknowledgement", "任务签收", 4, "实施方案四（一）“明确分工，夯实责任”"),
            Indicator("first_pass", "报送质量", 6, "实施方案四（一）“狠抓落实”"),
        ),
        deductions=(
            Deduction("far_late", "严重逾期", each=2, most=10, limit=20),
            Deduction("late_rectifications", "整改逾期", each=5, most=10),
        ),
        statement_workdays=5,
        red_lines=(
            RedLine("low_completion", "任务完成率低于60%且2项以上未办结", limit=60, least=2),
            RedLine("far_late", "3条以上公开事项逾期超过20个工作日", limit=20, least=3),
        ),
    )
