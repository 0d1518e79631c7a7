"""The holidays of a notice, each read from its own sentences: days off, days worked, and what is odd about them. Pure.

Nothing that was not understood is left out silently: each doubt is told with the sentence that it is about.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from tracker.calendar.sentences import SPAN, Reckoner, Span, Text

HOLIDAYS = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
NAME = r"(?:元旦|新年|春节|除夕|清明节?|(?:“?五一”?)?(?:国际)?劳动节|“五一”|端午节?|中秋节?|国庆节?|“十一”)"
_SPELLINGS = {"新年": "元旦", "除夕": "春节", "清明": "清明节", "端午": "端午节", "中秋": "中秋节", "国庆": "国庆节"}
_SPELLINGS |= {"“五一”": "劳动节", "“十一”": "国庆节"}
_HEAD = re.compile(rf"({NAME}(?:[、和及与]{NAME})*)(?:\([^)]*\))?(?::|(?=(?:\d{{4}}年)?\d{{1,2}}月))")
_VERB = re.compile(
    r"(?P<moved>公休日?[^,。;]{0,12}?调[至到])|(?P<explained>为[^,。;]{0,6}法定(?:节)?假日|为公休日|照常公休)"
    r"|(?P<off>放假|补休|休息|休假|连休|调休)|(?P<worked>上班)|(?P<pause>[,;])"
)
_PROLONGED = re.compile(rf"延长(?:\d{{4}}年)?({NAME})假期至(?={SPAN.pattern})")
_ADVICE = re.compile(r"鼓励|倡导|提倡|建议|可以?结合")
_COUNT = re.compile(r"(?:共|放假)(\d+|[一二三四五六七八九十])天")
_CHINESE = {name: number for number, name in enumerate("一二三四五六七八九十", 1)}


@dataclass(frozen=True)
class Doubt:
    """What a person must look at, with the sentence of the notice that it is about."""

    sentence: str
    message: str


@dataclass(frozen=True)
class Holiday:
    """One holiday as the notice states it; ``prolonged`` when only its further days are told."""

    name: str
    sentence: str
    off: tuple[date, ...]
    worked: tuple[date, ...] = ()
    prolonged: bool = False


NO_TEXT = Text("", "")


@dataclass
class _Item:
    """One holiday while it is read: days off, days worked, days whose rest was moved elsewhere."""

    name: str
    reckoner: Reckoner
    text: Text = field(default=NO_TEXT)
    off: list[date] = field(default_factory=list)
    worked: list[date] = field(default_factory=list)
    given_up: list[date] = field(default_factory=list)
    prolonged: bool = False


@dataclass
class Reading:
    """A notice of the year, or about a change in it, while it is read."""

    year: int | None
    is_change: bool
    holidays: list[Holiday] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    remarks: list[Doubt] = field(default_factory=list)

    def doubt(self, text: Text, message: str) -> None:
        self.doubts.append(Doubt(text.original, message))

    def read_items(self, whole: Text) -> None:
        heads = list(_HEAD.finditer(whole.plain))
        if self.is_change and not any(head[0].endswith(":") for head in heads):
            self._read_change(whole)
        else:
            ends = [*(head.start() for head in heads[1:]), len(whole.plain)]
            for head, end in zip(heads, ends, strict=False):
                self._read_item(_names(head[1]), whole[head.end() : end])
        if not self.holidays:
            self.doubt(whole[0:0], "没有读到任何节日的放假安排，请核对粘贴的是不是通知全文")
        elif not self.is_change:
            self._check_whole()

    def _read_change(self, whole: Text) -> None:
        """A notice about a holiday or two has no heading before its days: the sentences that arrange something."""
        named = re.search(rf"\d{{4}}年({NAME})", whole.plain)
        name = _names(named[1]) if named else "放假"
        item = self._item(name)
        for sentence in whole.sentences():
            if SPAN.search(sentence.plain) and _VERB.search(sentence.plain):
                item.text += sentence
                self._read_sentence(item, sentence)
        self._close(item)
        if not named:
            self.doubt(item.text, "没有认出是哪个节日，名称暂写“放假”，请改正")

    def _item(self, name: str) -> _Item:
        assert self.year is not None
        return _Item(name, Reckoner(self.year, begins_year=name == "元旦"))

    def _read_item(self, name: str, text: Text) -> None:
        """Sentences with days belong to the holiday; with the first one without, other matters begin."""
        item, ended = self._item(name), False
        for sentence in text.sentences():
            has_days = SPAN.search(sentence.plain) is not None
            ended = ended or not has_days
            if not ended:
                item.text += sentence
                self._read_sentence(item, sentence)
            elif has_days and _VERB.search(sentence.plain):
                self.doubt(sentence, "这句话没有读懂，请核对是否也要录入")
        self._close(item)

    def _read_sentence(self, item: _Item, sentence: Text) -> None:
        """Days wait for the word that says what becomes of them."""
        plain = sentence.plain
        if _ADVICE.search(plain):
            self.remarks.append(Doubt(sentence.original, "这是鼓励性的安排，不是放假，没有列入"))
            return
        waiting: list[date] = []
        is_target = False
        prolonged_at = {found.end() for found in _PROLONGED.finditer(plain)}
        for token in _tokens(plain):
            if token.re is SPAN:
                span = self._span(item, token, sentence)
                item.prolonged = item.prolonged or token.start() in prolonged_at
                if is_target or token.start() in prolonged_at:
                    item.off += span.days
                elif plain[token.end() : token.end() + 1] != "起":  # 起正常上班: back to work, nothing is made up
                    waiting += span.days
                continue
            where = {"off": item.off, "worked": item.worked, "moved": item.given_up}.get(token.lastgroup or "")
            if where is not None:
                where += waiting
            is_target = token.lastgroup == "moved"
            if token.lastgroup != "pause":
                waiting = []
        if waiting:
            self.doubt(sentence, f"没有读懂{'、'.join(map(str, waiting))}是放假还是上班")

    def _span(self, item: _Item, found: re.Match[str], sentence: Text) -> Span:
        span = item.reckoner.span(found)
        for fault in span.faults:
            self.doubt(sentence, fault)
        return span

    def _close(self, item: _Item) -> None:
        """Keep the holiday, with what is odd about it."""
        off = tuple(sorted(set(item.off)))
        worked = tuple(sorted({*item.worked, *(day for day in item.given_up if day not in off)} - set(off)))
        for message in self._oddities(item, off, worked):
            self.doubt(item.text, message)
        if off or worked:
            self.holidays.append(Holiday(item.name, item.text.original, off, worked, item.prolonged))

    def _oddities(self, item: _Item, off: tuple[date, ...], worked: tuple[date, ...]) -> Iterator[str]:
        plain = item.text.plain
        if not off:
            yield f"没有读到{item.name}放假的日期"
        for day in sorted({*item.worked} & {*off}):
            yield f"{day}既写放假又写上班，暂按放假"
        for day in worked:
            if day.weekday() < 5:
                yield f"{day}是星期{'一二三四五'[day.weekday()]}，本来就上班，不是调休"
        count = _COUNT.search(plain)
        if count and not item.prolonged and (said := _CHINESE.get(count[1]) or int(count[1])) != len(off):
            yield f"通知写共{said}天，读到的是{len(off)}天"
        if "周末连休" in plain and off and off[-1].weekday() not in (0, 4, 5, 6):
            yield f"{off[-1]}是星期{'一二三四五'[off[-1].weekday()]}，不能与周末连休"
        for year in sorted({day.year for day in (*off, *worked)} - {self.year, (self.year or 0) - 1}):
            yield f"日期落在{year}年，不是{self.year}年的安排"

    def _check_whole(self) -> None:
        told = [name for holiday in self.holidays for name in holiday.name.split("、")]
        for name in HOLIDAYS:
            if name not in told:
                self.doubts.append(Doubt("", f"没有读到{name}的安排"))
        times = Counter(day for holiday in self.holidays for day in holiday.off)
        for day in sorted(day for day, number in times.items() if number > 1):
            self.doubts.append(Doubt("", f"{day}列在两个节日里"))
        both = {day for holiday in self.holidays for day in holiday.worked} & times.keys()
        for day in sorted(both):
            self.doubts.append(Doubt("", f"{day}在一个节日里放假，在另一个节日里上班"))


def _tokens(plain: str) -> list[re.Match[str]]:
    """Days and verbs in their order; a verb inside a bracket that belongs to a day says nothing."""
    spans = list(SPAN.finditer(plain))
    verbs = (verb for verb in _VERB.finditer(plain) if not any(at.start() <= verb.start() < at.end() for at in spans))
    return sorted([*spans, *verbs], key=lambda found: found.start())


def _names(text: str) -> str:
    """国庆节和中秋节 -> 国庆节、中秋节, in the usual spelling."""
    parts = re.split("[、和及与]", text)
    return "、".join("劳动节" if "劳动节" in part else _SPELLINGS.get(part, part) for part in parts)
