"""A cell of the time-limit column -> TimeLimit; the phrases are those met in published tables."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from imports.rows import LimitStart, Period, TimeLimit
from imports.text import key
from imports.vocabulary import NOTHING

_DIGITS = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_NUMERAL = re.compile(r"[一二两三四五六七八九十]{1,4}(?=个?(?:工作[日天]|自然日|日内|天内|月内|月底|月份|季度|小时))")

# What must not be taken for a limit: shortest periods of consultation, how long a notice hangs, office hours.
_NO_LIMIT = re.compile(
    r"(?:不[得能]?(?:少|低|短)于|至少|不少)(?:\d+)个?(?:工作日|自然日|日|天)(?:以上)?"
    r"|\d+个?(?:工作日|自然日|日|天)(?:以上|及以上)"
    r"|公示(?:期限?|时间|时长)?(?:为|是|满|:)?\d+个?(?:工作日|自然日|日|天)(?!以?内)"
)
_WORKDAYS = re.compile(r"(\d{1,3})个?(?:法定)?工作[日天](?!前)")
_CALENDAR_DAYS = re.compile(r"(\d{1,3})(?:个?自然日|日|天)(?:以|之)?内|(\d{1,3})个自然日(?!前)|(?<=后)(\d{1,3})[日天]$")
_FRAMED = re.compile(r"[【\[〔(](\d{1,3})[】\]〕)](?=个?工作|日|天)")
_FULL_DATE = re.compile(r"(20\d\d)[年./-](\d{1,2})[月./-](\d{1,2})日?")
_DAY_OF_MONTH = re.compile(
    r"(?:(20\d\d)年|(当年|本年|次年|每年|年度)?)(?<!\d)(\d{1,2})月(?:(\d{1,2})日|底|末|份底|份末|月底)"
)
_END_OF_YEAR = re.compile(r"(?:(20\d\d)年|(每)年?)?年?(?:底|末)(?:之?前|完成|前完成)?")
_QUARTER_END = re.compile(r"(?:(20\d\d)年)?第?([1-4一二三四])季度(?:末|底|内|完成)")
_HALF_YEAR_END = re.compile(r"(?:(20\d\d)年)?上半年(?:末|底|内|完成)?(?!前)")
_UNCLEAR_MONTH = re.compile(r"(?<![\d个])(\d{1,2})月(?:份)?(?:之?前|$)")

_PERIODS: tuple[tuple[Period, re.Pattern[str]], ...] = (
    ("half_year", re.compile(r"半年|[6六]个月(?!内|以内)|一年两次|每年两次|每年2次")),
    ("quarter", re.compile(r"每个?季|按季|季度|季末|逐季|每季|[3三]个月(?!内|以内)|次/季|一季一|季报")),
    ("month", re.compile(r"每个?月|按月|月度|逐月|次/月|(?<!\d)[1一]个月(?!内|以内)|一月一|月报")),
    ("week", re.compile(r"每个?周|按周|每星期|次/周|逐周|周报")),
    (
        "year",
        re.compile(r"每个?年|按年|年度|逐年|次/年|(?<!\d)[1一]年(?!内|以内)|12个月(?!内|以内)|一年一|年报|每学年|年初"),
    ),
    ("day", re.compile(r"每[日天]|按日|逐日|次/[日天]|日报")),
)
_EACH_TIME = re.compile(r"(?:每|按).{0,6}(?:后|终了|结束|底|末|内|初|开始)")
# A month or a quarter of every year.
_YEARLY = re.compile(r"每年(?:度)?的?(?:\d{1,2}月(?:份)?|第?[1-4一二三四]个?季度)")
_ONE_QUARTER = re.compile(r"(?<!每)第[1-4一二三四]个?季度|(?<!每)[一1]个?季度内")
_FREQUENCY = re.compile(r"(?:每|按)[日天周月季年半]")
_REALTIME = re.compile(
    r"实时|即时|及时|立即|随时|第一时间|同步|当[日天]|当场|随.{1,20}(?:公开|发布|公布)|实际更新|动态|进展情况|适时"
)
_ONGOING = re.compile(r"长期|永久|常年|持续|常态化|全年|一直|始终")

_DECIDED = re.compile(r"决定|许可|处罚|强制")
_LICENCE = re.compile(r"许可|处罚|行政强制")
_FORMED = re.compile(r"形成|变更|制作|制定|获取|生成|产生|印发|信息")
_OTHER_EVENT = re.compile(r"自.{1,30}之日起|(?:后|之日起)(?:的)?$")


# What a number of days is said of may stand behind it, unless a number of its own follows: （许可、处罚7个工作日）.
_AFTER = re.compile(r"(?![(（][^)）]*\d个?工作)[^；;。，,、]*")
_DIVIDED: dict[tuple[tuple[int, int], ...], Period] = {
    ((6, 30), (12, 31)): "half_year",
    ((3, 31), (6, 30), (9, 30), (12, 31)): "quarter",
}


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    limit: TimeLimit


def time_limit(text: str, year: int, heading: str = "", matter: str = "") -> TimeLimit:
    """What a time-limit cell says, for a table of the given year.

    heading: of the column, which may hold the unit of a bare number ("公开时限（工作日）").
    matter: item and content of the row: a bare "7个工作日内" runs from the decision where these speak of licences
    or penalties.
    A month without "底" or a day (6月前) is not guessed: kind "other".
    """
    limit = _time_limit(text, year, "工作日" in heading)
    if limit.days is not None and limit.days <= 7 and limit.start == "formed" and _LICENCE.search(matter):
        return limit if _FORMED.search(key(text)) else replace(limit, start="decided")
    return limit


@lru_cache(maxsize=4096)
def _time_limit(text: str, year: int, bare_numbers: bool) -> TimeLimit:
    plain = key(text)
    if plain in NOTHING:
        return TimeLimit(text=text)
    plain = _arabic(_FRAMED.sub(r"\1", plain.replace("工作曰", "工作日")))
    if bare_numbers and plain.isdecimal():
        plain += "个工作日"
    searched = _NO_LIMIT.sub(lambda found: "·" * len(found.group()), plain)
    limits = _folded(_ordered(list(_find(searched, year))), plain)
    if not limits:
        return TimeLimit(text=text, kind="other")
    second = replace(limits[1], text=text) if len(limits) > 1 else None
    return replace(limits[0], text=text, also=second)


def _folded(limits: list[TimeLimit], plain: str) -> list[TimeLimit]:
    """Several dates: those that halve or quarter every year are a period; of others no one knows which is the limit."""
    days = sorted({limit.date for limit in limits if limit.date})
    if len(days) < 2:
        return limits
    others = [limit for limit in limits if not limit.date]
    first = limits.index(next(limit for limit in limits if limit.date))
    period = _DIVIDED.get(tuple((day.month, day.day) for day in days))
    if period and re.search(r"[每各分]", plain):
        return [*others[:first], TimeLimit(kind="periodic", period=period), *others[first:]]
    return [*others[:first], TimeLimit(kind="other"), *others[first:]]


def _arabic(plain: str) -> str:
    """二十个工作日 -> 20个工作日, only before what is counted."""

    def number(found: re.Match[str]) -> str:
        tens, ten, ones = found.group().rpartition("十")
        if not ten:
            return "".join(str(_DIGITS[digit]) for digit in ones)
        return str((_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0))

    return _NUMERAL.sub(number, plain)


def is_minimum(text: str) -> bool:
    """Does it say how long something must last at least (公示不少于7日), which limits nobody?"""
    return _NO_LIMIT.search(_arabic(key(text))) is not None


def _ordered(found: list[_Found]) -> list[TimeLimit]:
    """The general limit first: a number before a word, and twenty days for all before seven for licences.

    A frequency that stands before a date is the general one: 按季度公布，年底汇总.
    """
    first_date = min((each.start for each in found if each.limit.kind == "date"), default=-1)

    def rank(each: _Found) -> float:
        if each.limit.kind == "periodic" and each.start < first_date:
            return 0.5
        return ("workdays", "date", "other", "periodic", "realtime", "ongoing").index(each.limit.kind)

    chosen = list(dict.fromkeys(each.limit for each in sorted(found, key=rank)))
    if len(chosen) > 1 and chosen[0].kind == chosen[1].kind == "workdays":
        chosen[:2] = sorted(chosen[:2], key=lambda limit: limit.start == "decided")
    return chosen


def _find(plain: str, year: int) -> Iterator[_Found]:
    """Every limit in the text, in writing order within each kind; stretches once used are not read again."""
    taken: list[tuple[int, int]] = []
    for finder in (_workdays, _calendar_days, _dates):
        for found in finder(plain, year):
            if not any(found.start < end and start < found.end for start, end in taken):
                taken.append((found.start, found.end))
                yield found
    yield from _words(plain, taken)


def _workdays(plain: str, _year: int) -> Iterator[_Found]:
    before = 0
    for match in _WORKDAYS.finditer(plain):
        context = plain[before : match.start()]
        after = _AFTER.match(plain, match.end())
        period = _period(context)
        limit = TimeLimit(
            kind="workdays", days=int(match.group(1)), start=_start(context, after.group() if after else "")
        )
        if period and _EACH_TIME.search(context):
            limit = TimeLimit(kind="periodic", days=int(match.group(1)), period=period)
            yield _Found(before, match.end(), limit)
        else:
            yield _Found(match.start(), match.end(), limit)
        before = match.end()


def _start(context: str, after: str) -> LimitStart | None:
    """From which event a limit runs; a bare "20个工作日内" runs from forming (Regulation, article 26)."""
    if _DECIDED.search(context) or (not context and _DECIDED.search(after)):
        return "decided"
    if _FORMED.search(context):
        return "formed"
    return None if _OTHER_EVENT.search(context) else "formed"


def _calendar_days(plain: str, _year: int) -> Iterator[_Found]:
    for match in _CALENDAR_DAYS.finditer(plain):
        if plain[match.start() - 1 : match.start()] == "月":
            continue
        period = _period(plain[: match.start()])
        if period and _EACH_TIME.search(plain[: match.start()]):
            yield _Found(0, match.end(), TimeLimit(kind="periodic", period=period))
            continue
        days = int(next(filter(None, match.groups())))
        yield _Found(match.start(), match.end(), TimeLimit(kind="other", days=days, calendar_days=True))


def _dates(plain: str, year: int) -> Iterator[_Found]:
    for match in _FULL_DATE.finditer(plain):
        if plain[match.end() : match.end() + 1] == "起":
            continue
        yield from _dated(match, _date(int(match.group(1)), int(match.group(2)), int(match.group(3))))
    for match in _DAY_OF_MONTH.finditer(plain):
        if plain[match.end() : match.end() + 1] == "起":
            continue
        month, word = int(match.group(3)), match.group(2)
        in_year = int(match.group(1) or year) + (word == "次年")
        day = int(match.group(4)) if match.group(4) else _last_day(in_year, month)
        yearly = word == "每年" or plain[max(0, match.start() - 2) : match.start()] == "每年"
        yield from _dated(match, _date(in_year, month, day), yearly)
    for match in _QUARTER_END.finditer(plain):
        quarter = _DIGITS.get(match.group(2)) or int(match.group(2))
        in_year = int(match.group(1) or year)
        yield from _dated(match, _date(in_year, quarter * 3, _last_day(in_year, quarter * 3)))
    for match in _HALF_YEAR_END.finditer(plain):
        yield from _dated(match, _date(int(match.group(1) or year), 6, 30))
    for match in _END_OF_YEAR.finditer(plain):
        if match.group().strip("底末") and "年" in match.group() and "半年" not in plain[: match.end()]:
            yield from _dated(match, _date(int(match.group(1) or year), 12, 31), bool(match.group(2)))


def _dated(match: re.Match[str], day: date | None, yearly: bool = False) -> Iterator[_Found]:
    if day is None:
        return
    limit = TimeLimit(kind="date", date=day)
    if yearly:
        limit = TimeLimit(kind="periodic", period="year", date=day)
    yield _Found(match.start(), match.end(), limit)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _last_day(year: int, month: int) -> int:
    return monthrange(year, month)[1] if 1 <= month <= 12 else 31


def _words(plain: str, taken: list[tuple[int, int]]) -> Iterator[_Found]:
    """Limits that are a word rather than a number, outside what has been understood already."""
    rest = list(plain)
    for start, end in taken:
        rest[start:end] = "·" * (end - start)
    text = "".join(rest)
    if any(end > start for start, end in taken):
        # Beside a number, words like 年度 or 信息更新 describe the matter; only a plain frequency is a second limit.
        text = "".join(
            re.findall(r"(?:每|按)[日天周月季年半]\S{0,3}|实时|及时|长期\S{0,2}|永久\S{0,2}|常年\S{0,2}", text)
        )
    elif _YEARLY.search(text):
        yield _Found(0, 0, TimeLimit(kind="periodic", period="year"))
        return
    elif _UNCLEAR_MONTH.search(text) or _ONE_QUARTER.search(text):
        return
    period = _period(text)
    if period:
        frequency = _FREQUENCY.search(plain)
        at = frequency.start() if frequency else len(plain)
        yield _Found(at, at, TimeLimit(kind="periodic", period=period))
        return
    ongoing, realtime = _ONGOING.search(text), _REALTIME.search(text)
    if ongoing and not (realtime and realtime.start() < ongoing.start()):
        yield _Found(0, 0, TimeLimit(kind="ongoing"))
    elif realtime:
        yield _Found(0, 0, TimeLimit(kind="realtime"))


def _period(text: str) -> Period | None:
    return next((period for period, words in _PERIODS if words.search(text)), None)
