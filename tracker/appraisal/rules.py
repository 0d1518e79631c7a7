"""From facts to verdicts: points, score, rank among the kind, proposal and the sentences that give the reasons. Pure.

Arithmetic is exact: points are rounded half up to two decimals line by line, and the score is reckoned from the rounded
points, so that anyone can check the printed page with a pocket calculator.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor

from tracker.appraisal import basis
from tracker.appraisal.facts import UnitYear
from tracker.appraisal.indicators import BONUSES, CHECKS, INDICATORS, Weighing
from tracker.appraisal.records import Records
from tracker.appraisal.scheme import FULL, Scheme
from tracker.appraisal.settling import settled
from tracker.choices import Proposal, UnitKind


@dataclass(frozen=True)
class Line:
    """One line of the score. ``points`` is None where the indicator does not apply; a deduction is negative of 0."""

    key: str
    indicator: str
    points: Decimal | None
    of: int
    reason: str
    basis: str
    kept: Records = ()
    lost: Records = ()

    @property
    def records(self) -> Records:
        """What the line rests on, what cost points first."""
        return self.lost + self.kept


@dataclass(frozen=True)
class RedLineHit:
    name: str
    reason: str
    records: Records


@dataclass(frozen=True)
class Judgement:
    """A unit's place on the proposed list. Without a score, or with too few tasks, it has no rank.

    ``applicable`` is the sum of the weights that apply to the unit, ``tasks`` how many it is responsible for.
    """

    year: UnitYear
    lines: tuple[Line, ...]
    red_lines: tuple[RedLineHit, ...]
    score: Decimal | None
    applicable: int = 0
    tasks: int = 0
    rank: int | None = None
    proposal: Proposal = Proposal.NONE
    reasons: tuple[str, ...] = ()

    @property
    def standing(self) -> "Judgement":
        """The same without records: all that a place on the list depends on."""
        of = self.year
        bare = UnitYear(of.unit_id, of.code, of.name, of.short_name, of.kind, of.position)
        hits = tuple(RedLineHit(hit.name, hit.reason, ()) for hit in self.red_lines)
        return replace(self, year=bare, lines=(), red_lines=hits)


def rounded(value: Fraction) -> Decimal:
    """Two decimals, half up."""
    return Decimal(floor(value * 100 + Fraction(1, 2))) / 100


def judge(years: Iterable[UnitYear], scheme: Scheme, on: date) -> tuple[Judgement, ...]:
    """Every unit's judgement in the order of the list: kind by kind, by rank, the unscored last.

    ``on`` is the last day that counts; it decides which Regulation is cited.
    """
    return place([score(settled(year, scheme, on), scheme) for year in years], scheme, on)


def place(scored: Sequence[Judgement], scheme: Scheme, on: date) -> tuple[Judgement, ...]:
    """The scored units with rank, proposal and reasons, in the order of the list."""
    return tuple(
        each
        for group in scheme.groups
        for each in _rank([one for one in scored if one.year.kind in group], group, scheme, on)
    )


def score(year: UnitYear, scheme: Scheme) -> Judgement:
    """A unit's points line by line, whoever else there is."""
    lines = []
    for indicator in scheme.indicators:
        weighing = INDICATORS[indicator.key](year)
        points = rounded(indicator.weight * weighing.share) if weighing.applies else None
        lines.append(
            Line(
                *(indicator.key, indicator.name, points, indicator.weight),
                *(_with_excused(indicator.key, weighing, year), indicator.basis),
                kept=weighing.kept,
                lost=weighing.lost,
            )
        )
    applicable = sum(line.of for line in lines if line.points is not None)
    for deduction in scheme.deductions:
        finding = CHECKS[deduction.key](year, deduction.limit)
        if finding.records:
            taken = min(deduction.each * len(finding.records), deduction.most)
            reason = f"{finding.reason}，每{deduction.each}分，最多扣{deduction.most}分"
            name = f"倒扣：{deduction.name}"
            lines.append(Line(deduction.key, name, Decimal(-taken), 0, reason, "", lost=finding.records))
    base = _total(lines, applicable) if applicable >= max(scheme.least_weight, 1) else None
    if base is not None and base >= scheme.bonus_from:
        lines.extend(_bonuses(year, scheme))
    hits = []
    for red in scheme.red_lines:
        finding = CHECKS[red.key](year, red.limit)
        if len(finding.records) >= red.least:
            hits.append(RedLineHit(red.name, finding.reason, finding.records))
    total = _total(lines, applicable) if applicable >= max(scheme.least_weight, 1) else None
    told = tuple(_with_waiting(line, year, applicable if total is not None else 0) for line in lines)
    return Judgement(year, told, tuple(hits), total, applicable, len(year.tasks))


def _bonuses(year: UnitYear, scheme: Scheme) -> Iterator[Line]:
    """Points on top, until ``bonus_most`` is reached."""
    left = scheme.bonus_most
    for bonus in scheme.bonuses:
        finding = BONUSES[bonus.key](year)
        given = min(bonus.each * len(finding.records), bonus.most, left)
        if given > 0:
            left -= given
            reason = f"{finding.reason}，每{bonus.each}分，最多加{bonus.most}分，各项加分合计最多{scheme.bonus_most}分"
            yield Line(bonus.key, f"加分：{bonus.name}", Decimal(given), 0, reason, "", kept=finding.records)


