"""A preview in the words and the order of its page (pure)."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from imports.rows import AREA_NAMES, TaskRow, TimeLimit
from tracker.choices import AssignmentRole, Change
from tracker.intake.diff import Difference
from tracker.intake.duty import Standing
from tracker.intake.pipeline import limit_of
from tracker.intake.preview import Preview, PreviewRow, PreviewTable
from tracker.intake.resolving import Decisions, Named, Question
from tracker.tasks.deadlines import in_words

SHOWN_ROWS = 50
ORDER = (Change.CHANGED, Change.NEW, Change.MINOR, Change.UNCHANGED)
COLUMNS = {
    "seq": "序号",
    "category": "公开类别",
    "item": "公开事项",
    "content": "公开内容",
    "units": "责任单位",
    "lead_units": "牵头单位",
    "cooperating_units": "配合单位",
    "deadline": "公开时限",
    "channels": "公开渠道",
}
ACCEPTED, WORKED_ON = "已审核通过", "已有办理记录"
OFTEN: Mapping[str | None, str] = {"day": "每天至少一次", "week": "每周至少一次"}
WHY = {
    "proposed": "可能有错字",
    "ambiguous": "职责已分给几个单位",
    "unknown": "单位名录中没有",
}


@dataclass(frozen=True)
class UnitWords:
    """``state``: known, waiting or asked; ``members`` are the units for which a group stands."""

    text: str
    role: str
    state: str
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class RowWords:
    row: TaskRow
    change: Change
    units: tuple[UnitWords, ...]
    limit: str
    differences: Mapping[str, Difference]
    problems: tuple[str, ...]
    task_id: int | None
    place: str
    doubt: str
    work: str
    has_new_limit: bool


@dataclass(frozen=True)
class TableWords:
    """``may_continue``: some tasks of its area are missing, so that a row taken for a new one may be one of them."""

    part: PreviewTable
    area: str
    header_rows: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[RowWords, ...]
    total: int
    page: int
    may_continue: bool

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // SHOWN_ROWS))


@dataclass(frozen=True)
class QuestionWords:
    """One unknown name with where it stands; ``chosen`` is the value of its select field."""

    question: Question
    field: str
    why: str
    first: str
    times: int
    chosen: str


PROBLEMS = "problems"


def tables(preview: Preview, turned: int = 1, page: int = 1, only: str = "") -> list[TableWords]:
    """Rows with problems first, then what changes, then what stays; a page of each table, the first of all but one.

    turned: the table, counted from 1, that shows the given page; only: a change, or PROBLEMS, for rows of that alone.
    """
    said: dict[tuple[str, str | None, int | None], list[str]] = defaultdict(list)
    for problem in preview.errors:
        said[problem.file, problem.sheet, problem.row].append(problem.message)
    missing = {part.area for part in preview.tables if part.removed}
    return [
        _table(part, said, page if n == turned else 1, only, may_continue=part.area in missing)
        for n, part in enumerate(preview.tables, 1)
    ]


def _table(
    part: PreviewTable,
    said: Mapping[tuple[str, str | None, int | None], list[str]],
    page: int,
    only: str,
    *,
    may_continue: bool,
) -> TableWords:
    table = part.table
    errors = {each.row.row: tuple(said.get((table.file, table.sheet, each.row.row), ())) for each in part.rows}
    asked = [each for each in part.rows if only in ("", each.change) or (only == PROBLEMS and errors[each.row.row])]
    rows = sorted(asked, key=lambda each: (not errors[each.row.row], ORDER.index(each.change)))
    first = (page - 1) * SHOWN_ROWS
    if first >= len(rows):
        page, first = 1, 0
    return TableWords(
        part,
        AREA_NAMES[table.area] if table.area else "",
        "、".join(str(number) for number in table.header_rows),
        tuple((COLUMNS[name], letters) for name, letters in table.columns.items() if letters),
        tuple(_row(each, errors[each.row.row]) for each in rows[first : first + SHOWN_ROWS]),
        len(rows),
        page,
        may_continue,
    )


def _row(each: PreviewRow, problems: tuple[str, ...]) -> RowWords:
    differences = {difference.field: difference for difference in each.result.differences}
    task_id = each.result.task.id if each.result.task else None
    return RowWords(
        each.row,
        each.change,
        tuple(_units(each.named)),
        understood(each.row.deadline),
        differences,
        problems,
        task_id,
        each.place,
        each.result.doubt,
        _work(each),
        each.result.has_new_limit,
    )


def _work(each: PreviewRow) -> str:
    """What stands already on a task that changes."""
    task = each.result.task
    if task is None or each.change is not Change.CHANGED:
        return ""
    return ACCEPTED if task.accepted else WORKED_ON if task.in_use else ""


def worked_on(preview: Preview) -> Mapping[str, int]:
    """How many of the tasks that change have been worked on, been accepted, or have a new limit."""
    rows = [each for part in preview.tables for each in part.rows if each.change is Change.CHANGED]
    work = Counter(map(_work, rows))
    return {
        "worked": work[WORKED_ON] + work[ACCEPTED],
        "accepted": work[ACCEPTED],
        "limits": sum(each.result.has_new_limit for each in rows),
    }


def _units(named: Iterable[Named]) -> Iterable[UnitWords]:
    """One entry for each name as written: a group with its members, an alias with the unit that it means."""
    written: dict[tuple[str, AssignmentRole], list[Named]] = defaultdict(list)
    for one in named:
        written[one.as_written, one.role].append(one)
    for (as_written, role), units in written.items():
        first = units[0]
        mark = "" if role is AssignmentRole.RESPONSIBLE else role.label
        if first.via == "group":
            yield UnitWords(as_written, mark, first.fate, tuple(unit.short_name for unit in units))
        elif first.known and as_written not in (first.name, first.short_name):
            yield UnitWords(f"{as_written} → {first.short_name}", mark, first.fate)
        else:
            yield UnitWords(as_written, mark, first.fate)


def understood(limit: TimeLimit) -> str:
    """What the program takes a time limit to mean, in the words of the task's own page."""
    words = _limit(limit)
    return f"{words}；{_limit(limit.also)}" if limit.also else words


