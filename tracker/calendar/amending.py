"""What a notice makes of one year's arrangement: the whole of it, or the holiday that it changes. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from tracker.calendar.entry import Arrangement
from tracker.calendar.holidays import Doubt, Holiday
from tracker.calendar.notice import Notice

NEAR = timedelta(days=20)
SAME_HOLIDAY = timedelta(days=31)
END_OF_YEAR = (12, 20)
LONGEST_SOURCE = 120


@dataclass
class Proposal:
    """The year as the notice leaves it, for a person to check, with what is to be looked at."""

    off: dict[date, str]
    worked: set[date]
    doubts: list[Doubt] = field(default_factory=list)
    remarks: list[Doubt] = field(default_factory=list)

    @property
    def arrangement(self) -> Arrangement:
        return Arrangement(self.off, frozenset(self.worked))


def propose(notice: Notice, year: int, present: Arrangement) -> Proposal:
    """A notice of the whole year stands in place of what was; one that changes it, or reaches over from another year,
    is put upon it."""
    doubts, remarks = list(notice.doubts), list(notice.remarks)
    if notice.is_change or year != notice.year:
        proposal = Proposal(dict(present.holidays), set(present.worked), doubts, remarks)
        if not present.holidays and notice.is_change:
            proposal.doubts.append(Doubt("", f"系统中还没有{year}年的整年安排，请先录入整年的通知，再录入这份调整通知"))
        for holiday in notice.holidays:
            _put(proposal, holiday, year)
        return proposal
    proposal = Proposal({}, set(), doubts, remarks)
    for holiday in notice.holidays:
        proposal.off |= dict.fromkeys(_of(year, holiday.off), holiday.name)
        proposal.worked |= set(_of(year, holiday.worked))
    _keep_next_new_year(proposal, present)
    return proposal


def _of(year: int, days: Iterable[date]) -> list[date]:
    return [day for day in days if day.year == year]


def _keep_next_new_year(proposal: Proposal, present: Arrangement) -> None:
    """The last days of December are arranged by the notice of the year that follows."""
    off = {day: name for day, name in present.holidays.items() if (day.month, day.day) >= END_OF_YEAR}
    worked = {day for day in present.worked if (day.month, day.day) >= END_OF_YEAR}
    kept = sorted((off.keys() - proposal.off.keys()) | (worked - proposal.worked))
    if kept:
        proposal.off |= {day: off[day] for day in kept if day in off}
        proposal.worked |= {day for day in kept if day in worked}
        days = "、".join(map(str, kept))
        proposal.remarks.append(Doubt("", f"{days}是下一年元旦的安排，由下一年的通知规定，予以保留"))


def _put(proposal: Proposal, holiday: Holiday, year: int) -> None:
    off, worked = _of(year, holiday.off), _of(year, holiday.worked)
    before = sorted(day for day, name in proposal.off.items() if _is_same(name, holiday.name))
    if holiday.prolonged:
        off = _prolonged(proposal, holiday, before, off)
    elif off:
        for day in before:
            if min(abs(day - each) for each in off) <= SAME_HOLIDAY:
                del proposal.off[day]
    proposal.off |= dict.fromkeys(off, holiday.name)
    if not holiday.prolonged and off:
        for day in sorted(proposal.worked - set(worked) - set(off)):
            if min(abs(day - each) for each in off) <= NEAR:
                message = f"原来的调休上班日{day}没有在通知中提到，仍然保留，请核对是否取消"
                proposal.doubts.append(Doubt(holiday.sentence, message))
    for day in sorted(proposal.worked & set(off)):
        proposal.remarks.append(Doubt(holiday.sentence, f"原定{day}调休上班，按通知改为放假"))
    proposal.worked = (proposal.worked - set(off)) | set(worked)


def _prolonged(proposal: Proposal, holiday: Holiday, before: list[date], off: list[date]) -> list[date]:
    """From the day after the last one so far to the one that is told."""
    if not before or not off:
        if off:
            proposal.doubts.append(Doubt(holiday.sentence, f"系统中没有{off[-1].year}年{holiday.name}的安排，无法延长"))
        return []
    length = (off[-1] - before[-1]).days
    if not length:
        message = f"系统中{holiday.name}已经放到{off[-1]}，与通知一致"
        proposal.remarks.append(Doubt(holiday.sentence, message))
        return []
    if not 0 < length <= SAME_HOLIDAY.days:
        message = f"{holiday.name}原来放到{before[-1]}，不能延长至{off[-1]}"
        proposal.doubts.append(Doubt(holiday.sentence, message))
        return []
    return [before[-1] + timedelta(days=offset) for offset in range(1, length + 1)]


def _is_same(one: str, other: str) -> bool:
    return bool(set(one.split("、")) & set(other.split("、")))


def differences(present: Arrangement, proposed: Arrangement) -> list[tuple[date, str, str]]:
    """Each day that changes, what it was and what it becomes; a change of a holiday's name alone is none."""
    days = present.holidays.keys() | proposed.holidays.keys() | present.worked | proposed.worked
    found = ((day, _word(present, day), _word(proposed, day)) for day in sorted(days))
    return [(day, before, after) for day, before, after in found if before[:1] != after[:1]]


def _word(arrangement: Arrangement, day: date) -> str:
    if day in arrangement.holidays:
        return f"休（{arrangement.holidays[day]}）"
    if day in arrangement.worked:
        return "班（调休）"
    return "上班" if day.weekday() < 5 else "双休日"


def source(notice: Notice, year: int, before: str, *, is_known: bool) -> str:
    """What the year rests on after the notice: its number, behind that of the one that it changes."""
    if not notice.is_change and year == notice.year:
        return notice.label
    if not before and is_known:
        return f"系统预置，经{notice.label}调整"
    joined = f"{before}；{notice.label}".strip("；")
    return joined if len(joined) <= LONGEST_SOURCE else notice.label
