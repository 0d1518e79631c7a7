"""The rows below a heading -> tasks: filled down, sorted into sections, continued where a task takes several rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from imports.areas import area_named
from imports.channels import channels, has_boxes, is_tick
from imports.columns import Columns
from imports.grid import Grid, letter
from imports.layouts import Region
from imports.limits import time_limit
from imports.problems import Problems
from imports.rows import TaskRow, TimeLimit, UnitRef
from imports.text import key, name, paragraph
from imports.units import units
from imports.vocabulary import (
    BARE_NUMERAL,
    FIRST_NUMBER,
    NOTE,
    NOTHING,
    OUTER_MARK,
    SAME_AS_ABOVE,
    SECTION_MARK,
    TITLE_ENDINGS,
    TOTAL,
)

_UNIT_FIELDS = (("units", "responsible"), ("lead_units", "lead"), ("cooperating_units", "cooperating"))
_FIELD_NAMES = {
    "seq": "序号",
    "category": "类别",
    "item": "公开事项",
    "content": "公开内容",
    "basis": "公开依据",
    "units": "责任单位",
    "lead_units": "牵头单位",
    "cooperating_units": "配合单位",
    "deadline": "公开时限",
    "channels": "公开渠道",
}


@dataclass(slots=True)
class Part:
    """Tasks of one area: a region is cut where a section row names another area."""

    title: str | None
    tasks: list[TaskRow] = field(default_factory=list)


@dataclass(slots=True)
class Records:
    """Reads one region from its first row to its last, remembering what the rows above said."""

    grid: Grid
    region: Region
    year: int
    problems: Problems
    fixed_area: str | None
    parts: list[Part] = field(default_factory=lambda: [Part(None)])
    sections: list[str] = field(default_factory=list)
    above: dict[int, str] = field(default_factory=dict)
    above_at: dict[int, str] = field(default_factory=dict)
    since_section: set[int] = field(default_factory=set)
    number_column: int | None = None
    grouping: frozenset[int] = frozenset()

    @property
    def columns(self) -> Columns:
        return self.region.block.columns

    def read(self) -> list[Part]:
        """All tasks of the region, in the order of its rows."""
        self.number_column = _number_column(self)
        self.grouping = frozenset(_grouping_columns(self))
        for row in self.region.rows:
            self._row(row)
        return self.parts

    # --- kinds of rows ---

    def _row(self, row: int) -> None:
        own = {c: text for c, text in self.grid.own(row).items() if c <= max(self.columns.rightmost, self._last)}
        if not own or _is_note(own):
            return
        section = self._section(row, own)
        if section is not None:
            self._open_section(section)
            return
        if not any(column in own for column in self._telling):
            self._continue(row, own)
            return
        task = self._task(row)
        if task is not None:
            self.parts[-1].tasks.append(task)

    @property
    def _last(self) -> int:
        return max([0, *self._telling, *self.columns.ticks, *(c for c in self._lesser if c)])

    @property
    def _telling(self) -> tuple[int, ...]:
        """Columns of which one at least must begin in a row for it to be a task of its own."""
        columns = self.columns
        named = (columns.item, columns.content, columns.units, columns.lead_units, columns.cooperating_units)
        return tuple(column for column in (*named, columns.seq, *columns.groups) if column)

    @property
    def _lesser(self) -> tuple[int | None, ...]:
        return (self.columns.deadline, self.columns.channels, self.columns.basis)

    def _section(self, row: int, own: dict[int, str]) -> str | None:
        """The text of a row that only names what follows; None for any other row."""
        texts = list(own.items())
        if len(texts) == 2 and BARE_NUMERAL.match(key(texts[0][1])):
            texts = [(texts[1][0], f"{texts[0][1].rstrip('、.．')}、{texts[1][1]}")]
        if len(texts) != 1 or any(span.top < row for span in self.grid.covered.get(row, {}).values()):
            return None
        column, text = texts[0]
        span = self.grid.span(row, column)
        width = span.width if span else 1
        if width >= 3 or (span and width * 2 > self.columns.rightmost):
            return text
        if SECTION_MARK.match(text) and column in (self.columns.seq, *self.columns.groups, self.columns.item, 1):
            return text
        if not text.isdecimal() and column == self.columns.seq:
            return text
        return None

    def _open_section(self, text: str) -> None:
        line = name(text)
        area = area_named(line)
        is_title = line.endswith(TITLE_ENDINGS) or "领域" in line
        if area and is_title and area != self.fixed_area and (self.fixed_area is None or line.endswith("表")):
            self.parts.append(Part(line))
            self.sections.clear()
        else:
            self.enter(line)
        self.since_section.clear()

    def enter(self, line: str) -> None:
        """Put a section's name at its level: 一、 outside, （一） inside it, one without a mark beside the last."""
        title = SECTION_MARK.sub("", line).strip(" ：:") or line
        if OUTER_MARK.match(line) or not SECTION_MARK.match(line):
            self.sections[:] = [title]
        else:
            self.sections[1 if self.sections else 0 :] = [title]
            self.sections[:] = self.sections[:2]

    # --- one task ---

    def _task(self, row: int) -> TaskRow | None:
        texts, addresses = self._texts(row)
        seq = texts.pop("seq", "").rstrip(".、．").strip()
        if self.number_column is not None:
            seq = self._typed_number(texts) or seq
        groups = (*self.sections, *(name(self.above.get(column, "")) for column in self.columns.groups))
        category = name(texts.get("category", "")) or (self.sections[-1] if self.sections else "")
        item, content = name(texts.get("item", "")), paragraph(texts.get("content", ""))
        if not (item or content or (category and self.columns.content is None and self.columns.item is None)):
            if any(texts.get(field) for field, _ in _UNIT_FIELDS):
                self._warn("本行没有公开事项和公开内容，没有导入。请核对。", row, None)
            return None
        named = self._units(row, texts)
        limit = self._limit(row, texts.get("deadline", ""), item + content)
        return TaskRow(
            row=row,
            seq=seq,
            category=category,
            item=item,
            content=content,
            basis=paragraph(texts.get("basis", "")),
            units=named,
            units_text="；".join(texts[field].replace("\n", " ") for field, _ in _UNIT_FIELDS if texts.get(field)),
            deadline=limit,
            channels=self._channels(row, texts.get("channels", "")),
            groups=tuple(dict.fromkeys(group for group in groups if group)),
            addresses=addresses,
        )

    def _texts(self, row: int) -> tuple[dict[str, str], dict[str, str]]:
        texts: dict[str, str] = {}
        addresses: dict[str, str] = {}
        columns = self.columns
        for field_name in _FIELD_NAMES:
            column = getattr(columns, field_name)
            if column is None:
                continue
            text, address = self._value(row, column, field_name)
            if text:
                texts[field_name] = text
                addresses[field_name] = address
        for column in columns.groups:
            if column != columns.category:
                self._value(row, column, "category")
        return texts, addresses

    def _value(self, row: int, column: int, field_name: str) -> tuple[str, str]:
        """A field's text as the table means it, and the cell that it stands in."""
        at_row, at_column = self.grid.anchor(row, column)
        text = self.grid.rows.get(at_row, {}).get(at_column, "")
        address = f"{letter(at_column)}{at_row}"
        if not text and self._goes_on(row, column, field_name):
            text, address = self.above.get(column, ""), self.above_at.get(column, address)
        elif text and len(text) <= 6 and key(text) in SAME_AS_ABOVE:
            text, address = self._same_as_above(row, column, field_name, text, address)
        if (at_row, at_column) in self.grid.formulas:
            self._formula(row, column, field_name, text)
        self.since_section.add(column)
        self.above[column] = text
        self.above_at[column] = address
        return text, address

    def _goes_on(self, row: int, column: int, field_name: str) -> bool:
        """May a blank be read as the value above it? Only in grouping columns, and where a merged block goes on."""
        if column not in self.since_section:
            return False
        span = self.grid.span(row, column)
        if span and span.height > 1:
            return field_name not in {"basis", "seq"} or span.top in self.region.breaks
        return column in self.grouping

    def _same_as_above(self, row: int, column: int, field_name: str, text: str, address: str) -> tuple[str, str]:
        known = self.above.get(column, "")
        if known:
            return known, self.above_at.get(column, address)
        self._warn(f"“{text}”上方没有可以引用的内容（所指的行可能已删除）。请补充完整。", row, column)
        return ("" if field_name in {"units", "lead_units", "cooperating_units"} else text), address

    def _formula(self, row: int, column: int, field_name: str, text: str) -> None:
        if field_name == "seq":
            return
        remedy = "请把公式改为文字（复制后“选择性粘贴—数值”），再重新上传。"
        self.problems.error(
            f"{_FIELD_NAMES[field_name]}是公式，不是文字。{remedy}", self.grid.sheet, row, letter(column)
        )

    def _typed_number(self, texts: dict[str, str]) -> str:
        for field_name in ("category", "item", "content"):
            if getattr(self.columns, field_name) == self.number_column:
                found = FIRST_NUMBER.match(texts.get(field_name, ""))
                if found:
                    texts[field_name] = texts[field_name][found.end() :]
                    return found.group(1)
        return ""

    def _units(self, row: int, texts: dict[str, str]) -> tuple[UnitRef, ...]:
        named: list[UnitRef] = []
        for field_name, role in _UNIT_FIELDS:
            column = getattr(self.columns, field_name)
            if texts.get(field_name):
                named += units(texts[field_name], role, letter(column))
        if not named and self.columns.has_units():
            column = self.columns.units or self.columns.lead_units
            self._warn("没有填写责任单位。请补充，或导入后由公开办指定。", row, column)
        return tuple(named)

    def _limit(self, row: int, text: str, matter: str) -> TimeLimit:
        column = self.columns.deadline
        limit = time_limit(paragraph(text), self.year, self.columns.headings.get(column or 0, ""), matter)
        if limit.kind == "other":
            said = "是自然日，不是工作日" if limit.calendar_days else "不能确定含义"
            self._warn(f"公开时限“{limit.text[:40]}”{said}，已保留原文。请在导入后人工设定。", row, column)
        return limit

    def _channels(self, row: int, text: str) -> tuple[str, ...]:
        found = list(channels(text))
        if text and not found and has_boxes(text):
            self._warn("公开渠道一项也没有勾选。请核对。", row, self.columns.channels)
        for column, channel in self.columns.ticks.items():
            mark = self.grid.text(row, column)
            ticked = is_tick(mark)
            if ticked is None:
                found.append(name(mark) if channel.startswith("其") else channel)
            elif ticked:
                found.append(channel)
        return tuple(dict.fromkeys(found))

    def _continue(self, row: int, own: dict[int, str]) -> None:
        """A row that only adds to a task whose main cells are merged over it."""
        main = self.columns.content or self.columns.item
        span = self.grid.span(row, main) if main else None
        tasks = self.parts[-1].tasks
        if not tasks or span is None or span.top >= row:
            said = any(c in own for c in (*self._lesser, *self.columns.ticks) if c)
            if said:
                self._warn("本行没有公开事项和公开内容，没有导入。请核对。", row, None)
            return
        last = tasks[-1]
        if self.columns.basis in own:
            last = replace(last, basis="\n".join(filter(None, (last.basis, paragraph(own[self.columns.basis])))))
        if self.columns.channels in own or self.columns.ticks:
            more = self._channels(row, own.get(self.columns.channels or 0, ""))
            last = replace(last, channels=tuple(dict.fromkeys((*last.channels, *more))))
        if self.columns.deadline in own:
            last = replace(last, deadline=self._more_limit(row, last, own[self.columns.deadline]))
        tasks[-1] = last

    def _more_limit(self, row: int, task: TaskRow, text: str) -> TimeLimit:
        joined = "；".join(filter(None, (task.deadline.text, paragraph(text))))
        return self._limit(row, joined, task.item + task.content)

    def _warn(self, text: str, row: int, column: int | None) -> None:
        self.problems.warn(text, self.grid.sheet, row, letter(column) if column else None)


