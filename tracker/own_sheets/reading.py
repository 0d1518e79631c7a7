"""The bytes of a sheet that came back -> the rows that people filled in, and every problem with its place. Pure.

Nothing is opened that the importer's guard refuses, and only the two sheets that were given out are read.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from imports.grid import Grid, letter
from imports.guard import refusal
from imports.problems import Problems, listed_rows, shown_name
from imports.readers import xlsx
from imports.rows import Problem
from imports.text import clean
from tracker.choices import MatterKind, Mode, SecrecyResult, WithholdGround
from tracker.disclosures import channels as channel_cells
from tracker.disclosures.channels import Channel
from tracker.disclosures.entry import Entry
from tracker.own_sheets import keys, values
from tracker.own_sheets.columns import (
    CHANNEL_LENGTH,
    DATES,
    DISCLOSURE_READ,
    DISCLOSURES,
    HEADINGS,
    LENGTHS,
    MOST_DISCLOSURES,
    NOTE_LENGTH,
    PROGRESS_READ,
    TASKS,
)
from tracker.own_sheets.pasting import headings_of, split

HEADING_ROWS = 5
MOST_UNPACKED = 24 * 1024 * 1024
TOO_FULL = "文件的内容过多，不像是本系统的任务表。请重新下载任务表，只在其中填写后再上传。"
FORMULA = "这里是公式，不能读取。请直接填写内容，或复制后选择性粘贴为数值。"
BAD_DAY = "“{}”不是有效的日期。请按 2018-09-20 的格式填写。"
BAD_KEY = "这一行的任务标识不是本系统生成的，或已被改动。请恢复原来的行，或重新下载任务表，把填写的内容复制过去。"
NO_TASK = "“{}”不是下拉列表中的任务。请从下拉列表中选择。", "请从下拉列表中选择任务。"
NO_PASTED_TASK = (
    "“{}”不是本单位这一年的任务。请写任务的全名，或不写任务，在粘贴时选“记在哪项任务下”。",
    "没有写明任务。请补上“任务”一列，或在粘贴时选“记在哪项任务下”。",
)
STRAY_QUOTE = "开头有一个没有配对的引号，按原样读取。如果不需要，请删去后重新粘贴。"
ASTRAY = (
    "{}看到的任务与隐藏的任务标识不是同一项，可能只排序或粘贴了一部分列，进展会记到别的任务上。"
    "请撤销排序或粘贴，或重新下载任务表，把填写的内容按任务编号抄过去。"
)
NOT_IN_LIST = "“{}”不在可选内容中。请填写：{}。"


@dataclass(frozen=True, slots=True)
class ProgressRow:
    row: int
    key: keys.Key
    percent: int
    note: str


@dataclass(frozen=True, slots=True)
class DisclosureRow:
    row: int
    task_id: int
    entry: Entry


@dataclass(frozen=True)
class Filled:
    """All that could be read. ``at`` gives the letter of each column that is read, by sheet and field."""

    progress: tuple[ProgressRow, ...] = ()
    disclosures: tuple[DisclosureRow, ...] = ()
    problems: Problems = field(default_factory=lambda: Problems("未命名"))
    at: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    row_keys: tuple[keys.Key, ...] = ()

    @property
    def units(self) -> set[int]:
        return {key.unit_id for key in self.row_keys}

    @property
    def years(self) -> set[int]:
        return {key.year for key in self.row_keys}

    @property
    def errors(self) -> tuple[Problem, ...]:
        return self.problems.of("error")


def read(data: bytes, name: str, secret: str) -> Filled:
    """Read a unit's own sheet; bad content never raises, it comes back as errors."""
    problems = Problems(shown_name(name))
    refused = refusal(data) or _too_full(data)
    if refused is not None:
        problems.error(refused)
        return Filled(problems=problems)
    sheets = [found for name in (TASKS, DISCLOSURES) for found in [_sheet(data, problems, name)] if found]
    by_name = {sheet.grid.sheet: sheet for sheet in sheets}
    found: list[keys.Key] = []
    progress = tuple(_progress(by_name[TASKS], secret, found)) if TASKS in by_name else ()
    disclosures = tuple(_disclosures(by_name[DISCLOSURES])) if DISCLOSURES in by_name else ()
    at = {str(sheet.grid.sheet): {name: letter(column) for name, column in sheet.at.items()} for sheet in sheets}
    return Filled(progress, disclosures, problems, at, tuple(found))


