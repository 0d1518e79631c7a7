"""How a year's arrangement is typed: one line for each holiday and for each weekend day worked. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.refusals import Refused

MOST_DAYS = 120
LONGEST_NAME = 20
_LINE = re.compile(r"^(\S+?)(?:\s*(?:至|到|—|–|~|～)\s*(\S+?))?(?:\s+(\S.*))?$")
_DAY = re.compile(r"^(?:(\d{4})(?:-|年|/|\.))?(\d{1,2})(?:-|月|/|\.)(\d{1,2})日?$", re.ASCII)


@dataclass(frozen=True)
class Arrangement:
    """Days off with their holiday's name, and weekend days worked in exchange."""

    holidays: Mapping[date, str]
    worked: frozenset[date]


def read(year: int, holidays: str, worked: str) -> Arrangement:
    """What was typed, as days of the year.

    Raises Refused naming the line for a day that cannot be read or lies in another year, a holiday without a name, a
    day off named twice, a worked day that is no weekend, and a day that is both.
    """
    off: dict[date, str] = {}
    for number, line in _lines(holidays):
        first, last, name = _span(year, line, f"放假第{number}行")
        if not name:
            raise Refused(f"放假第{number}行“{line}”缺节日名称，应如“{year}-10-01至{year}-10-07 国庆节”。")
        named = {first + timedelta(days=offset): name for offset in range((last - first).days + 1)}
        if twice := sorted(named.keys() & off.keys()):
            raise Refused(f"放假第{number}行“{line}”中的{twice[0]}前面已经填为{off[twice[0]]}，请核对。")
        off |= named
    days: set[date] = set()
    for number, line in _lines(worked):
        place = f"调休上班第{number}行"
        first, last, _ = _span(year, line, place)
        span = {first + timedelta(days=offset) for offset in range((last - first).days + 1)}
        for day in sorted(span):
            if day.weekday() < 5:
                raise Refused(f"{place}：{day}不是星期六或星期日，本来就上班，请核对。")
        days |= span
    if both := sorted(days & off.keys()):
        raise Refused(f"{both[0]}既在放假里，又在调休上班里，请核对。")
    if len(off) + len(days) > MOST_DAYS:
        raise Refused(f"一年的放假和调休共{len(off) + len(days)}天，超过{MOST_DAYS}天，请核对。")
    return Arrangement(off, frozenset(days))


def write(arrangement: Arrangement) -> tuple[str, str]:
    """The two texts that ``read`` understands, days of one holiday joined."""
    spans: list[tuple[date, date, str]] = []
    for day, name in sorted(arrangement.holidays.items()):
        if spans and spans[-1][2] == name and day - spans[-1][1] == timedelta(days=1):
            spans[-1] = (spans[-1][0], day, name)
        else:
            spans.append((day, day, name))
    holidays = (f"{first} {name}" if first == last else f"{first}至{last} {name}" for first, last, name in spans)
    return "\n".join(holidays), "\n".join(str(day) for day in sorted(arrangement.worked))


def _lines(text: str) -> Iterable[tuple[int, str]]:
    return ((number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip())


def _span(year: int, line: str, place: str) -> tuple[date, date, str]:
    parts = _LINE.match(line)
    first = _day(year, parts[1]) if parts else None
    last = _day(year, parts[2]) if parts and parts[2] else first
    if parts is None or first is None or last is None:
        raise Refused(f"{place}“{line[:40]}”看不懂，日期应如 {year}-10-01，一段日期如 {year}-10-01至{year}-10-07。")
    if {first.year, last.year} != {year}:
        raise Refused(f"{place}“{line[:40]}”不在{year}年内，跨年的假期请分别填在两个年份。")
    if last < first:
        raise Refused(f"{place}“{line[:40]}”的结束日期早于开始日期。")
    return first, last, (parts[3] or "")[:LONGEST_NAME]


def _day(year: int, text: str) -> date | None:
    found = _DAY.match(text)
    if not found:
        return None
    try:
        return date(int(found[1] or year), int(found[2]), int(found[3]))
    except ValueError:
        return None
