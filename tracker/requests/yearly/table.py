"""The annual report's table 3 (收到和处理政府信息公开申请情况) from plain values: pure counting."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tracker.requests.choices import ApplicantKind, ReplyGroup, ReplyKind
from tracker.requests.replies import GROUPS, heading, numbered

KINDS = tuple(ApplicantKind)
HEADINGS = tuple("其他" if kind is ApplicantKind.OTHER else kind.label for kind in KINDS)
NEW, CARRIED_IN = "一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量"
RESULTS, CARRIED_OUT = "三、本年度办理结果", "四、结转下年度继续办理"
TOTAL = "（七）总计"
PARTLY_REMARK = "（区分处理的，只计这一情形，不计其他情形）"
BALANCE_RULE = "本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和"


@dataclass(frozen=True)
class Tally:
    """So many requests of one kind of applicant, received in one year, answered in one (or not yet) with one result."""

    applicant: ApplicantKind
    received_in: int
    replied_in: int | None
    reply: ReplyKind | None
    number: int = 1


@dataclass(frozen=True)
class Counts:
    """One line of the table: a number for each kind of applicant."""

    of: Mapping[ApplicantKind, int]

    @property
    def total(self) -> int:
        return sum(self.of.values())

    @property
    def cells(self) -> tuple[int, ...]:
        """In the order of the table's columns, the total last."""
        return (*(self.of.get(kind, 0) for kind in KINDS), self.total)

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(Counter(self.of) + Counter(other.of))


@dataclass(frozen=True)
class Line:
    """A line with the texts of its leading columns; ``item_lines`` and ``group_lines`` say over how many lines the
    first two reach, 0 where they were said further up."""

    item: str
    group: str
    detail: str
    counts: Counts
    item_lines: int = 1
    group_lines: int = 1


@dataclass(frozen=True)
class Table:
    """A year's table: what came in, what became of it, what is carried over."""

    year: int
    new: Counts
    carried_in: Counts
    results: Mapping[ReplyKind, Counts]
    carried_out: Counts

    @property
    def total(self) -> Counts:
        """（七）总计: all that was finished in the year."""
        return sum((self.results[kind] for kind in ReplyKind), start=Counts({}))

    @property
    def is_balanced(self) -> bool:
        return (self.new + self.carried_in).cells == (self.total + self.carried_out).cells

    @property
    def balance(self) -> str:
        """The check in words: both sums with their numbers."""
        came, carried, went, left = (each.total for each in (self.new, self.carried_in, self.total, self.carried_out))
        first = f"本年新收{came}件 + 上年结转{carried}件 = {came + carried}件"
        second = f"办理结果总计{went}件 + 结转下年度{left}件 = {went + left}件"
        verdict = "两边相等，勾稽关系成立" if self.is_balanced else "两边不相等，请核对有关申请的日期"
        return f"{first}；{second}。{verdict}。"

    def lines(self) -> Iterator[Line]:
        """The table from top to bottom, the same for the page and the workbook."""
        yield Line(NEW, "", "", self.new)
        yield Line(CARRIED_IN, "", "", self.carried_in)
        reach = len(ReplyKind) + 1
        for group, kinds in GROUPS.items():
            remark = PARTLY_REMARK if group is ReplyGroup.PARTLY else ""
            for kind in kinds:
                detail = numbered(kind) if len(kinds) > 1 else ""
                within = len(kinds) if kind is kinds[0] else 0
                yield Line(RESULTS, heading(group) + remark, detail, self.results[kind], reach, within)
                reach = 0
        yield Line(RESULTS, TOTAL, "", self.total, 0)
        yield Line(CARRIED_OUT, "", "", self.carried_out)


def count(year: int, tallies: Iterable[Tally]) -> Table:
    """The year's table. What was finished before the year, or received after it, is not in it."""
    new, carried_in, carried_out = Counter[ApplicantKind](), Counter[ApplicantKind](), Counter[ApplicantKind]()
    results = {kind: Counter[ApplicantKind]() for kind in ReplyKind}
    for tally in tallies:
        if tally.received_in > year or (tally.replied_in is not None and tally.replied_in < year):
            continue
        (new if tally.received_in == year else carried_in)[tally.applicant] += tally.number
        if tally.replied_in == year and tally.reply is not None:
            results[tally.reply][tally.applicant] += tally.number
        else:
            carried_out[tally.applicant] += tally.number
    counted = {kind: Counts(found) for kind, found in results.items()}
    return Table(year, Counts(new), Counts(carried_in), counted, Counts(carried_out))
