"""The lists of a notice as a workbook: the commended with their merits, or the problem list of the criticised. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from tracker.choices import NoticeKind
from tracker.documents.spreadsheet import Column, Kind, Sheet, Value
from tracker.notices import problems
from tracker.notices.wording import PROBLEM_LIST_TITLE, WORK

NUMBER = Column("序号", 6, Kind.NUMBER)
PRAISED = (NUMBER, Column("单位", 26), Column("类别", 14), Column("得分", 9, Kind.NUMBER), Column("主要成效", 80))
PROBLEMS = (
    NUMBER,
    Column("单位", 26),
    Column("指标", 18),
    Column("分值", 7, Kind.NUMBER),
    Column("扣分", 7, Kind.NUMBER),
    Column("失分原因", 44),
    Column("涉及记录", 60),
    Column("整改要求", 44),
    Column("期限", 12, Kind.DATE),
)


def sheet(kind: NoticeKind, year: int, documents: Sequence[dict[str, Any]], due_on: date | None, note: str) -> Sheet:
    if kind is NoticeKind.COMMENDATION or due_on is None:
        return Sheet("表扬名单", f"{year}年度{WORK}表扬名单", PRAISED, list(_praised(documents)), (note,))
    title = PROBLEM_LIST_TITLE.format(year=year, work=WORK)
    return Sheet("问题整改清单", title, PROBLEMS, list(_problems(documents, due_on)), (note,))


def _praised(documents: Sequence[dict[str, Any]]) -> Iterator[tuple[Value, ...]]:
    for number, document in enumerate(documents, 1):
        unit = problems.commended(document)
        yield number, unit.name, unit.kind_label, document["score"], "；".join(unit.reasons)


def _problems(documents: Sequence[dict[str, Any]], due_on: date) -> Iterator[tuple[Value, ...]]:
    lines = (
        (unit, line) for unit in (problems.criticised(each, due_on) for each in documents) for line in unit.problems
    )
    for number, (unit, line) in enumerate(lines, 1):
        records = "\n".join(f"{at}. {record}" for at, record in enumerate(line.records, 1))
        what = (line.indicator, float(line.of) or None, float(line.lost), line.reason, records, line.requirement)
        yield number, unit.name, *what, line.due_on