def read_pasted(data: bytes, name: str) -> Filled:
    """Read lines that ``pasting.Pasted.as_text`` kept; bad content never raises, it comes back as errors."""
    problems = Problems(shown_name(name), placed=pasted_place)
    lines = split(data.decode())
    rows = {
        row: cells
        for row, line in enumerate(lines, 1)
        if (cells := {column: text for column, cell in enumerate(line, 1) if (text := clean(cell)[0])})
    }
    headings = headings_of(lines)
    at = {name: column for column, name in enumerate(DISCLOSURE_READ, 1)}
    labels = DISCLOSURE_READ | headings
    sheet = _Sheet(Grid(DISCLOSURES, rows), at, 2 if headings else 1, problems, labels)
    for row, cells in rows.items():
        for held, column in at.items():
            if (text := cells.get(column, "")).startswith('"') and text.count('"') % 2:
                problems.warn(STRAY_QUOTE, DISCLOSURES, row, labels[held])
    return Filled((), tuple(_disclosures(sheet)), problems, {DISCLOSURES: labels})


def pasted_place(_file: str, _sheet: str | None, row: int | None, column: str | None, _within: str = "") -> str:
    """粘贴的第3行“形成日期” — by the line and the heading that people see in what they pasted."""
    if row is None:
        return "粘贴的内容"
    return f"粘贴的第{row}行“{column}”" if column else f"粘贴的第{row}行"


def _too_full(data: bytes) -> str | None:
    """A unit's sheet is small, so less may be unpacked than for an import; the guard has checked what is stated."""
    with ZipFile(BytesIO(data)) as archive:
        unpacked = sum(part.file_size for part in archive.infolist())
    return TOO_FULL if unpacked > MOST_UNPACKED else None


@dataclass(frozen=True)
class _Sheet:
    """One of the two sheets with the columns that are read."""

    grid: Grid
    at: Mapping[str, int]
    first: int
    problems: Problems
    labels: Mapping[str, str] = field(default_factory=dict)

    def rows(self) -> Iterator[int]:
        """Rows below the headings in which a column that is read holds anything."""
        columns = set(self.at.values())
        computed: dict[int, set[int]] = {}
        for row, column in self.grid.formulas:
            computed.setdefault(row, set()).add(column)
        every = sorted({*self.grid.rows, *computed})
        for row in every:
            if row >= self.first and columns & {*self.grid.own(row), *computed.get(row, ())}:
                yield row

    def text(self, row: int, name: str) -> str | None:
        """What the cell says; None, with an error, where a formula stands."""
        place = row, self.at[name]
        if place in self.grid.formulas:
            self.error(row, name, FORMULA)
            return None
        return self.grid.text(*place)

    def error(self, row: int | None, name: str | None, said: str) -> None:
        column = self.labels.get(name) or letter(self.at[name]) if name else None
        self.problems.error(said, self.grid.sheet, row, column)


def _sheet(data: bytes, problems: Problems, name: str) -> _Sheet | None:
    grid = next(iter(list(xlsx.grids(data, problems, name))), None)
    if grid is None:
        return None
    wanted = PROGRESS_READ if name == TASKS else DISCLOSURE_READ
    for row in range(1, HEADING_ROWS + 1):
        headings = {"".join(text.split()): column for column, text in sorted(grid.own(row).items(), reverse=True)}
        at = {field: headings[heading] for field, heading in wanted.items() if heading in headings}
        if len(at) == len(wanted):
            return _Sheet(grid, at, row + 1, problems)
        if len(at) > len(wanted) // 2:
            missing = "、".join(heading for field, heading in wanted.items() if field not in at)
            problems.error(f"缺少“{missing}”列。请恢复原来的表头，或重新下载任务表。", name, row)
            return None
    problems.error("没有找到表头。请不要修改表头；可以重新下载任务表，把填写的内容复制过去。", name)
    return None


