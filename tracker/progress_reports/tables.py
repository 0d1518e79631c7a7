"""The year's table of requests as plain JSON and back, summed, and as a table of an official document. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from tracker.documents.official import Table, TableColumn
from tracker.requests.choices import ReplyKind
from tracker.requests.yearly.table import HEADINGS, KINDS, Counts
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
    """For a turned page of 225 mm."""
    texts = [("项目", 38.0), ("办理结果", 40.0), ("情形", 55.0)]
    columns = [TableColumn(name, width) for name, width in texts]
    columns += [TableColumn(name, 13, centred=True) for name in (*HEADINGS, "总计")]
    rows = tuple(
        (line.item, line.group, line.detail, *(str(number) for number in line.counts.cells)) for line in table.lines()
    )
    return Table(tuple(columns), rows)


def _numbers(counts: Counts) -> list[int]:
    return list(counts.cells[:-1])


def _counts(numbers: Iterable[int]) -> Counts:
    return Counts(dict(zip(KINDS, numbers, strict=False)))
