"""The rows below a heading -> tasks: sorted into sections, and continued where a task takes several rows."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field, replace

from imports.areas import area_named
from imports.channels import channels, has_boxes, is_tick
from imports.columns import Columns
from imports.filling import UNIT_FIELDS, Filling
from imports.grid import Grid, letter
from imports.layouts import Region
from imports.limits import is_minimum, time_limit
from imports.pace import Pace
from imports.problems import Problems, listed_rows
from imports.rows import Role, TaskRow, TimeLimit, UnitRef
from imports.sections import Sections, is_note, names_other_area, section_text, title_sections
from imports.text import key, name, paragraph
from imports.units import first_leads, units
from imports.vocabulary import FIRST_LEADS, FIRST_NUMBER, NOTHING, SAME_AS_ABOVE, WHOLE_NUMBER

_ROLES: tuple[tuple[str, Role], ...] = (
    ("lead_units", "lead"),
    ("units", "responsible"),
    ("cooperating_units", "cooperating"),
)
# Room for seventy units or any phrase of a limit; beyond it a cell is a mistake, and slow to take apart.
_LONGEST_UNITS, _LONGEST_LIMIT = 1_000, 500
_NOT_A_TASK = "本行内容不全，看不出是一项任务，没有导入。请核对。"


@dataclass(slots=True)
class Part:
    """Tasks under one title: a region is cut where a section row begins the table of another area.

    ``area`` is what a column of areas says, if there is one.
    """

    title: str
    area: str | None = None
    tasks: list[TaskRow] = field(default_factory=list)


class Records:
    """Reads one region from its first row to its last.

    area: what is already known of the region's area, from its title or, if `is_said`, from the person who uploads it.
    """

    def __init__(
        self,
        grid: Grid,
        region: Region,
        problems: Problems,
        *,
        year: int,
        area: str | None,
        is_said: bool,
        title: str,
    ) -> None:
        self.grid = grid
        self.region = region
        self.year = year
        self.problems = problems
        self.area = area
        self.is_said = is_said
        self.columns: Columns = region.block.columns
        self.filling = Filling(grid, region, problems)
        self.sections = Sections(title_sections(region))
        self.parts = [Part(title)]
        self.number_column = _number_column(grid, region)
        self.area_column = _area_column(grid, region)
        self.first_leads = _first_leads(grid, region)
        self.misplaced: list[int] = []
        columns = self.columns
        naming = (columns.seq, *columns.groups, columns.item, columns.content)
        bearing = (columns.units, columns.lead_units, columns.cooperating_units)
        adding = (columns.deadline, columns.channels, columns.basis, *columns.ticks)
        self.telling = frozenset(column for column in (*naming, *bearing) if column)
        self.adding = frozenset(column for column in adding if column)

    def read(self, pace: Pace) -> list[Part]:
        """All tasks of the region, in the order of its rows."""
        for row in self.region.rows:
            pace.step()
            own = self.grid.own(row)
            if not (self.telling & own.keys() or self.adding & own.keys()) or is_note(own):
                continue
            if self._is_rest(row, own):
                self._append(row, own)
                continue
            section = section_text(self.grid, row, own, self.columns)
            if section is not None:
                self._open(name(section))
            elif self.telling & own.keys():
                task = self._task(row)
                if task is not None:
                    self._enter_area(row)
                    self.parts[-1].tasks.append(task)
            else:
                self._continue(row, own)
        self._report()
        return [part for part in self.parts if part.tasks]

    def _open(self, line: str) -> None:
        if names_other_area(line, self.area):
            self.parts.append(Part(line))
            self.sections = Sections([])
        else:
            self.sections.enter(line)
        self.filling.start_section()

    def _is_rest(self, row: int, own: dict[int, str]) -> bool:
        """Did a page break cut a single row in two, so that only the end of its content came over?"""
        columns = self.columns
        alone = row in self.region.breaks and own.keys() == {columns.content} and row not in self.grid.covered
        others = (columns.item, columns.units, columns.lead_units, columns.cooperating_units, columns.deadline)
        cut = any(self.filling.was_cut(row, column) for column in others if column)
        return alone and not cut and bool(self.parts[-1].tasks)

    def _append(self, row: int, own: dict[int, str]) -> None:
        last = self.parts[-1].tasks.pop()
        (rest,) = own.values()
        self.parts[-1].tasks.append(replace(last, content=paragraph(f"{last.content}\n{rest}")))
        self._warn("本行像是上一页最后一行的后半部分，已并入上一项的公开内容。请核对。", row, self.columns.content)

    def _enter_area(self, row: int) -> None:
        """Begin another part where the column of areas says so; a person who named the area has the last word."""
        if self.area_column is None:
            return
        area, part = area_named(self.filling.group(self.area_column)), self.parts[-1]
        if area is None or area == part.area:
            return
        if self.is_said:
            self.misplaced += [row] if area != self.area else []
        elif part.tasks:
            self.parts.append(Part(part.title, area))
        else:
            part.area = area

    def _report(self) -> None:
        if self.first_leads:
            said = f"表中注明“{self.first_leads[:40]}”，有几个责任单位的，列第一位的按牵头单位读取。请核对。"
            self._warn(said, self.region.block.top, self.columns.units)
        if self.misplaced:
            said = f"{listed_rows(self.misplaced)}的领域一栏写的是其他领域，已按指定的领域读取。请核对。"
            self._warn(said, self.misplaced[0], self.area_column)

    def _task(self, row: int) -> TaskRow | None:
        texts, elsewhere = self.filling.row(row)
        seq = _number(texts.get("seq", ""))
        if self.number_column is not None:
            seq = self._typed_number(texts)
        item, content = name(texts.get("item", "")), paragraph(texts.get("content", ""))
        if not (item or content) or not self._says_what(row):
            if content or any(texts.get(field_name) for field_name in UNIT_FIELDS):
                self._warn(_NOT_A_TASK, row, None)
            return None
        groups = (*self.sections.names, *(name(self.filling.group(column)) for column in self.columns.groups))
        return TaskRow(
            row=row,
            seq=seq,
            category=name(texts.get("category", "")) or self.sections.innermost,
            item=item,
            content=content,
            basis=paragraph(texts.get("basis", "")),
            units=self._units(row, texts, elsewhere),
            units_text="；".join(texts[field_name] for field_name, _ in _ROLES if field_name in texts),
            deadline=self._limit(row, texts.get("deadline", ""), item + content),
            channels=self._channels(row, texts.get("channels", "")),
            groups=tuple(dict.fromkeys(group for group in groups if group)),
            elsewhere=elsewhere,
        )

    def _says_what(self, row: int) -> bool:
        """Does this row itself name a matter? A signature below the table only seems to, once blanks are filled."""
        columns = (self.columns.item, self.columns.content)
        if self.grid.own(row).keys() == {self.columns.content} and not (
            row in self.grid.covered or row in self.region.breaks
        ):
            return self.columns.item is None and not self.columns.has_units()
        return any(column and (self.grid.text(row, column) or self.grid.span(row, column)) for column in columns)

    def _typed_number(self, texts: dict[str, str]) -> str:
        """Take the number off the text that it is typed into."""
        for field_name in ("category", "item", "content"):
            if getattr(self.columns, field_name) == self.number_column:
                found = FIRST_NUMBER.match(texts.get(field_name, ""))
                if found:
                    texts[field_name] = texts[field_name][found.end() :]
                    return found.group(1)
        return ""

    def _units(self, row: int, texts: dict[str, str], elsewhere: dict[str, str]) -> tuple[UnitRef, ...]:
        named: list[UnitRef] = []
        cells: set[str] = set()
        for field_name, role in _ROLES:
            if field_name not in texts:
                continue
            column = getattr(self.columns, field_name)
            cell = elsewhere.get(field_name) or f"{letter(column)}{row}"
            # One cell merged over the lead's and the cooperating column names its units once.
            if cell not in cells:
                cells.add(cell)
                named += self._units_of(row, texts[field_name], role, column)
        column = self.columns.units or self.columns.lead_units
        if not named and self.columns.has_units() and not (column and self.grid.text(row, column) not in NOTHING):
            self._warn("没有填写责任单位。请补充，或导入后由公开办指定。", row, column)
        return first_leads(named) if self.first_leads else tuple(named)

    def _units_of(self, row: int, text: str, role: Role, column: int) -> tuple[UnitRef, ...]:
        if len(text) > _LONGEST_UNITS:
            said = f"责任单位超过 {_LONGEST_UNITS} 字，无法识别。请只填写单位名称。"
            self.problems.error(said, self.grid.sheet, row, letter(column))
            return ()
        return units(text, role, letter(column))

    def _limit(self, row: int, text: str, matter: str) -> TimeLimit:
        column = self.columns.deadline
        limit = time_limit(
            paragraph(text)[:_LONGEST_LIMIT], self.year, self.columns.headings.get(column or 0, ""), matter
        )
        if limit.kind == "other":
            if key(limit.text) not in SAME_AS_ABOVE:  # of which it was said already that it points to nothing
                self._warn(
                    f"公开时限“{limit.text[:40]}”{_why_not(limit)}，已保留原文。请在导入后人工设定。", row, column
                )
        elif limit.kind == "date" and limit.date and limit.date.year != self.year:
            self._warn(f"公开时限“{limit.text[:40]}”不在{self.year}年度内。请核对年度和日期。", row, column)
        return limit

    def _channels(self, row: int, text: str) -> tuple[str, ...]:
        found = channels(text)
        if text and not found and has_boxes(text):
            self._warn("公开渠道一项也没有勾选。请核对。", row, self.columns.channels)
        return tuple(dict.fromkeys((*found, *self._ticked(row)))) if self.columns.ticks else found

    def _ticked(self, row: int) -> list[str]:
        found: list[str] = []
        for column, channel in self.columns.ticks.items():
            mark = self.grid.text(row, column)
            ticked = is_tick(mark)
            if ticked is None:
                # A word in place of √ ticks the column; under 其他 it is the channel.
                found.append(name(mark) if channel.startswith("其") else channel)
            elif ticked:
                found.append(channel)
        return found

    def _continue(self, row: int, own: dict[int, str]) -> None:
        """A row that only adds to the task whose main cells are merged over it."""
        main = self.columns.content or self.columns.item
        span = self.grid.span(row, main) if main else None
        tasks = self.parts[-1].tasks
        if not tasks or span is None or span.top >= row:
            self._warn(_NOT_A_TASK, row, None)
            return
        last, columns = tasks[-1], self.columns
        if columns.basis in own:
            last = replace(last, basis="\n".join(filter(None, (last.basis, paragraph(own[columns.basis])))))
        if columns.channels in own or columns.ticks:
            more = self._channels(row, own.get(columns.channels or 0, ""))
            last = replace(last, channels=tuple(dict.fromkeys((*last.channels, *more))))
        if columns.deadline in own:
            joined = "；".join(filter(None, (last.deadline.text, paragraph(own[columns.deadline]))))
            last = replace(last, deadline=self._limit(row, joined, last.item + last.content))
        tasks[-1] = last

    def _warn(self, text: str, row: int, column: int | None) -> None:
        self.problems.warn(text, self.grid.sheet, row, letter(column) if column else None)


def _number_column(grid: Grid, region: Region) -> int | None:
    """Without a number column, the first naming column in which most cells begin with one number of their own."""
    columns = region.block.columns
    if columns.seq is not None:
        return None
    for column in (columns.category, columns.item, columns.content):
        if column is None:
            continue
        tasks = (own for row in region.rows if len(own := grid.own(row)) > 1)  # a section's name stands alone
        cells = [text for own in tasks if (text := own.get(column)) and text not in NOTHING]
        numbered = [text for text in cells if FIRST_NUMBER.match(text) and not _is_list(text)]
        if numbered and len(numbered) * 10 >= len(cells) * 6:
            return column
    return None


def _area_column(grid: Grid, region: Region) -> int | None:
    """A grouping column most of whose cells name one of the areas."""
    for column in region.block.columns.groups:
        cells = [text for row in region.rows if (text := grid.own(row).get(column))]
        if cells and sum(area_named(text) is not None for text in cells) * 10 > len(cells) * 6:
            return column
    return None


def _first_leads(grid: Grid, region: Region) -> str:
    """The sentence of a table by which the unit that is named first leads; "" if there is none."""
    notes = (text for row in region.rows if len(own := grid.own(row)) <= 2 for text in own.values())
    heading = region.block.columns.headings.get(region.block.columns.units or 0, "")
    return next((text for text in (heading, *region.titles, *notes) if FIRST_LEADS.search(key(text))), "")


def _number(text: str) -> str:
    """１. -> 1, and 1.0 as a conversion to text leaves it."""
    plain = unicodedata.normalize("NFKC", text).rstrip(".、").strip()
    return WHOLE_NUMBER.sub(r"\1", plain)


def _why_not(limit: TimeLimit) -> str:
    if limit.calendar_days:
        return "是自然日，不是工作日"
    return "是最短期限，不是公开时限" if is_minimum(limit.text) else "不能确定按哪一天或哪个周期"


def _is_list(text: str) -> bool:
    """A cell that counts its own points, 1.… 2.…, does not give the task's number."""
    return any(FIRST_NUMBER.match(line) for line in text.split("\n")[1:])
