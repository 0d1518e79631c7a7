"""Which column of a sheet says what: the headings that lists of projects use (pure)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from imports.grid import Grid
from imports.text import key
from tracker.projects.money import UNITS, WAN

HEADING_ROWS = 12
WORDS = {
    "name": (
        "项目名称 名称 项目 工程名称 工程项目名称 建设项目名称 交易项目名称 采购项目名称 招标项目名称 标段名称 "
        "宗地名称 地块名称 矿业权名称 标的名称 转让标的名称"
    ),
    "code": (
        "代码 编号 项目代码 项目编号 统一项目代码 项目统一代码 统一代码 投资项目统一代码 投资项目代码 代码编号 "
        "项目代码编号 宗地编号 宗地号 地块编号 采购编号 采购项目编号 招标编号 招标项目编号 标段编号 交易编号"
    ),
    "kind": "类型 类别 项目类型 项目类别 交易类型 交易类别 项目种类 交易方式类别",
    "legal_person": (
        "项目法人 项目法人单位 法人单位 项目单位 建设单位 项目业主 业主单位 业主 采购人 采购单位 "
        "招标人 招标单位 出让人 转让方 转让单位 项目法人建设单位"
    ),
    "duty": "法人公开要求 公开要求 项目法人公开要求 法人公开义务",
    "law": "法律法规名称 法律法规 公开法律依据 法人公开依据",
    "unit": "责任单位 责任部门 牵头单位 牵头部门 填报单位",
    "approving": "审批单位 审批部门 审批机关 批准单位 批准部门 批准机关 核准单位",
    "implementing": "实施单位 实施部门 承办单位 承建部门 项目实施单位",
    "stage": "阶段 现阶段 项目阶段 建设阶段 当前阶段 进度 进展 项目进度 项目进展 形象进度 工程进度 建设进度 目前进度",
    "stage_on": (
        "阶段日期 进入阶段日期 进入阶段的日期 进入现阶段日期 进入现阶段的日期 现阶段日期 进度日期 "
        "阶段时间 进入阶段时间 进入现阶段时间 进入现阶段的时间"
    ),
    "amount": (
        "金额 投资额 总投资 总投资额 投资总额 项目总投资 计划总投资 概算投资 概算总投资 估算投资 投资规模 "
        "预算金额 采购预算 成交金额 中标金额 合同金额 成交价 出让金额 交易金额"
    ),
    "location": "地点 建设地点 项目地点 地址 建设地址 项目地址 位置 项目位置 宗地位置 坐落",
    "started_on": "开工日期 开工时间 开始日期 开始时间 开工开始日期 公告日期 公告时间",
    "finished_on": "竣工日期 竣工时间 完工日期 完工时间 完成日期 结束日期 竣工结束日期 计划竣工时间",
    "abroad": (
        "境外投资或对外援助 境外投资或对外援助项目 是否境外投资或对外援助 境外 是否境外 境外项目 是否境外项目 "
        "境外投资 是否境外投资 境外投资项目 是否境外投资项目 对外援助 是否对外援助 对外援助项目 是否对外援助项目"
    ),
}
NUMBERS = frozenset({"序号", "编码序号", "no", "no."})
_FIELDS = {word: name for name, words in WORDS.items() for word in words.split()}
# Words within a longer heading, the surest first.
_PIECES = (
    ("项目名称", "name"),
    ("项目代码", "code"),
    ("法人", "legal_person"),
    ("建设单位", "legal_person"),
    ("责任单位", "unit"),
    ("审批单位", "approving"),
    ("审批部门", "approving"),
    ("实施单位", "implementing"),
    ("总投资", "amount"),
    ("形象进度", "stage"),
    ("建设地点", "location"),
)
_LONGEST = 24
_BRACKETS = re.compile(r"\([^()]*\)")
_MARKS = re.compile(r"[\s:*.,;/、·()\-—_]+")


@dataclass(frozen=True)
class Head:
    """The headings of one sheet: field -> column, where the rows begin, and how many yuan the amounts count in."""

    columns: Mapping[str, int]
    first_row: int
    factor: int = WAN
    unread: tuple[str, ...] = ()


def field_of(heading: str) -> str | None:
    """The field that a heading names; None for a column that is not read."""
    plain = key(heading)
    whole, short = _MARKS.sub("", plain), _MARKS.sub("", _BRACKETS.sub("", plain))
    exact = _FIELDS.get(short) or _FIELDS.get(whole)
    if exact or len(short) > _LONGEST:
        return exact
    return next((name for piece, name in _PIECES if piece in short), None)


def unit_of(text: str) -> int | None:
    """总投资（亿元） -> 100,000,000: how many yuan a bare number counts in; None where the text does not say."""
    said = re.search(r"亿元|万元|元(?!.)|元(?=[)）])", key(text))
    return UNITS[said[0]] if said else None


def find_head(grid: Grid) -> Head | None:
    """The first row that itself names a project's name and more; headings may be two rows high."""
    for row in sorted(grid.rows)[:HEADING_ROWS]:
        if any(field_of(text) == "name" for text in grid.own(row).values()):
            cells, bottom = _cells(grid, row)
            if len({field_of(cell.text) for cell in cells} - {None}) > 1:
                return _head(cells, bottom + 1, _said_above(grid, row))
    return None


@dataclass(frozen=True)
class _Cell:
    """A heading; where it is divided, ``text`` is the lower part and ``whole`` both."""

    column: int
    text: str
    whole: str

    @property
    def is_loose(self) -> bool:
        """Whether it only contains a word of ours; an exact heading goes before it."""
        return _MARKS.sub("", _BRACKETS.sub("", key(self.text))) not in _FIELDS


def _cells(grid: Grid, row: int) -> tuple[list[_Cell], int]:
    """The headings by column, and the last row that they fill."""
    found, bottom = [], row
    for column in range(1, grid.last_column + 1):
        text, whole, span = grid.text(row, column), grid.text(row, column), grid.span(row, column)
        if span is not None and span.height > 1:
            bottom = max(bottom, span.bottom)
        elif span is not None and span.width > 1 and grid.text(row + 1, column):
            below, bottom = grid.text(row + 1, column), max(bottom, row + 1)
            whole = f"{text}（{below}）"
            text = below if field_of(below) else whole
        if text:
            found.append(_Cell(column, text, whole))
    return found, bottom


def _said_above(grid: Grid, row: int) -> int | None:
    """单位：亿元, as it stands above the headings of some lists."""
    texts = (text for above in sorted(grid.rows) if above < row for text in grid.own(above).values())
    return next((unit for text in texts if "单位" in text and (unit := unit_of(text))), None)


def _head(cells: list[_Cell], first_row: int, said_above: int | None) -> Head:
    columns: dict[str, _Cell] = {}
    for cell in sorted(cells, key=lambda each: (each.is_loose, each.column)):
        name = field_of(cell.text)
        if name:
            columns.setdefault(name, cell)
    read = {cell.column for cell in columns.values()}
    unread = tuple(
        cell.whole
        for cell in cells
        if cell.column not in read and key(cell.text) not in NUMBERS and not key(cell.text).startswith("备注")
    )
    factor = (unit_of(columns["amount"].whole) if "amount" in columns else None) or said_above or WAN
    return Head({name: cell.column for name, cell in columns.items()}, first_row, factor, unread)
