"""Pictures as plain values: bars of parts, each part told apart by its pattern, its word and its number. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker.interpretations.choices import InterpretationForm

AGES = (
    ("不满1天", timedelta(days=1)),
    ("1至3天", timedelta(days=3)),
    ("3至7天", timedelta(days=7)),
    ("7至30天", timedelta(days=30)),
    ("30天以上", None),
)
ANSWERED, WAITING = ("已回应", "solid"), ("未回应", "hatched")
IN_TIME, MISSED, RUNNING = ("按期回应", "solid"), ("逾期", "hatched"), ("未到时限", "blank")
NUMBER = ("件", "solid")
MONTHS = tuple(range(1, 13))


@dataclass(frozen=True)
class Part:
    word: str
    pattern: str
    value: int


@dataclass(frozen=True)
class Bar:
    label: str
    parts: tuple[Part, ...]

    @property
    def total(self) -> int:
        return sum(part.value for part in self.parts)


@dataclass(frozen=True)
class Picture:
    """``legend`` names the parts in their order with their patterns."""

    key: str
    title: str
    legend: tuple[tuple[str, str], ...]
    bars: tuple[Bar, ...]

    @property
    def most(self) -> int:
        return max((bar.total for bar in self.bars), default=0)

    @property
    def total(self) -> int:
        return sum(bar.total for bar in self.bars)

    @property
    def said(self) -> str:
        """The picture in words, for those who cannot see it."""
        bars = [
            bar.label + "、".join(f"{part.word}{part.value}" for part in bar.parts) for bar in self.bars if bar.total
        ]
        return f"{self.title}：{'；'.join(bars) or '没有'}"


def bounds(moment: datetime) -> list[datetime]:
    """The moments that part the ages: a case found after the first of them is of the first age."""
    return [moment - span for _, span in AGES if span is not None]


def ages(counts: Mapping[tuple[int, bool], int]) -> Picture:
    """Open cases by age; ``counts`` is by the number of the age and whether an answer was given."""
    bars = tuple(
        _bar(label, (ANSWERED, counts.get((number, True), 0)), (WAITING, counts.get((number, False), 0)))
        for number, (label, _) in enumerate(AGES)
    )
    return Picture("ages", "未办结舆情的时间长短", (ANSWERED, WAITING), bars)


def months(year: int, counts: Mapping[tuple[int, str], int]) -> Picture:
    """Answers per month of discovery; ``counts`` is by month and the word of the part."""
    legend = (IN_TIME, MISSED, RUNNING)
    bars = tuple(_bar(f"{month}月", *((part, counts.get((month, part[0]), 0)) for part in legend)) for month in MONTHS)
    return Picture("months", f"{year}年各月舆情回应情况", legend, bars)


def forms(year: int, counts: Mapping[InterpretationForm, int]) -> Picture:
    bars = tuple(_bar(form.label, (NUMBER, counts.get(form, 0))) for form in InterpretationForm)
    return Picture("forms", f"{year}年各种形式的解读件数", (NUMBER,), bars)


def _bar(label: str, *parts: tuple[tuple[str, str], int]) -> Bar:
    return Bar(label, tuple(Part(word, pattern, value) for (word, pattern), value in parts))


def scaled(picture: Picture, width: int) -> Sequence[tuple[Bar, Sequence[tuple[Part, int, int]]]]:
    """Each bar with its parts, each with where it begins and how wide it is drawn."""
    drawn = []
    for bar in picture.bars:
        at, parts = 0, []
        for part in bar.parts:
            wide = part.value * width // picture.most if picture.most else 0
            parts.append((part, at, wide))
            at += wide
        drawn.append((bar, parts))
    return drawn
