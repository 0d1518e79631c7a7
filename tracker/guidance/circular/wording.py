"""The quarterly circular on interpretation and answers as an official document, and as a worksheet."""

from collections.abc import Sequence
from datetime import date

from tracker.documents.official import Attachment, OfficialDocument, Paragraph, TableColumn
from tracker.documents.official import Table as PaperTable
from tracker.documents.spreadsheet import Column, Kind, Sheet
from tracker.guidance.circular.quarter import Line, Table

ISSUER = "铜川市王益区人民政府办公室"
RECIPIENTS = "各镇人民政府、街道办事处，区政府各工作部门、各直属机构"
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
WIDTHS = (14, 8, 8, 8, 10, 8, 8, 24, 8, 8, 10, 8)
MOST_NAMED = 20


def cells(line: Line) -> tuple[str | int, ...]:
    """One line of the table, the same for the page, the workbook and the paper."""
    papers = (line.documents, line.interpreted, line.in_time, line.missed, line.waived, line.share, line.forms_said)
    return (line.name, *papers, line.cases, line.answered_in_time, line.answers_missed, line.answer_share)


def summary(table: Table) -> str:
    """The quarter in one sentence with its numbers."""
    all_ = table.total
    papers = (
        f"{table.quarter.label}，全区公开政策文件{all_.documents}件，已解读{all_.interpreted}件，"
        f"其中按期解读{all_.in_time}件"
        + (f"，经核定不作解读{all_.waived}件" if all_.waived else "")
        + f"，解读率{all_.share}；"
    )
    cases = f"应回应的政务舆情{all_.cases}件，按期回应{all_.answered_in_time}件，未按期回应{all_.answers_missed}件。"
    return papers + cases


def without(table: Table) -> str:
    return f"另有{table.without}个单位本季度没有公开政策文件，也没有应回应的舆情。" if table.without else ""


def sheet(table: Table, on: date, whose: str) -> Sheet:
    numbers = {"解读形式", "单位", "解读率", "按期回应率"}
    columns = [
        Column(name, width, Kind.TEXT if name in numbers else Kind.NUMBER)
        for name, width in zip(HEADINGS, WIDTHS, strict=True)
    ]
    lines = [cells(line) for line in (*table.lines, table.total)]
    notes = (f"统计截至 {on}。{without(table)}依据：{BASIS}。",)
    title = f"{whose}{table.quarter.label}政策解读和政务舆情回应情况"
    return Sheet(table.quarter.label, title, columns, lines, notes)


def paper(table: Table, on: date) -> OfficialDocument:
    """The circular as it is drafted: without number and date until the office issues it."""
    columns = tuple(
        TableColumn(name, width, centred=name not in {"单位", "解读形式"})
        for name, width in zip(HEADINGS, WIDTHS, strict=True)
    )
    rows = tuple(tuple(map(str, cells(line))) for line in (*table.lines, table.total))
    title = f"{table.quarter.label}政策解读和政务舆情回应情况统计表"
    return OfficialDocument(
        issuer_mark=f"{ISSUER}文件",
        title=f"{ISSUER}关于{table.quarter.label}政策解读和政务舆情回应情况的通报",
        recipients=RECIPIENTS,
        paragraphs=tuple(map(Paragraph.of, _text(table, on))),
        signature=ISSUER,
        attachments=(Attachment(title, (PaperTable(columns, rows),), is_wide=True),),
        copy_to=("区委宣传部", "区委网信办"),
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
        "三、工作要求",
        "各镇办、各部门要落实“谁起草、谁解读”，做到解读材料与文件同步起草、同步审签、同步发布，"
        "最迟在文件公开后3个工作日内发布；要更多运用客观事实解读，把背景、依据、目标任务、适用范围、执行标准讲清楚。",
        "各责任单位要履行政务舆情回应第一责任，特别重大、重大突发事件5小时内发布权威信息、24小时内举行新闻发布会，"
        "其他舆情48小时内回应；主动与宣传、网信等部门协调联动，指导监督公共企事业单位、项目法人单位、社会组织做好处置，"
        "确保不失声、不缺位，不敷衍，不拖拉。",
    ]


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
