"""A table built in any combination of the layout facts comes back as it went in."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from imports.reader import read
from imports.rows import Reading
from tests.imports.sheets import saved

UNITS = ("区发改局", "区住建局", "自然资源王益分局", "区财政局", "区工业和信息化（商务）局", "各镇办", "黄堡镇")
LIMITS = {
    "20个工作日内": "workdays",
    "自作出行政决定之日起7个工作日内": "workdays",
    "实时": "realtime",
    "每季度": "periodic",
    "6月底前": "date",
}
CHANNELS = ("政府网站", "政务新媒体", "公告栏", "政府公报")
WORDS = ("申报要求", "材料清单", "招标公告", "中标结果", "征地公告", "验收结果", "资金分配", "办理流程")


@dataclass(frozen=True)
class Item:
    number: int
    category: str
    item: str
    content: str
    units: tuple[str, ...]
    limit: str
    channels: tuple[str, ...]


@dataclass(frozen=True)
class Layout:
    titles: int
    two_rows: bool
    broken_words: bool
    number: str
    group: str
    separator: str
    boxes: str
    same: bool
    page: int
    empty_rows: bool
    roles: bool
    merged_limits: bool


LAYOUTS = st.builds(
    Layout,
    titles=st.integers(0, 3),
    two_rows=st.booleans(),
    broken_words=st.booleans(),
    number=st.sampled_from(["plain", "dotted", "absent", "no heading", "right of the group"]),
    group=st.sampled_from(["merged", "repeated", "blank", "section"]),
    separator=st.sampled_from(["、", "，", "；", ";", "\n", " "]),
    boxes=st.sampled_from(["■□", "☑☐", "R£", "■口", "list", "numbered", "ticks"]),
    same=st.booleans(),
    page=st.integers(2, 6),
    empty_rows=st.booleans(),
    roles=st.booleans(),
    merged_limits=st.booleans(),
)


@st.composite
def items(draw: st.DrawFn) -> list[Item]:
    found: list[Item] = []
    for group in range(draw(st.integers(1, 4))):
        for _ in range(draw(st.integers(1, 4))):
            number = len(found) + 1
            units = draw(st.lists(st.sampled_from(UNITS), min_size=1, max_size=3, unique=True))
            channels = draw(st.lists(st.sampled_from(CHANNELS), min_size=1, max_size=4, unique=True))
            word, limit = draw(st.sampled_from(WORDS)), draw(st.sampled_from(list(LIMITS)))
            ordered = tuple(channel for channel in CHANNELS if channel in channels)
            found.append(
                Item(
                    number,
                    f"批准类信息{'甲乙丙丁'[group]}",
                    f"{word}{number}号",
                    f"{word}的具体内容",
                    tuple(units),
                    limit,
                    ordered,
                )
            )
    return found


@dataclass
class Drawing:
    """Draws items on a sheet in a layout, remembering from where a merged block began."""

    layout: Layout
    sheet: Worksheet
    row: int = 0
    began: dict[int, tuple[int, str]] = field(default_factory=dict)
    last_limit: str = ""
    rows: list[int] = field(default_factory=list)

    def columns(self) -> list[str]:
        number, group = self.layout.number, self.layout.group
        first = [] if number == "absent" else ["序号"]
        category = [] if group == "section" else ["类别"]
        first = category + first if number == "right of the group" else first + category
        units = ["牵头单位", "配合单位"] if self.layout.roles else ["责任单位"]
        channels = list(CHANNELS) if self.layout.boxes == "ticks" else ["公开渠道"]
        return [*first, "公开事项", "公开内容", *units, "公开时限", *channels]

    def heading(self) -> None:
        self.close_all()
        names, channels = self.columns(), self.layout.boxes == "ticks"
        self.row += 1
        top = self.row
        two = self.layout.two_rows or channels
        for column, name in enumerate(names, 1):
            if channels and name in CHANNELS:
                self.sheet.cell(top + 1, column, name)
                self.sheet.cell(top, column, "公开渠道" if name == CHANNELS[0] else None)
                continue
            shown = "" if name == "序号" and self.layout.number == "no heading" else name
            self.sheet.cell(top, column, self.broken(shown) or None)
            if two:
                self.sheet.merge_cells(start_row=top, end_row=top + 1, start_column=column, end_column=column)
        if channels:
            first = len(names) - len(CHANNELS) + 1
            self.sheet.merge_cells(start_row=top, end_row=top, start_column=first, end_column=len(names))
        self.row += 1 if two else 0

    def broken(self, text: str) -> str:
        if not self.layout.broken_words or len(text) < 2:
            return text
        return f"{text[:-1]}{'　' if len(text) == 2 else chr(10)}{text[-1]}"

    def title(self) -> None:
        lines = ["附件1", "铜川市王益区重大建设项目领域任务分解表", "填报单位：区政府办"][: self.layout.titles]
        for line in lines:
            self.row += 1
            self.sheet.cell(self.row, 1, line)
            self.sheet.merge_cells(
                start_row=self.row, end_row=self.row, start_column=1, end_column=len(self.columns()) + 2
            )

    def section(self, name: str, number: int) -> None:
        self.close_all()
        self.row += 1
        self.sheet.cell(self.row, 1, f"{'一二三四'[number]}、{name}")
        self.sheet.merge_cells(start_row=self.row, end_row=self.row, start_column=1, end_column=len(self.columns()))

    def block(self, column: int, text: str) -> None:
        """Start a merged block where the value changes, leave the cell to the open one where it does not."""
        if column in self.began and self.began[column][1] == text:
            return
        self.close(column)
        self.sheet.cell(self.row, column, text)
        self.began[column] = (self.row, text)

    def close(self, column: int) -> None:
        top, _ = self.began.pop(column, (0, ""))
        if top and self.row - 1 > top:
            self.sheet.merge_cells(start_row=top, end_row=self.row - 1, start_column=column, end_column=column)

    def close_all(self) -> None:
        self.row += 1
        for column in list(self.began):
            self.close(column)
        self.row -= 1

    def item(self, item: Item, first_of_group: bool) -> None:
        self.row += 1
        self.rows.append(self.row)
        for column, name in enumerate(self.columns(), 1):
            if name == "类别" and self.layout.group == "merged":
                self.block(column, item.category)
            elif name == "公开时限" and self.layout.merged_limits:
                self.block(column, item.limit)
            else:
                self.sheet.cell(self.row, column, self.value(name, item, first_of_group) or None)

    def value(self, name: str, item: Item, first_of_group: bool) -> str | int:
        if name == "序号":
            return f"{item.number}." if self.layout.number == "dotted" else item.number
        if name == "类别":
            return item.category if first_of_group or self.layout.group == "repeated" else ""
        if name in {"公开事项", "公开内容"}:
            return item.item if name == "公开事项" else item.content
        if name == "牵头单位":
            return item.units[0]
        if name in {"责任单位", "配合单位"}:
            return self.layout.separator.join(item.units[1:] if name == "配合单位" else item.units)
        if name == "公开时限":
            same = self.layout.same and item.limit == self.last_limit
            self.last_limit = item.limit
            return "同上" if same else item.limit
        return self.channel(name, item)

    def channel(self, name: str, item: Item) -> str:
        boxes = self.layout.boxes
        if boxes == "ticks":
            return "√" if name in item.channels else ""
        if boxes == "list":
            return "、".join(item.channels)
        if boxes == "numbered":
            return " ".join(f"{number}.{channel}" for number, channel in enumerate(item.channels, 1))
        return " ".join(f"{boxes[channel not in item.channels]}{channel}" for channel in CHANNELS)


def drawn(layout: Layout, wanted: list[Item]) -> bytes:
    return saved(drawing(layout, wanted).sheet.parent)


def drawing(layout: Layout, wanted: list[Item]) -> Drawing:
    workbook = Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    of = Drawing(layout, sheet)
    of.title()
    of.heading()
    category, sections = "", 0
    for item in wanted:
        first = item.category != category
        if not first and item.number % layout.page == 0:
            of.heading()
            first = layout.group == "merged"
        if item.category != category and layout.group == "section":
            of.section(item.category, sections)
            sections += 1
        category = item.category
        of.item(item, first)
    of.close_all()
    if layout.empty_rows:
        sheet.cell(of.row + 3, len(of.columns()) + 1, " ")
    return of


def check(found: Reading, of: Drawing, wanted: list[Item]) -> None:
    layout = of.layout
    assert found.errors == ()
    (table,) = found.tables
    assert [task.row for task in table.tasks] == of.rows
    for task, item in zip(table.tasks, wanted, strict=True):
        number = "" if layout.number == "absent" else str(item.number)
        assert (task.seq, task.category, task.item, task.content) == (number, item.category, item.item, item.content)
        assert {unit.as_written for unit in task.units} == set(item.units)
        if layout.roles:
            assert [unit.as_written for unit in task.units if unit.role == "lead"] == [item.units[0]]
        assert (task.deadline.text, task.deadline.kind) == (item.limit, LIMITS[item.limit])
        assert task.channels == item.channels


@settings(max_examples=100)
@given(layout=LAYOUTS, wanted=items())
def test_it_comes_back_as_it_went_in(layout: Layout, wanted: list[Item]) -> None:
    of = drawing(layout, wanted)
    check(read(saved(of.sheet.parent), "重大建设项目.xlsx", year=2018), of, wanted)
