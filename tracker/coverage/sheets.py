"""The matrices and their gaps as workbooks."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tracker.choices import Area, Phase, ProjectKind
from tracker.coverage.matrix import Cell, Duty
from tracker.coverage.projects import WORDS, Link
from tracker.documents.spreadsheet import Column, Kind, Sheet
from tracker.projects import chain


def phases(
    cells: Mapping[tuple[Area, Phase | None], Cell], columns: Sequence[tuple[Phase | None, str]], whose: str
) -> Sheet:
    headings = (Column("重点领域", 20), *(Column(name, 14) for _, name in columns))
    lines = ((area.label, *(_text(cells.get((area, phase))) for phase, _ in columns)) for area in Area)
    return Sheet("五公开", f"{whose}五公开覆盖情况", headings, lines, (EXPLAINED,))


def channels(rows: Iterable[tuple[Duty, Mapping[str, Cell]]], names: Sequence[str], whose: str) -> Sheet:
    headings = (
        Column("重点领域", 16),
        Column("类别", 18),
        Column("公开事项", 34),
        *(Column(name, 12) for name in names),
    )
    lines = (
        (duty.area.label, duty.category, duty.item, *(_text(cells.get(name)) for name in names)) for duty, cells in rows
    )
    return Sheet("公开渠道", f"{whose}公开渠道覆盖情况", headings, lines, (EXPLAINED,))


def gaps(found: Iterable[tuple[Duty, int]], units: Mapping[int, tuple[str, str]], what: str) -> Sheet:
    columns = (
        *(Column("序号", 6, Kind.NUMBER), Column("重点领域", 16), Column("类别", 18), Column("公开事项", 34)),
        Column("责任单位", 16),
    )
    lines = (
        (number, duty.area.label, duty.category, duty.item, units[unit][1])
        for number, (duty, unit) in enumerate(found, 1)
    )
    return Sheet("缺口", what, columns, lines)


def projects(kind: ProjectKind, rows: Sequence[tuple[Any, Sequence[Link]]]) -> Sheet:
    items = chain.ALL[kind]
    headings = (Column("名称", 40), Column("现阶段", 12), *(Column(item.label, 14) for item in items))
    lines = ((row.name, row.stage.label, *(_state(link) for link in links)) for row, links in rows)
    return Sheet(kind.label, f"{kind.label}应公开信息覆盖情况", headings, lines)


def _state(link: Link) -> str:
    word = WORDS[link.state][2]
    return f"{word}（{len(link.records)}条）" if link.records else word


def _text(cell: Cell | None) -> str:
    return f"{cell.covered}／{cell.total}" if cell and cell.total else "–"


EXPLAINED = "每格为已公开的责任单位数／应公开的责任单位数；审核确认本年未产生的不计。"
