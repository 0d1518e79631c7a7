"""A year's list as a workbook: places, points by indicator, and what each point was lost on."""

from collections.abc import Iterable, Sequence
from typing import Any

from tracker.appraisal.lists import YearList
from tracker.appraisal.presenting import Entry
from tracker.choices import UnitKind
from tracker.documents.spreadsheet import Column, Kind, Sheet, Value

PLACE_COLUMNS = (
    Column("单位", 26),
    Column("类别", 14),
    Column("名次", 8, Kind.NUMBER),
    Column("得分", 9, Kind.NUMBER),
    Column("承担任务", 10, Kind.NUMBER),
    Column("办结", 8, Kind.NUMBER),
    Column("按期公开", 10, Kind.NUMBER),
    Column("逾期公开", 10, Kind.NUMBER),
    Column("依据事实拟列", 14),
    Column("名单", 12),
    Column("理由", 70),
    Column("公开办调整理由", 40),
)
LOST_COLUMNS = (
    Column("单位", 26),
    Column("测评指标", 18),
    Column("指标分值", 10, Kind.NUMBER),
    Column("扣分", 8, Kind.NUMBER),
    Column("失分原因", 46),
    Column("涉及记录", 46),
    Column("说明", 46),
)


def sheets(found: YearList, entries: Sequence[Entry]) -> list[Sheet]:
    title = f"{found.year}年度重点领域政府信息公开考核"
    state = "已确认" if found.appraisal else "未确认，仅供核对"
    notes = (
        f"事实截至 {found.as_of}，{state}；{found.scheme['name']}第{found.scheme['version']}版。",
        f"事实指纹 {found.fingerprint}",
        "依据实施方案四（三）。镇办、部门、公共企事业单位分别排名；没有对应任务的指标不计入该单位得分。",
    )
    points = (Column("单位", 26), *(Column(each["name"], 13, Kind.NUMBER) for each in found.scheme["indicators"]))
    return [
        Sheet("名单", f"{title}名单", PLACE_COLUMNS, [_place(entry) for entry in entries], notes),
        Sheet(
            "得分明细",
            f"{title}得分明细",
            (*points, Column("倒扣", 9, Kind.NUMBER), Column("得分", 9, Kind.NUMBER)),
            [_points(entry.unit) for entry in entries],
            ("空白表示该指标不适用，不计入得分。", *notes[:2]),
        ),
        Sheet("失分明细", f"{title}失分明细", LOST_COLUMNS, _losses(entries), notes[:2]),
    ]


def _place(entry: Entry) -> tuple[Value, ...]:
    unit, facts = entry.unit, entry.unit["facts"]
    return (
        *(unit["unit"], UnitKind(unit["kind"]).label, unit["rank"], unit["score"], facts["tasks"], entry.done),
        *(facts["disclosures_on_time"], facts["disclosures_late"]),
        *(entry.proposed_place.word, entry.place.word, "\n".join(unit["reasons"])),
        entry.verdict.decision_reason if entry.verdict else "",
    )


def _points(unit: Any) -> tuple[Value, ...]:
    taken = sum(line["points"] for line in unit["lines"] if not line["of"])
    return (unit["unit"], *(line["points"] for line in unit["lines"] if line["of"]), taken or None, unit["score"])


def _losses(entries: Iterable[Entry]) -> Iterable[tuple[Value, ...]]:
    for entry in entries:
        for line in entry.unit["lines"]:
            for lost in line["lost"]:
                title = entry.unit["titles"][f"{lost['type']}:{lost['id']}"]
                deducted = round(line["of"] - line["points"], 2)
                yield (
                    *(entry.unit["unit"], line["indicator"], line["of"], deducted),
                    *(line["reason"], title, lost["note"]),
                )
