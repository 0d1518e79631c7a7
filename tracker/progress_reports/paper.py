"""A unit's report, and the district's chapter, as official documents. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from tracker.appraisal.facts import FACTS
from tracker.documents.official import Attachment, OfficialDocument, Paragraph, Table, TableColumn
from tracker.progress_reports import annual, tables
from tracker.progress_reports.annual import Annual
from tracker.progress_reports.chapter import Chapter
from tracker.progress_reports.choices import Section
from tracker.progress_reports.sentences import heading
from tracker.requests.yearly.table import Table as RequestTable

OFFICE = "铜川市王益区人民政府办公室"
DISTRICT = "铜川市王益区"
WORK = "重点领域政府信息公开工作进展情况"

INTERNAL = ("reminders_", "papers_", "outside_")  # facts between office and unit, which no published report counts


@dataclass(frozen=True)
class Report:
    """What is printed of one unit; ``texts`` are the drafted sentences and what was added, by section."""

    unit: str
    year: int
    as_of: date
    figures: Mapping[str, int]
    table: RequestTable
    drafted: Mapping[str, str]
    added: Mapping[str, str]
    number: str = ""
    dated_on: date | None = None
    annual: Annual = field(default_factory=dict)


def unit_report(report: Report) -> OfficialDocument:
    paragraphs = []
    for section in Section:
        texts = [*_lines(report.drafted.get(section, "")), *_lines(report.added.get(section, ""))]
        paragraphs += [heading(section), *(texts or ["无。"])]
    return OfficialDocument(
        issuer_mark=f"{report.unit}文件",
        document_number=report.number or ("\u3000" if report.dated_on else None),
        title=f"{report.unit}关于{report.year}年度{WORK}的报告",
        recipients=OFFICE,
        paragraphs=tuple(Paragraph.of(text) for text in paragraphs),
        attachments=_attachments(report.year, report.as_of, report.figures, report.table, report.annual),
        signature=report.unit,
        dated_on=report.dated_on,
    )


def chapter(chapter: Chapter, texts: Sequence[str]) -> OfficialDocument:
    """The district's chapter for the government's annual report."""
    return OfficialDocument(
        issuer_mark=OFFICE,
        document_number="\u3000",
        title=f"{DISTRICT}{chapter.year}年度{WORK}",
        recipients="区人民政府",
        paragraphs=tuple(Paragraph.of(text) for text in texts),
        attachments=_attachments(chapter.year, chapter.as_of, chapter.figures, chapter.table, chapter.annual),
        signature=OFFICE,
        dated_on=chapter.as_of,
    )


def _lines(text: str) -> Iterator[str]:
    return filter(None, (line.strip() for line in text.splitlines()))


def _attachments(
    year: int, as_of: date, figures: Mapping[str, int], table: RequestTable, filled: Annual
) -> tuple[Attachment, ...]:
    columns = (TableColumn("序号", 14, centred=True), TableColumn("项目", 100), TableColumn("数量", 30, centred=True))
    named = [
        (label, figures[name]) for name, label in FACTS.items() if name in figures and not name.startswith(INTERNAL)
    ]
    rows = tuple((str(at), label, str(number)) for at, (label, number) in enumerate(named, 1))
    numbers = Attachment(f"{year}年度{WORK}数据表（截至{as_of}）", (Table(columns, rows),))
    requests = Attachment(f"{year}年收到和处理政府信息公开申请情况", (tables.printed(table),), is_wide=True)
    if not filled:
        return numbers, requests
    proactive, cases = annual.attachments(year, filled)
    return numbers, proactive, requests, cases
