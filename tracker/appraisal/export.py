"""A year's list as a workbook: places, points by indicator, and what each point was lost on."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from tracker.appraisal.lists import YearList
from tracker.appraisal.presenting import Entry
from tracker.choices import UnitKind
from tracker.documents.spreadsheet import Column, Kind, Sheet, Value

NUMBER = Column("序号", 6, Kind.NUMBER)
UNIT = Column("单位", 24)
PLACE_COLUMNS = (
    NUMBER,
    UNIT,
    Column("类别", 10),
    Column("名次", 7, Kind.NUMBER),
    Column("得分", 8, Kind.NUMBER),
    Column("承担任务", 6, Kind.NUMBER),
    Column("办结", 6, Kind.NUMBER),
    Column("未到期", 7, Kind.NUMBER),
    Column("按期公开", 6, Kind.NUMBER),
    Column("逾期公开", 6, Kind.NUMBER),
    Column("依据事实拟列", 13),
    Column("名单", 10),
    Column("理由", 62),
)
ADJUSTED = Column("公开办调整理由", 24)
LOST_COLUMNS = (
    NUMBER,
    UNIT,
    Column("指标或倒扣事项", 16),
    Column("分值", 6, Kind.NUMBER),
    Column("扣分", 7, Kind.NUMBER),
    Column("失分原因", 32),
    Column("涉及记录", 36),
    Column("说明", 52),
)


def sheets(found: YearList, entries: Sequence[Entry]) -> list[Sheet]:
    title = f"{found.year}年度重点领域政府信息公开考核"
    state = "已确认" if found.appraisal else "未确认，仅供核对"
    notes = (
        f"事实截至 {found.as_of}，{state}；{found.scheme['name']}第{found.scheme['version']}版。",
        f"事实指纹 {found.fingerprint}",
        "依据实施方案四（三）。镇办、部门、公共企事业单位分别排名；没有对应任务的指标不计入该单位得分。",
    )
    weights = (Column(each["name"], 9, Kind.NUMBER) for each in found.scheme["indicators"])
    is_adjusted = any(entry.verdict and entry.verdict.decision_reason for entry in entries)
    return [
        Sheet(
            "名单",
            f"{title}名单",
            (*PLACE_COLUMNS, *([ADJUSTED] if is_adjusted else [])),
            [_place(number, entry, is_adjusted) for number, entry in enumerate(entries, 1)],
            notes,
        ),
        Sheet(
            "得分明细",
            f"{title}得分明细",
            (NUMBER, UNIT, *weights, Column("加分、倒扣", 9, Kind.NUMBER), Column("得分", 8, Kind.NUMBER)),
            [_points(number, entry.unit) for number, entry in enumerate(entries, 1)],
            ("空白表示该指标不适用，不计入得分。", *notes[:2]),
        ),
        Sheet(
            "失分明细",
            f"{title}失分明细",
            LOST_COLUMNS,
            [(number, *row) for number, row in enumerate(_losses(entries), 1)],
            ("同一事项涉及多条记录的，分值、扣分和原因只列在第一条。", *notes[:2]),
        ),
    ]


def _place(number: int, entry: Entry, is_adjusted: bool) -> tuple[Value, ...]:
    unit, facts = entry.unit, entry.unit["facts"]
    reason = (entry.verdict.decision_reason if entry.verdict else "",) if is_adjusted else ()
    return (
        *(number, unit["unit"], UnitKind(unit["kind"]).label, unit["rank"], unit["score"], facts["tasks"], entry.done),
        facts.get("tasks_not_due", 0),
        *(facts["disclosures_on_time"], facts["disclosures_late"]),
        *(entry.proposed_place.word, entry.place.word, "\n".join(unit["reasons"]), *reason),
    )


def _points(number: int, unit: Any) -> tuple[Value, ...]:
    lines = unit["lines"]
    taken = sum(line["points"] for line in lines if not line["of"])
    gained = (line["points"] for line in lines if line["of"])
    return (number, unit["unit"], *gained, taken or None, unit["score"])


def _losses(entries: Iterable[Entry]) -> Iterator[tuple[Value, ...]]:
    """One row a record; what is said of them all stands at the first, so that the points add up."""
    for entry in entries:
        titles = entry.unit["titles"]
        for line in entry.unit["lines"]:
            deducted = round(line["of"] - (line["points"] or 0), 2)
            said: tuple[Value, ...] = (line["of"] or "倒扣", deducted, line["reason"])
            for lost in line["lost"]:
                title = titles[lost["type"]][str(lost["id"])]
                yield (entry.unit["unit"], line["indicator"].removeprefix("倒扣："), *said, title, lost["note"])
                said = (None, None, None)
