"""What a person said of a heading's columns: kept, read again for the next table, changed and forgotten."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from imports.known import KnownHeading, headless_line, line_of, shape_of
from imports.rows import Head
from tracker import journal
from tracker.choices import Area
from tracker.clock import now
from tracker.db import db
from tracker.intake.models import HeadingMapping, ImportBatch, ImportFile
from tracker.people.models import User


def known() -> list[KnownHeading]:
    """Every heading that was explained, newest first: the last word counts where two would fit."""
    found = db.session.scalars(select(HeadingMapping).order_by(HeadingMapping.id.desc()))
    return [
        KnownHeading(
            tuple(tuple((column, text) for column, text in line) for line in mapping.lines),
            tuple((int(column), name) for column, name in mapping.fields.items()),
        )
        for mapping in found
    ]


def lines_of(head: Head, rows: Sequence[int]) -> tuple[tuple[tuple[int, str], ...], ...]:
    """Some of the shown rows as a heading's rows, without any what stands for none; a row not shown has no text."""
    if not rows:
        return (headless_line(head.sheet, head.lines),)
    texts = dict(head.lines)
    return tuple(line_of(texts.get(row, {})) for row in rows)


def of_head(head: Head) -> HeadingMapping | None:
    """What was said of this heading, if anything."""
    if not head.said:
        return None
    return db.session.scalar(select(HeadingMapping).where(HeadingMapping.shape == shape_of(lines_of(head, head.rows))))


def remember(
    file: ImportFile, head: Head, rows: Sequence[int], fields: Mapping[int, str], *, area: Area | None, by: User
) -> HeadingMapping:
    """Keep what each column is, under the texts of the heading's rows; what was said of it before is replaced."""
    lines = lines_of(head, rows)
    before = of_head(head)
    if before is not None and before.shape != shape_of(lines):
        db.session.delete(before)
    found = db.session.scalar(select(HeadingMapping).where(HeadingMapping.shape == shape_of(lines)))
    mapping = found or HeadingMapping(shape=shape_of(lines), lines=[[list(cell) for cell in line] for line in lines])
    old, who = dict(mapping.fields or {}), by.id
    mapping.fields = {str(column): name for column, name in sorted(fields.items())}
    mapping.said_by_id, mapping.said_at = who, now()
    db.session.add(mapping)
    file.area = area
    db.session.flush()
    details = {"columns": mapping.fields, "before": old, "rows": list(rows), "area": area}
    summary = f"指定第{file.batch_id}次导入《{file.stored_file.name}》的表头各列"
    journal.record("import.columns", "heading_mapping", mapping.id, summary, details=details)
    return mapping


def forget(mapping: HeadingMapping, batch: ImportBatch) -> None:
    """Let the program recognise this heading by itself again."""
    details = {"columns": mapping.fields}
    summary = f"取消指定的表头各列，第{batch.id}次导入改为自动识别"
    journal.record("import.columns_forget", "heading_mapping", mapping.id, summary, details=details)
    db.session.delete(mapping)
    db.session.flush()
