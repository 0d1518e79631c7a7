"""The year's table of requests as plain JSON and back, summed, and as a table of an official document. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tracker.documents.official import Cell, Table, TableColumn
from tracker.requests.choices import ReplyKind
from tracker.requests.yearly.table import BALANCE_RULE, HEADINGS, KINDS, Counts, Line
from tracker.requests.yearly.table import Table as RequestTable


def as_json(table: RequestTable) -> dict[str, Any]:
    return {
        "new": _numbers(table.new),
        "carried_in": _numbers(table.carried_in),
        "carried_out": _numbers(table.carried_out),
        "results": {kind.value: _numbers(table.results[kind]) for kind in ReplyKind if table.results[kind].total},
    }


def from_json(year: int, kept: Mapping[str, Any]) -> RequestTable:
    results = {kind: _counts(kept["results"].get(kind.value, ())) for kind in ReplyKind}
    new, carried_in, carried_out = (_counts(kept[name]) for name in ("new", "carried_in", "carried_out"))
    return RequestTable(year, new, carried_in, results, carried_out)


def total(year: int, tables: Iterable[RequestTable]) -> RequestTable:
    """All tables added up, line by line."""
    found = list(tables)

    def added(lines: Iterable[Counts]) -> Counts:
        return sum(lines, start=Counts({}))

    return RequestTable(
        year,
        added(table.new for table in found),
        added(table.carried_in for table in found),
        {kind: added(table.results[kind] for table in found) for kind in ReplyKind},
        added(table.carried_out for table in found),
    )


def same(one: RequestTable, other: RequestTable) -> bool:
    """Whether every number of the two is the same."""
    return [line.counts.cells for line in one.lines()] == [line.counts.cells for line in other.lines()]


def printed(table: RequestTable) -> Table:
    """As the form has it, cells merged, on one turned page of 225 mm."""
    kinds = len(HEADINGS) - 1
    columns = [TableColumn(name, width) for name, width in (("项目", 22.0), ("办理结果", 24.0), ("情形", 102.0))]
    columns += [TableColumn(name, 11, centred=True) for name in (*HEADINGS, "总计")]
    first = Cell(f"申请和办理情况\n（{BALANCE_RULE}）", across=3, down=2)
    head: tuple[tuple[str | Cell, ...], ...] = (
        (first, Cell(HEADINGS[0], down=2), Cell("法人或其他组织", across=kinds), Cell("总计", down=2)),
        HEADINGS[1:],
    )
    rows = tuple(_row(line) for line in table.lines())
    return Table(tuple(columns), rows, head, is_dense=True)


def _row(line: Line) -> tuple[str | Cell, ...]:
    return (*_leading(line), *map(str, line.counts.cells))


def _leading(line: Line) -> Iterator[Cell]:
    """What is said on the left of a line; what was said further up reaches down to it."""
    if not line.group:
        yield Cell(line.item, across=3)
        return
    if line.item_lines:
        yield Cell(line.item, down=line.item_lines)
    if line.group_lines:
        yield Cell(line.group, down=line.group_lines) if line.detail else Cell(line.group, across=2)
    if line.detail:
        yield Cell(line.detail)


def _numbers(counts: Counts) -> list[int]:
    return list(counts.cells[:-1])


def _counts(numbers: Iterable[int]) -> Counts:
    return Counts(dict(zip(KINDS, numbers, strict=False)))