def _with_excused(key: str, weighing: Weighing, year: UnitYear) -> str:
    """The reason with what was excused, which counts neither way: nothing else may have been there."""
    count = year.excused_under.count(key)
    if not count:
        return weighing.reason
    said = f"{count}条记录经公开办认可免责"
    if weighing.applies or (key == "completion" and year.tasks_not_due):
        return f"{weighing.reason}，另有{said}"
    return f"{said}，没有其他应计的记录，此项不计"


def _with_waiting(line: Line, year: UnitYear, applicable: int) -> Line:
    """The completion with what waits for review, which counts as not done until the office has accepted it."""
    count = len(set(year.tasks_waiting).intersection(line.lost)) if line.key == "completion" else 0
    if not count:
        return line
    gain = f"，通过后可加{rounded(step(line, applicable) * count):.2f}分" if applicable else ""
    return replace(line, reason=f"{line.reason}，另有{count}项已上报待审核{gain}")


def step(line: Line, applicable: int) -> Fraction:
    """How many points of the score one more record kept brings."""
    return Fraction(line.of, len(line.kept) + len(line.lost)) * FULL / applicable


def _total(lines: Sequence[Line], applicable: int) -> Decimal:
    """Points over the weights that apply, times 100, less the deductions and with any bonus, never below 0."""
    gained = sum((Fraction(line.points) for line in lines if line.points is not None and line.of), Fraction())
    taken = sum((Fraction(line.points) for line in lines if line.points is not None and not line.of), Fraction())
    return max(rounded(gained * FULL / applicable + taken), Decimal(0))


def _rank(same: Sequence[Judgement], group: tuple[UnitKind, ...], scheme: Scheme, on: date) -> list[Judgement]:
    """Equal scores share a rank; the next takes the rank after all of them. Then come those without a rank."""
    scores = sorted((one.score for one in same if one.score is not None and _is_ranked(one, scheme)), reverse=True)
    places = {value: number for number, value in reversed(list(enumerate(scores, 1)))}
    ranked = [
        replace(one, rank=places[one.score]) if one.score is not None and _is_ranked(one, scheme) else one
        for one in same
    ]
    last = len(same) + 1
    ranked.sort(key=lambda one: (one.rank or last, one.score is None, one.year.position, one.year.code))
    candidates = [one.score for one in ranked if one.score is not None and not _hindrances(one, scheme)]
    orders = {value: number for number, value in reversed(list(enumerate(candidates, 1)))}
    label = "、".join(kind.label for kind in group)
    field = Field(label, len(scores), len(candidates), orders, *scheme.places(group, len(scores)))
    return [_propose(one, scheme, field, on) for one in ranked]


def _is_ranked(one: Judgement, scheme: Scheme) -> bool:
    return one.tasks >= scheme.least_tasks


@dataclass(frozen=True)
class Field:
    """The ranked units of one group: how many, how many of them may be commended, in which order by their score, and
    for how many is room by which rule."""

    label: str
    units: int
    candidates: int
    orders: Mapping[Decimal, int]
    places: int
    rule: str


def _propose(one: Judgement, scheme: Scheme, field: Field, on: date) -> Judgement:
    if one.score is None:
        reason = f"适用指标分值合计{one.applicable}分，不足{scheme.least_weight}分，不评分、不排名。"
        return replace(one, reasons=(reason,))
    kind = field.label
    standing = f"得分{one.score:.2f}，在参加排名的{field.units}个{kind}中列第{one.rank}名"
    if one.rank is None:
        standing = f"得分{one.score:.2f}，任务不足{scheme.least_tasks}项，不参加排名"
    hits = tuple(f"{hit.reason}，触及红线“{hit.name}”。" for hit in one.red_lines)
    if hits or one.score < scheme.criticise_below:
        low = f"{standing}，低于{scheme.criticise_below}分。" if one.score < scheme.criticise_below else f"{standing}。"
        ground = f"依据{basis.PLAN_SHORT}“{basis.CRITICISM}”和{basis.urging(on)}，拟列入通报批评名单。"
        return replace(one, proposal=Proposal.CRITICISE, reasons=(low, *hits, ground))
    hindrances = _hindrances(one, scheme)
    order = field.orders[one.score] if not hindrances else 0
    room = f"符合表扬条件的{field.candidates}个{kind}中列第{order}名，{kind}名额{field.places}个"
    if not hindrances and order > field.places:
        hindrances = [f"在{room}（{field.rule}）"]
    if hindrances:
        text = f"{standing}，不低于{scheme.criticise_below}分，未触及红线，不列入通报批评名单。"
        return replace(one, reasons=(text, f"未列入通报表扬名单：{'；'.join(hindrances)}。"))
    reasons = (
        f"{standing}，达到{scheme.commend_from}分，未触及红线。",
        f"在{room}（{field.rule}），在名额之内。",
        f"依据{basis.PLAN_SHORT}“{basis.COMMENDATION}”和{basis.assessment(on)}，拟列入通报表扬名单。",
    )
    return replace(one, proposal=Proposal.COMMEND, reasons=reasons)


def _hindrances(one: Judgement, scheme: Scheme) -> list[str]:
    """Why a unit cannot be commended, whatever the others have; nothing for a candidate."""
    found = []
    if one.score is not None and one.score < scheme.commend_from:
        found.append(f"得分未达到{scheme.commend_from}分")
    if one.tasks < scheme.least_tasks:
        found.append(f"承担任务{one.tasks}项，少于{scheme.least_tasks}项")
    return found + [f"触及红线“{hit.name}”" for hit in one.red_lines]
