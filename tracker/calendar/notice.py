"""The State Council's notice on a year's holidays, read from its pasted text: what it arranges, what to check. Pure."""

import re
from dataclasses import dataclass
from datetime import date

from tracker.calendar.holidays import NAME, Doubt, Holiday, Reading
from tracker.calendar.sentences import squeeze

LONGEST = 10_000
_CHANGE = re.compile(r"关于(?:调整|延长)|现将(?:调整|延长)|延长\d{4}年")
_YEARS = tuple(
    re.compile(pattern)
    for pattern in (
        r"关于(?:调整|延长)?(\d{4})年",
        r"现[将对](?:调整|延长)?(\d{4})年",
        rf"(\d{{4}})年(?:部分节假日|{NAME})",
    )
)
_NUMBER = re.compile(r"(国办发明电|国办发|国办函|国发明电|国发|国函)[〔\[(【](\d{4})[〕\])】]第?(\d+)号")
_TITLE = re.compile(r"国务院(?:办公厅)?关于[^。:]{2,60}?的通知")
_MADE_ON = re.compile(r"成文日期\W{0,2}(\d{4})[-年](\d{1,2})[-月](\d{1,2})")
_SIGNED = re.compile(r"国务院(?:办公厅)?(\d{4})年(\d{1,2})月(\d{1,2})日")


@dataclass(frozen=True)
class Notice:
    """What was read. ``is_change`` marks one that changes a holiday or two of a year that was arranged before."""

    year: int | None
    number: str = ""
    title: str = ""
    dated_on: date | None = None
    is_change: bool = False
    holidays: tuple[Holiday, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    remarks: tuple[Doubt, ...] = ()

    @property
    def label(self) -> str:
        """How the year's entry names the notice."""
        name = self.number or self.title
        return f"{name}（{self.dated_on}）" if name and self.dated_on else name

    @property
    def years(self) -> list[int]:
        """The years in which it names days."""
        return sorted({day.year for holiday in self.holidays for day in (*holiday.off, *holiday.worked)})


def read(text: str, year: int | None = None) -> Notice:
    """Read the whole text of a notice. ``year`` is what the person says where the notice does not."""
    whole = squeeze(text)
    plain = whole.plain
    said = next((int(found[1]) for pattern in _YEARS if (found := pattern.search(plain))), None)
    reading = Reading(said or year, bool(_CHANGE.search(plain)))
    if said and year and said != year:
        reading.doubt(whole[0:0], f"通知写的是{said}年，不是您填写的{year}年")
    if reading.year is None:
        reading.doubt(whole[0:0], "没有读到这是哪一年的安排，请把标题一起粘贴，或填写年份")
    else:
        reading.read_items(whole[: _end(plain)])
    number, title = _NUMBER.search(plain), _TITLE.search(plain)
    return Notice(
        reading.year,
        f"{number[1]}〔{number[2]}〕{number[3]}号" if number else "",
        title[0] if title else "",
        _dated_on(plain),
        reading.is_change,
        tuple(reading.holidays),
        tuple(reading.doubts),
        tuple(reading.remarks),
    )


def _end(plain: str) -> int:
    """Where the signature stands; all before it is read."""
    signed = list(_SIGNED.finditer(plain))
    return signed[-1].start() if signed else len(plain)


def _dated_on(plain: str) -> date | None:
    found = _MADE_ON.search(plain) or next(reversed(list(_SIGNED.finditer(plain))), None)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
