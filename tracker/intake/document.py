"""A preview as the published JSON document of ``flask import-tables --json`` (pure)."""

from typing import Any

from imports.rows import FIELDS, Problem, TimeLimit
from tracker.choices import Change
from tracker.intake.diff import REVISED
from tracker.intake.preview import Preview, PreviewRow, PreviewTable


def document(preview: Preview, *, applied: bool) -> dict[str, Any]:
    return {
        "year": preview.year,
        "applied": applied,
        "tables": [_table(table) for table in preview.tables],
        "errors": [_problem(problem) for problem in preview.errors],
        "warnings": [_problem(problem) for problem in preview.warnings],
    }


def _table(part: PreviewTable) -> dict[str, Any]:
    table = part.table
    return {
        "file": table.file,
        "sheet": table.sheet,
        "title": table.title,
        "area": table.area,
        "header_rows": list(table.header_rows),
        "columns": {name: table.columns.get(name) for name in FIELDS},
        "tasks": [_task(row) for row in part.rows],
        "removed": [{"seq": task.duty.seq, "item": task.duty.item} for task in part.removed],
    }


def _task(each: PreviewRow) -> dict[str, Any]:
    row = each.row
    units = {(one.name, one.as_written, one.role): one for one in each.named}
    return {
        "row": row.row,
        "seq": row.seq,
        "category": row.category,
        "item": row.item,
        "content": row.content,
        "units": [
            {"name": one.name, "as_written": one.as_written, "role": one.role.value, "known": one.known}
            for one in units.values()
        ],
        "deadline": _limit(row.deadline),
        "channels": list(row.channels),
        "change": Change.CHANGED.value if each.change in REVISED else each.change.value,
    }


def _limit(limit: TimeLimit) -> dict[str, Any]:
    return {
        "text": limit.text,
        "kind": limit.kind,
        "days": limit.days,
        "from": limit.start,
        "date": limit.date.isoformat() if limit.date else None,
        "period": limit.period,
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "file": problem.file,
        "sheet": problem.sheet,
        "row": problem.row,
        "column": problem.column,
        "message": problem.message,
    }
