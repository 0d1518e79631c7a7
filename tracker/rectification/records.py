"""The records that a rectification is about, as its page and the register list them. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

PAGES = {
    "task": ("tasks.show", "task_id"),
    "disclosure": ("disclosures.show", "disclosure_id"),
    "opinion": ("opinions.show", "case_id"),
    "policy": ("interpretations.show", "document_id"),
    "rectification": ("rectification.show", "rectification_id"),
    "request": ("requests.show", "request_id"),
    "finding": ("supervision.finding", "finding_id"),
    "paper": ("reminders.paper", "paper_id"),
    "outside": ("outside.show", "result_id"),
    "report": ("progress_reports.index", "year"),
}
KINDS = {
    "task": "任务",
    "disclosure": "公开信息",
    "opinion": "舆情",
    "policy": "政策文件",
    "rectification": "整改",
    "request": "依申请公开",
    "finding": "督查问题",
    "paper": "提醒、催办、督办单",
    "outside": "外部评价",
    "report": "年度工作进展报告",
}
Kept = Mapping[str, Any]


def groups(records: Sequence[Kept]) -> list[tuple[str, list[Kept]]]:
    """Those of which the same is said together, under what is said; the others by their kind, in their order."""
    notes = Counter(record["note"] for record in records)
    found: dict[str, list[Kept]] = {}
    for record in records:
        is_shared = record["note"] and notes[record["note"]] > 1
        found.setdefault(record["note"] if is_shared else KINDS[record["type"]], []).append(record)
    return list(found.items())


def as_lines(records: Sequence[Kept]) -> str:
    """All of them for one cell of the workbook."""
    return "\n".join(f"{number}. 《{each['title']}》{each['note']}" for number, each in enumerate(records, 1))
