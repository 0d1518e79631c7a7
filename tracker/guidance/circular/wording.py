"""The quarterly circular on interpretation and answers as an official document, and as a worksheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker.documents.official import Attachment, OfficialDocument, Paragraph, TableColumn
from tracker.documents.official import Table as PaperTable
from tracker.documents.spreadsheet import Column, Kind, Sheet
from tracker.guidance.circular.quarter import Line, Table

ISSUER = "铜川市王益区人民政府办公室"
RECIPIENTS = "各镇人民政府、街道办事处，区政府各工作部门、各直属机构"
COPIES = ("区委宣传部", "区委网信办")
LETTERS = "王政办发"
BASIS = "实施方案三（五）；国办发〔2016〕61号；国办发〔2016〕80号实施细则；解读材料最迟在文件公开后3个工作日内发布"
HEADINGS = (
    "单位",
    "公开政策文件",
    "已解读",
    "按期解读",
    "未按期解读",
    "同意不作解读",
    "解读率",
    "解读形式",
    "舆情",
    "按期回应",
    "未按期回应",
    "按期回应率",
)
REGISTERS = {
    "公开政策文件": ("interpretations.index", ""),
    "未按期解读": ("interpretations.index", "late"),
    "同意不作解读": ("interpretations.index", "waived"),
    "未按期回应": ("opinions.index", "late"),
}
SHARES = frozenset({"解读率", "按期回应率"})
WIDTHS = (14, 8, 8, 8, 10, 8, 8, 24, 8, 8, 10, 8)
MOST_NAMED = 20


def values(line: Line) -> tuple[str | int | float | None, ...]:
    """One line of the table; a share is a number, None where there is nothing to take it of."""
    papers = (line.documents, line.interpreted, line.in_time, line.missed, line.waived, line.share, line.forms_said)
    return (line.name, *papers, line.cases, line.answered_in_time, line.answers_missed, line.answer_share)


def cells(line: Line) -> tuple[str | int, ...]:
    """The same as it is read on the page and in the paper."""
    return tuple(
        percent(value) if heading in SHARES else value if isinstance(value, int) else str(value)
        for heading, value in zip(HEADINGS, values(line), strict=True)
    )


def percent(share: object) -> str:
    """To one decimal where there is one."""
    return f"{share:.1%}".replace(".0%", "%") if isinstance(share, float) else "—"


def summary(table: Table) -> str:
    """The quarter in one sentence with its numbers."""
    all_ = table.total
    papers = (
        f"{table.quarter.label}，全区公开政策文件{all_.documents}件，已解读{all_.interpreted}件，"
        f"其中按期解读{all_.in_time}件"
        + (f"，经核定不作解读{all_.waived}件" if all_.waived else "")
        + f"，解读率{percent(all_.share)}；"
    )
    cases = f"应回应的政务舆情{all_.cases}件，按期回应{all_.answered_in_time}件，未按期回应{all_.answers_missed}件。"
    return papers + cases


def without(table: Table) -> str:
    return f"另有{table.without}个单位本季度没有公开政策文件，也没有应回应的舆情。" if table.without else ""


def sheet(table: Table, on: date, whose: str) -> Sheet:
    kinds = {"解读形式": Kind.TEXT, "单位": Kind.TEXT} | dict.fromkeys(SHARES, Kind.PERCENT)
    columns = [Column(name, width, kinds.get(name, Kind.NUMBER)) for name, width in zip(HEADINGS, WIDTHS, strict=True)]
    lines = [values(line) for line in (*table.lines, table.total)]
    notes = (f"统计截至 {on}。{without(table)}依据：{BASIS}。",)
    title = f"{whose}{table.quarter.label}政策解读和政务舆情回应情况"
    return Sheet(table.quarter.label, title, columns, lines, notes)


@dataclass(frozen=True)
class Frame:
    """What the office adds: the requirements, a paragraph a line; number and date when it is issued."""

    requirements: str
    number: str | None = None
    dated_on: date | None = None


def title(table: Table) -> str:
    return f"{ISSUER}关于{table.quarter.label}政策解读和政务舆情回应情况的通报"


def paper(table: Table, on: date, frame: Frame | None = None) -> OfficialDocument:
    """The circular; as a draft it has neither number nor date."""
    frame = frame or Frame(requirements(table))
    columns = tuple(
        TableColumn(name, width, centred=name not in {"单位", "解读形式"})
        for name, width in zip(HEADINGS, WIDTHS, strict=True)
    )
    rows = tuple(tuple(map(str, cells(line))) for line in (*table.lines, table.total))
    name = f"{table.quarter.label}政策解读和政务舆情回应情况统计表"
    demands = [line.strip() for line in frame.requirements.splitlines() if line.strip()]
    return OfficialDocument(
        issuer_mark=f"{ISSUER}文件",
        document_number=frame.number,
        title=title(table),
        recipients=RECIPIENTS,
        paragraphs=tuple(map(Paragraph.of, (*_text(table, on), "三、工作要求", *demands))),
        signature=ISSUER,
        dated_on=frame.dated_on,
        attachments=(Attachment(name, (PaperTable(columns, rows),), is_wide=True),),
        copy_to=COPIES,
        printed_by=ISSUER,
    )


def withdrawal(of: str, reason: str, number: str, dated_on: date) -> OfficialDocument:
    """That the issued circular ``of`` no longer holds, and why."""
    paragraphs = (
        f"区政府办公室印发的{of}，因以下原因予以撤销：{reason.rstrip('。')}。",
        "自本通知印发之日起，该通报及所附统计表不再执行。",
        "特此通知。",
    )
    return OfficialDocument(
        issuer_mark=f"{ISSUER}文件",
        document_number=number,
        title=f"{ISSUER}关于撤销{of}的通知",
        recipients=RECIPIENTS,
        paragraphs=tuple(map(Paragraph.of, paragraphs)),
        signature=ISSUER,
        dated_on=dated_on,
        copy_to=COPIES,
        printed_by=ISSUER,
    )


def _text(table: Table, on: date) -> list[str]:
    return [
        "按照《铜川市王益区推进重大建设项目批准和实施、公共资源配置、社会公益事业建设领域政府信息公开实施方案》"
        f"关于加强解读引导的要求，现将{table.quarter.label}重点领域政策解读和政务舆情回应情况通报如下。",
        "一、总体情况",
        f"{summary(table)}{without(table)}统计截至{on.year}年{on.month}月{on.day}日。",
        "二、存在的主要问题",
        *_problems(table),
    ]


def requirements(table: Table) -> str:
    """What the circular asks for, until the office words it otherwise."""
    return (
        "各镇办、各部门要落实“谁起草、谁解读”，做到解读材料与文件同步起草、同步审签、同步发布，"
        "最迟在文件公开后3个工作日内发布；要更多运用客观事实解读，把背景、依据、目标任务、适用范围、执行标准讲清楚。\n"
        f"各责任单位要履行政务舆情回应第一责任，按等级在规定时限内回应（{table.limits}）；"
        "主动与宣传、网信等部门协调联动，指导监督公共企事业单位、项目法人单位、社会组织做好处置，"
        "确保不失声、不缺位，不敷衍，不拖拉。"
    )


def _problems(table: Table) -> list[str]:
    found = []
    if table.missed_papers:
        found.append(f"（一）部分政策文件没有按期解读。{_named(table.missed_papers, table.total.missed)}。")
    if table.missed_cases:
        number = "二" if found else "一"
        found.append(
            f"（{number}）部分政务舆情没有按期回应。{_named(table.missed_cases, table.total.answers_missed)}。"
        )
    return found or ["本季度没有逾期解读的政策文件，也没有逾期回应的政务舆情。"]


def _named(records: Sequence[tuple[str, str]], number: int) -> str:
    said = "；".join(f"{unit}《{title}》" for unit, title in records[:MOST_NAMED])
    return said + (f"等{number}件" if number > MOST_NAMED else "")
