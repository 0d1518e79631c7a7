"""What a table says that cannot be imported as it stands, each with file, sheet, row and column (pure)."""

from collections.abc import Iterable, Mapping, Sequence

from imports.problems import listed_rows, place
from imports.rows import Problem, Table, TaskRow
from imports.text import key
from tracker.choices import Change
from tracker.intake.duty import LEVELS, Standing
from tracker.intake.matching import Doubt
from tracker.intake.preview import PreviewRow, PreviewTable

ITEM_LENGTH = 400
# Field, its name for people, and how much of it the register keeps.
LENGTHS = (
    ("seq", "序号", 20),
    ("category", "公开类别", 200),
    ("item", "公开事项", ITEM_LENGTH),
    ("units_text", "责任单位", 400),
)
DEADLINE_LENGTH = GROUPING_LENGTH = 400
UNIT_NAME_LENGTH = 80 - 3  # 等部门 may be put behind it
UNKNOWN = "未找到单位“{}”。请在网页的导入预览中选定对应单位，或注明不是单位；也可以在表中改正。"
ASKED = {
    "proposed": "未找到单位“{}”，可能有错字。请在网页的导入预览中选定对应单位，或在表中改正。",
    "ambiguous": "单位“{}”的职责已分给几个单位，不能确定是哪一个。请在网页的导入预览中选定对应单位，或在表中改正。",
}
WAITING = "“{}”不是具体单位{}，按原文保留，导入后由公开办指定责任单位。"
OPEN = "“{}”之后写有“等”{}，其余单位导入后由公开办指定。"
DOUBTS = {
    "units": "责任单位不同",
    "category": "事项和单位相同，类别不同",
    "item": "公开内容是几项任务共有的，事项名称不同",
}
DOUBTFUL = "像是原来的任务“{}”{}，但{}，不能确定是不是同一项。请在网页的导入预览中确定。"


def _problem(table: Table, row: TaskRow, column: str | None, text: str, *, warning: bool = False) -> Problem:
    message = f"{place(table.file, table.sheet, row.row, column, table.within)}：{text}"
    return Problem(table.file, table.sheet, row.row, column, message, "warning" if warning else "error")


def _column(table: Table, row: TaskRow, name: str) -> str | None:
    address = row.elsewhere.get("units" if name == "units_text" else name, "")
    letters = address.rstrip("0123456789")
    return letters or table.columns.get(name)


def of_table(part: PreviewTable, *, checks_units: bool) -> Iterable[Problem]:
    for each in part.rows:
        yield from _too_long(part.table, each)
        for named in each.named:
            if named.fate == "asked" and checks_units:
                column = named.column or _column(part.table, each.row, "units")
                yield _problem(part.table, each.row, column, ASKED.get(named.via, UNKNOWN).format(named.as_written))
        yield from _about_standing(part.table, each)
        if each.result.doubt and each.result.task:
            yield _problem(part.table, each.row, None, _doubtful(each.result.task, each.result.doubt))
    yield from _left_open(part)
    yield from _without_limit(part)


def _left_open(part: PreviewTable) -> Iterable[Problem]:
    """What the office will have to say later, each name once with all its rows."""
    rows: dict[tuple[str, str, str | None], list[TaskRow]] = {}
    for each in part.rows:
        for named in each.named:
            if named.fate == "waiting" or (named.open_ended.startswith("等") and named.known):
                column = named.column or _column(part.table, each.row, "units")
                text = WAITING if named.fate == "waiting" else OPEN
                found = rows.setdefault((text, named.as_written, column), [])
                if each.row not in found[-1:]:
                    found.append(each.row)
    for (text, written, column), found in rows.items():
        also = f"（{listed_rows([row.row for row in found])}）" if len(found) > 1 else ""
        yield _problem(part.table, found[0], column, text.format(written, also), warning=True)


def _without_limit(part: PreviewTable) -> Iterable[Problem]:
    """Blanks in a column of limits that is filled otherwise."""
    column = part.table.columns.get("deadline")
    blank = [each.row for each in part.rows if not each.row.deadline.text]
    if column and 0 < len(blank) < len(part.rows):
        also = f"（{listed_rows([row.row for row in blank])}）" if len(blank) > 1 else ""
        text = f"没有填写公开时限{also}，按“未写明”导入。请核对。"
        yield _problem(part.table, blank[0], column, text, warning=True)


def _doubtful(task: Standing, doubt: Doubt) -> str:
    units = f"（{task.duty.units_text[:40]}）" if task.duty.units_text else ""
    return DOUBTFUL.format(task.duty.item[:40], units, DOUBTS[doubt])


def leaving(part: PreviewTable, reasons: Mapping[int, str]) -> Iterable[Problem]:
    """A task with entries is never withdrawn without a written reason, also when they came after it was ticked."""
    for task in part.removed:
        if task.in_use and not reasons.get(task.id, "-"):
            file = part.table.file
            message = f"《{file}》：没有列出的“{task.duty.item[:40]}”已有办理记录，撤销须写明理由。"
            yield Problem(file, None, None, None, message)


def _about_standing(table: Table, each: PreviewRow) -> Iterable[Problem]:
    task = each.result.task
    if task is not None and task.withdrawn:
        back = each.result.change is Change.CHANGED
        text = "这项任务曾经撤销，本次导入将恢复办理。" if back else "这项任务已经撤销，本次导入不恢复，也不修改。"
        yield _problem(table, each.row, None, text, warning=True)
    elif each.result.shares.kept and not each.is_undecided:
        names = "、".join(dict.fromkeys(share.as_written for share in each.result.shares.kept))
        text = f"表中不再列“{names}”，但已有办理记录，保留其任务，不删除。确实不再承担的，请在下面勾选撤销。"
        yield _problem(table, each.row, _column(table, each.row, "units"), text, warning=True)


def _too_long(table: Table, each: PreviewRow) -> Iterable[Problem]:
    row = each.row
    limits = [(name, label, getattr(row, name), most) for name, label, most in LENGTHS]
    limits.append(("category", "各级类别", LEVELS.join(row.groups), GROUPING_LENGTH))
    limits.append(("deadline", "公开时限", row.deadline.text, DEADLINE_LENGTH))
    limits += [("units", "单位名称", named.as_written, UNIT_NAME_LENGTH) for named in each.named]
    for name, label, text, most in limits:
        if len(text) > most:
            said = f"{label}有{len(text)}个字，最多{most}个字。请缩短，或拆成几行。"
            yield _problem(table, row, _column(table, row, name), said)


def repeated(parts: Sequence[PreviewTable]) -> Iterable[Problem]:
    """The same row in two of the files; within one file the reader has said so."""
    if len({part.file for part in parts}) < 2:
        return
    seen: dict[object, tuple[int, str]] = {}
    for part in parts:
        for each in part.rows:
            row = each.row
            names = frozenset((key(named.as_written), named.role) for named in each.named)
            texts = (row.category, LEVELS.join(row.groups), row.item, row.content)
            mark = part.area, *map(key, texts), names
            where = place(part.table.file, part.table.sheet, row.row, None)
            file, first = seen.setdefault(mark, (part.file, where))
            if file != part.file:
                yield _problem(part.table, row, None, f"与{first}重复。请只在一个文件中保留这一行。")


def no_units(file: str, *, is_trial: bool) -> Problem:
    """Said once, instead of once for each name."""
    if is_trial:
        message = f"《{file}》：系统中还没有单位，责任单位均未核对。"
        return Problem(file, None, None, None, message, "warning")
    return Problem(file, None, None, None, f"《{file}》：系统中还没有单位，不能导入。请先在“单位”中建立单位。")