def _progress(sheet: _Sheet, secret: str, found: list[keys.Key]) -> Iterator[ProgressRow]:
    seen: dict[int, int] = {}
    astray: list[int] = []
    for row in sheet.rows():
        written = sheet.text(row, "key")
        percent, note = sheet.text(row, "percent"), sheet.text(row, "note")
        if written is None or percent is None or note is None:
            continue
        if not written:
            sheet.error(
                row, None, "这一行没有任务标识，不能读取。请只在原有的行中填写，新增的公开记录填在“公开记录”中。"
            )
            continue
        key = keys.read(written, secret)
        if key is None:
            sheet.error(row, "key", BAD_KEY)
            continue
        found.append(key)
        if key.assignment_id in seen:
            sheet.error(row, None, f"与第{seen[key.assignment_id]}行是同一项任务。请只保留其中一行。")
            continue
        seen[key.assignment_id] = row
        if (
            keys.name_mark(sheet.grid.text(row, sheet.at["number"]), sheet.grid.text(row, sheet.at["item"]))
            != key.named
        ):
            astray.append(row)
            continue
        number = values.percent(percent)
        if number is None:
            shown = f"“{percent[:20]}”不是0至100的整数。" if percent else "进度没有填写。"
            sheet.error(row, "percent", f"{shown}请填写0至100的整数，例如 60。")
        elif len(note) > NOTE_LENGTH:
            sheet.error(row, "note", f"进展说明有{len(note)}个字，最多{NOTE_LENGTH}个字。请缩短。")
        else:
            yield ProgressRow(row, key, number, note)
    if astray:
        sheet.error(astray[0], None, ASTRAY.format(f"{listed_rows(astray)}中" if len(astray) > 1 else "这一行"))


def _disclosures(sheet: _Sheet) -> Iterator[DisclosureRow]:
    for number, row in enumerate(sheet.rows(), 1):
        if number > MOST_DISCLOSURES:
            sheet.error(row, None, f"一次最多登记{MOST_DISCLOSURES}条。请分几次上传。")
            return
        read = _Row(sheet, row)
        task, entry = read.task(), read.entry()
        if not read.has_errors and task is not None:
            yield DisclosureRow(row, task, entry)


@dataclass
class _Row:
    """One row of the disclosures on its way to an entry; what it cannot read it says."""

    sheet: _Sheet
    row: int
    has_errors: bool = False

    def task(self) -> int | None:
        text = self._text("task")
        found = values.task_id(text)
        if found is None:
            wrong, missing = NO_PASTED_TASK if self.sheet.labels else NO_TASK
            self._error("task", wrong.format(text[:40]) if text else missing)
        return found

    def entry(self) -> Entry:
        texts: dict[str, Any] = {name: self._short(name) for name in LENGTHS}
        if not texts["title"]:
            self._error("title", "请填写信息标题。")
        days: dict[str, Any] = {name: self._parsed(name, values.day, BAD_DAY) for name in DATES}
        kinds = "、".join(kind.label for kind in MatterKind)
        kind = self._parsed("kind", values.kind, NOT_IN_LIST, kinds) or MatterKind.GENERAL
        results = "、".join(result.label for result in SecrecyResult)
        result = self._parsed("secrecy_result", values.secrecy_result, NOT_IN_LIST, results)
        grounds = "、".join(ground.label for ground in WithholdGround)
        ground = self._parsed("ground", values.ground, NOT_IN_LIST, grounds)
        mode = Mode.WITHHELD if result is SecrecyResult.WITHHOLD else Mode.PROACTIVE
        channels = self._channels(texts.pop("address"))
        return Entry(kind=kind, secrecy_result=result, mode=mode, ground=ground, channels=channels, **texts, **days)

    def _channels(self, address: str) -> tuple[Channel, ...]:
        found = channel_cells.read(self._text("channels"), address)
        if any(len(channel.name) > CHANNEL_LENGTH for channel in found):
            self._error("channels", f"每个渠道名称不超过{CHANNEL_LENGTH}个字。几个渠道请用顿号隔开。")
        return found

    def _short(self, name: str) -> str:
        text = " ".join(self._text(name).split()) if name != "address" else self._text(name)
        if len(text) > LENGTHS[name]:
            self._error(name, f"{HEADINGS[name]}有{len(text)}个字，最多{LENGTHS[name]}个字。请缩短。")
        return text

    def _parsed(self, name: str, parse: Callable[[str], Any], said: str, *more: str) -> Any:
        text = self._text(name)
        if not text:
            return None
        found = parse(text)
        if found is None:
            self._error(name, said.format(text[:20], *more))
        return found

    def _text(self, name: str) -> str:
        text = self.sheet.text(self.row, name)
        if text is None:
            self.has_errors = True
        return text or ""

    def _error(self, name: str, said: str) -> None:
        if (self.row, self.sheet.at[name]) not in self.sheet.grid.formulas:
            self.sheet.error(self.row, name, said)
        self.has_errors = True
