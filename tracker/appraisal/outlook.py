"""What would change a verdict: what a unit can still put right, with the points that it would bring. Pure."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil

from tracker.appraisal.indicators import MENDABLE, PERCENT, SHORT_OF
from tracker.appraisal.records import Records
from tracker.appraisal.rules import Judgement, Line, rounded, step
from tracker.appraisal.scheme import FULL, Scheme


@dataclass(frozen=True)
class Gain:
    """One thing to do, the points that it brings at most, and the records it is about."""

    text: str
    points: Decimal
    records: Records


def gains(one: Judgement) -> tuple[Gain, ...]:
    """What can still be put right, the most points first. A limit that was missed stays missed and is not named."""
    if one.score is None:
        return ()
    found = [
        Gain(MENDABLE[line.key].format(count=len(records)), rounded(step(line, one.applicable) * len(records)), records)
        for line in one.lines
        if line.key in MENDABLE and line.of and (records := _mendable(one, line))
    ]
    return tuple(sorted(found, key=lambda gain: -gain.points))


def changes(one: Judgement, scheme: Scheme) -> tuple[str, ...]:
    """What alone would lift the unit over the next cut-off, else whether all of it together would, and what takes it
    off a red line of completion."""
    if one.score is None:
        return ()
    target = scheme.criticise_below if one.score < scheme.criticise_below else scheme.commend_from
    found = []
    for line in one.lines:
        if line.key not in MENDABLE or not line.of or not line.lost or one.score >= target:
            continue
        count = ceil((target - Fraction(one.score)) / step(line, one.applicable))
        if count <= len(_mendable(one, line)):
            found.append(f"{MENDABLE[line.key].format(count=count)}，得分即达到{target}分")
    if not found and one.score < target and (possible := gains(one)):
        found.append(_together(one, possible, target))
    return tuple(found + _off_red_line(one, scheme))


def _together(one: Judgement, possible: tuple[Gain, ...], target: int) -> str:
    """Whether everything that can still be put right reaches the cut-off."""
    total = min(rounded(Fraction(one.score or 0) + sum(Fraction(gain.points) for gain in possible)), Decimal(FULL))
    if total >= target:
        return f"以上各项都做到，得分为{total:.2f}分，达到{target}分"
    return f"即使以上各项都做到，得分为{total:.2f}分，仍不到{target}分"


def short_of(one: Judgement, scheme: Scheme) -> tuple[str, ...]:
    """What separated the unit from the next cut-off, line by line: so many more kept, and it would have been reached.

    It says what the verdict hung on, not what can still be done: a limit that was missed stays missed.
    """
    if one.score is None:
        return ()
    target = scheme.criticise_below if one.score < scheme.criticise_below else scheme.commend_from
    if one.score >= target:
        return ()
    missing = target - Fraction(one.score)
    found = [f"距{target}分差{rounded(missing):.2f}分"]
    for line in one.lines:
        if line.of and line.lost and line.key in SHORT_OF:
            count = ceil(missing / step(line, one.applicable))
            if count <= len(line.lost):
                found.append(f"差{SHORT_OF[line.key].format(count=count)}，得分即达到{target}分")
    return tuple(found)


def _off_red_line(one: Judgement, scheme: Scheme) -> list[str]:
    for line in scheme.red_lines:
        hit = any(each.name == line.name for each in one.red_lines)
        of = next((each for each in one.lines if each.key == "completion"), None)
        if hit and line.key == "low_completion" and of is not None:
            total = len(of.kept) + len(of.lost)
            missing = ceil(Fraction(line.limit * total, PERCENT)) - len(of.kept)
            others = "、".join(f"“{each.name}”" for each in one.red_lines if each.name != line.name)
            rest = f"这条红线；红线{others}仍然触及" if others else "红线"
            return [f"再办结{missing}项任务，完成率即达到{line.limit}%，不再触及{rest}"]
    return []


def _mendable(one: Judgement, line: Line) -> Records:
    """What the unit itself can still do: not what it handed in already and the office has yet to review."""
    return tuple(record for record in line.lost if record not in one.year.tasks_waiting)
