"""The quarter's table of policy documents and public opinion per unit, from plain values: pure counting."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from tracker.clock import ONE_DAY
from tracker.interpretations.choices import InterpretationForm, WaiverState

QUARTERS = {1: "第一季度", 2: "第二季度", 3: "第三季度", 4: "第四季度"}


@dataclass(frozen=True)
class Quarter:
    """Three months of a year; ``number`` from 1 to 4."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Quarter":
        return cls(day.year, (day.month + 2) // 3)

    @property
    def first(self) -> date:
        return date(self.year, self.number * 3 - 2, 1)

    @property
    def after(self) -> date:
        """The first day of the next one."""
        return date(self.year + 1, 1, 1) if self.number == 4 else date(self.year, self.number * 3 + 1, 1)

    @property
    def last(self) -> date:
        return self.after - ONE_DAY

    @property
    def label(self) -> str:
        return f"{self.year}年{QUARTERS[self.number]}"


@dataclass(frozen=True)
class Paper:
    """A policy document that became public in the quarter, with the forms of its interpretations."""

    unit_id: int
    title: str
    due_on: date
    interpreted_on: date | None
    forms: frozenset[InterpretationForm]
    waiver: WaiverState | None

    @property
    def is_waived(self) -> bool:
        return self.waiver is WaiverState.ACCEPTED and self.interpreted_on is None

    def is_in_time(self) -> bool:
        return self.interpreted_on is not None and self.interpreted_on <= self.due_on

    def is_missed(self, on: date) -> bool:
        return not self.is_waived and (self.interpreted_on or on) > self.due_on


@dataclass(frozen=True)
class Cases:
    """How many cases of a unit were found in the quarter and had to be answered, and how they stand."""

    unit_id: int
    number: int
    in_time: int
    missed: int


@dataclass
class Line:
    """One unit's numbers, or the district's, which has no ``unit_id``."""

    name: str
    unit_id: int | None = None
    documents: int = 0
    interpreted: int = 0
    in_time: int = 0
    missed: int = 0
    waived: int = 0
    forms: Counter[InterpretationForm] = field(default_factory=Counter)
    cases: int = 0
    answered_in_time: int = 0
    answers_missed: int = 0

    @property
    def owed(self) -> int:
        """Documents that need an interpretation."""
        return self.documents - self.waived

    @property
    def share(self) -> float | None:
        """Of the documents that need one, how many have an interpretation."""
        return self.interpreted / self.owed if self.owed else None

    @property
    def answer_share(self) -> float | None:
        judged = self.answered_in_time + self.answers_missed
        return self.answered_in_time / judged if judged else None

    @property
    def forms_said(self) -> str:
        said = [f"{form.label}{self.forms[form]}" for form in InterpretationForm if self.forms[form]]
        return "、".join(said) or "—"

    def __add__(self, other: "Line") -> "Line":
        numbers = {
            name: value + getattr(other, name) for name, value in vars(self).items() if name not in {"name", "unit_id"}
        }
        return Line(self.name, **numbers)


@dataclass(frozen=True)
class Table:
    """The units with something to tell; of what was missed only the first are named (unit, title).

    ``limits`` says within how many hours what is to be answered.
    """

    quarter: Quarter
    lines: Sequence[Line]
    without: int
    missed_papers: Sequence[tuple[str, str]] = ()
    missed_cases: Sequence[tuple[str, str]] = ()
    limits: str = ""

    @property
    def total(self) -> Line:
        return sum(self.lines, start=Line("合计"))


def count(  # noqa: PLR0917 - what a table is made of
    quarter: Quarter,
    units: Sequence[tuple[int, str]],
    papers: Iterable[Paper],
    cases: Iterable[Cases],
    on: date,
    missed_cases: Sequence[tuple[str, str]] = (),
) -> Table:
    """The table of the units in their order; those with neither documents nor cases are only counted.

    ``on`` is the day by which what is still open is judged; ``missed_cases`` names the first of those.
    """
    names = dict(units)
    lines: defaultdict[int, Line] = defaultdict(lambda: Line(""))
    missed_papers = []
    for paper in papers:
        line = lines[paper.unit_id]
        line.documents += 1
        line.waived += paper.is_waived
        line.interpreted += paper.interpreted_on is not None
        line.in_time += paper.is_in_time()
        line.forms.update(paper.forms)
        if paper.is_missed(on):
            line.missed += 1
            missed_papers.append((names[paper.unit_id], paper.title))
    for each in cases:
        line = lines[each.unit_id]
        line.cases, line.answered_in_time, line.answers_missed = each.number, each.in_time, each.missed
    found = []
    for number, name in units:
        if number in lines:
            lines[number].name, lines[number].unit_id = name, number
            found.append(lines[number])
    return Table(quarter, found, len(units) - len(found), missed_papers, missed_cases)
