"""The text of a notice in one width and without blanks, cut into sentences, with the days that each one names. Pure."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

WEEKDAYS = {name: number for number, name in enumerate("一二三四五六日")} | {"天": 6}
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―─−〜~"), "-")
_DAY = r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})"
_NOTE = r"(\([^)]*\))?"
SPAN = re.compile(rf"{_DAY}(?:日|(?=-(?:\d{{1,2}}月)?\d{{1,2}}日)){_NOTE}(?:(?:至|到|-+){_DAY}日{_NOTE})?")
_WEEKDAY = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])")
_PAUSE = re.compile(r"[^。!]*[。!]?")


@dataclass(frozen=True)
class Text:
    """``plain`` is what is searched; ``original`` has a character of the pasted text at each of its places."""

    plain: str
    original: str

    def __getitem__(self, place: slice) -> "Text":
        return Text(self.plain[place], self.original[place])

    def __add__(self, more: "Text") -> "Text":
        return Text(self.plain + more.plain, self.original + more.original)

    def sentences(self) -> Iterator["Text"]:
        """Up to and with each full stop."""
        for found in _PAUSE.finditer(self.plain):
            if found[0]:
                yield self[found.start() : found.end()]


def squeeze(text: str) -> Text:
    """Line breaks and blanks may stand anywhere, also inside a date; digits and brackets come in both widths."""
    kept = [char for char in text if unicodedata.category(char)[0] not in "ZC"]
    plain = "".join(_narrow(char) for char in kept).translate(_DASHES)
    return Text(plain, "".join(kept))


def _narrow(char: str) -> str:
    narrow = unicodedata.normalize("NFKC", char)
    return narrow if len(narrow) == 1 else char


@dataclass(frozen=True)
class Span:
    """Days named together, from the first to the last; ``faults`` says what cannot be with them."""

    days: tuple[date, ...]
    faults: tuple[str, ...] = ()


@dataclass
class Reckoner:
    """Gives each day its month and year: what is left out is as with the day named before.

    A year left out is the notice's; before New Year's Day (``begins_year``) December belongs to the year before.
    """

    year: int
    begins_year: bool = False
    last: tuple[int, int] | None = field(default=None)

    def span(self, found: re.Match[str]) -> Span:
        """What a match of ``SPAN`` names."""
        faults: list[str] = []
        first = self._day(found[1], found[2], found[3], faults)
        last = self._day(found[5], found[6], found[7], faults) if found[7] else first
        if first is None or last is None:
            return Span((), tuple(faults))
        if last < first and not found[1] and first.month >= 11:
            first = first.replace(year=first.year - 1)
        for day, note in ((first, found[4]), (last, found[8])):
            faults += _wrong_weekday(day, note or "")
        length = (last - first).days + 1
        if not 1 <= length <= 31:
            return Span((), (*faults, f"从{first}到{last}不像一段假期"))
        return Span(tuple(first + timedelta(days=offset) for offset in range(length)), tuple(faults))

    def _day(self, year: str | None, month: str | None, day: str, faults: list[str]) -> date | None:
        if month:
            number = int(month)
            before = self.begins_year and number >= 11
            self.last = (int(year) if year else self.year - before, number)
        if self.last is None:
            faults.append(f"“{day}日”没有写明月份")
            return None
        try:
            return date(*self.last, int(day))
        except ValueError:
            faults.append(f"没有{self.last[0]}年{self.last[1]}月{day}日这一天")
            return None


def _wrong_weekday(day: date, note: str) -> Iterator[str]:
    for name in _WEEKDAY.findall(note):
        if WEEKDAYS[name] != day.weekday():
            yield f"{day}是星期{'一二三四五六日'[day.weekday()]}，通知写的是星期{name}"