def _is_note(own: dict[int, str]) -> bool:
    first = key(next(iter(own.values())))
    return len(own) <= 2 and bool(NOTE.match(first) or TOTAL.match(first))


def _grouping_columns(records: Records) -> Iterator[int]:
    """Columns whose blanks continue the value above: groups always, the item where it is seen to group."""
    columns = records.columns
    yield from columns.groups
    if columns.item is None or columns.content is None:
        return
    if any(span.left <= columns.item <= span.right and span.height > 1 for span in records.grid.merges):
        yield columns.item
        return
    blank = [row for row in records.region.rows if not records.grid.text(row, columns.item)]
    told = [row for row in blank if records.grid.own(row).get(columns.content)]
    if told and columns.seq and not any(records.grid.text(row, columns.seq) for row in told):
        yield columns.item


def _number_column(records: Records) -> int | None:
    """Without a number column, the first naming column in which most cells begin with a number of their own."""
    columns = records.columns
    if columns.seq is not None:
        return None
    for column in (columns.category, columns.item, columns.content):
        if column is None:
            continue
        cells = [text for row in records.region.rows if (text := records.grid.own(row).get(column))]
        single = [
            text
            for text in cells
            if FIRST_NUMBER.match(text) and not any(map(FIRST_NUMBER.match, text.split("\n")[1:]))
        ]
        if single and len(single) * 10 >= len([text for text in cells if text not in NOTHING]) * 6:
            return column
    return None


def region_sections(region: Region) -> list[str]:
    """Lines between a title and its heading that name a section rather than the table."""
    lines = [line for line in region.titles if SECTION_MARK.match(line) and not area_named(line)]
    return lines if len(region.titles) > len(lines) or not lines else lines