def _limit(limit: TimeLimit) -> str:
    if limit.kind == "other":
        return "按原文，不计天数"
    if limit.period in OFTEN:
        return OFTEN[limit.period]
    kept = limit_of(limit)
    return in_words(kept.kind, kept.days, kept.start, kept.on, kept.period)


@dataclass(frozen=True)
class HeadWords:
    """A heading to be looked at; ``state``: said before, sure, unsure, or missing where none was found."""

    file_id: int
    file: int
    number: int
    place: str
    state: str
    rows: tuple[int, ...]
    sheet: str | None


def heads(preview: Preview, file_ids: list[int]) -> list[HeadWords]:
    return [
        HeadWords(
            file_ids[file],
            file,
            number,
            (f"工作表“{head.sheet}”" if head.sheet else "")
            + (f"第{'、'.join(str(row) for row in head.rows)}行的表头" if head.rows else ""),
            "said" if head.said else "missing" if not head.rows else "sure" if head.certain else "unsure",
            head.rows,
            head.sheet,
        )
        for file, number, head in preview.heads
        if head.heads_something
    ]


def questions(preview: Preview, decisions: Decisions) -> list[QuestionWords]:
    times: Counter[str] = Counter()
    places: dict[str, str] = {}
    for part in preview.tables:
        for each in part.rows:
            for one in each.named:
                times[one.as_written] += 1
                where = f"《{part.table.file}》第{each.row.row}行"
                places.setdefault(one.as_written, where + (f"{one.column}列" if one.column else ""))
    return [
        QuestionWords(
            question,
            field_of(question.key),
            WHY.get(question.via, WHY["unknown"]),
            places.get(question.as_written, ""),
            times[question.as_written],
            chosen(decisions, question),
        )
        for question in preview.questions
    ]


NO_UNIT = "text"


def field_of(key: str) -> str:
    """The field for a question, by the key under which its decision is kept."""
    return f"unit-{hashlib.sha256(key.encode()).hexdigest()[:12]}"


def chosen(decisions: Decisions, question: Question) -> str:
    if question.key not in decisions:
        return ""
    unit_id = decisions[question.key]
    return NO_UNIT if unit_id is None else str(unit_id)


@dataclass(frozen=True)
class TaskWords:
    """A task that the tables no longer list, or that they list again after it was withdrawn."""

    id: int
    seq: str
    title: str
    units: str
    in_use: bool
    why: str
    ticked: bool


def missing(preview: Preview) -> list[TaskWords]:
    """Open tasks that no row continues, those with entries first."""
    found = [_task(task, ticked=task.id in preview.selection.withdrawals) for task in preview.missing]
    return sorted(found, key=lambda words: not words.in_use)


def again(preview: Preview) -> list[TaskWords]:
    return [_task(task, ticked=task.id in preview.selection.revivals) for task in preview.again]


@dataclass(frozen=True)
class ShareWords:
    """A unit with entries that its row no longer names."""

    id: int
    task_id: int
    title: str
    unit: str
    role: str
    ticked: bool


def unnamed(preview: Preview, names: Mapping[int, str]) -> list[ShareWords]:
    return [
        ShareWords(
            share.id,
            task.id,
            _task(task, ticked=False).title,
            names.get(share.unit_id or 0, share.as_written),
            share.role.label,
            share.id in preview.selection.drops,
        )
        for task, share in preview.unnamed
    ]


def _task(task: Standing, *, ticked: bool) -> TaskWords:
    duty = task.duty
    title = f"{duty.category} · {duty.item}" if duty.category else duty.item
    return TaskWords(task.id, duty.seq, title, duty.units_text, task.in_use, task.withdrawn_reason, ticked)
