"""The year's table from the records: one unit's or the district's, and as a worksheet."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from sqlalchemy import ColumnElement, extract, func, or_, select

from tracker.clock import today
from tracker.db import db
from tracker.documents.spreadsheet import Column, Kind, Sheet, Value
from tracker.people.models import Unit, User
from tracker.requests.models import InformationRequest
from tracker.requests.replies import SOURCE
from tracker.requests.scope import own
from tracker.requests.yearly.table import BALANCE_RULE, HEADINGS, Table, Tally, count

_R = InformationRequest
COLUMNS = (
    Column("项目", 22),
    Column("办理结果", 24),
    Column("情形", 34),
    Column(HEADINGS[0], 8, Kind.NUMBER),
    *(Column(f"法人或其他组织：{name}", 12, Kind.NUMBER) for name in HEADINGS[1:]),
    Column("总计", 8, Kind.NUMBER),
)


def table_of(year: int, user: User, unit: Unit | None) -> Table:
    """The table of one unit, or of all that the person may see."""
    of = () if unit is None else (_R.unit_id == unit.id,)
    return count(year, (tally for _, tally in _tallies(year, own(user), *of)))


def tables_by_unit(year: int, user: User) -> dict[int, Table]:
    """Unit -> its table, for every unit with a request that the person may see; one query."""
    found: dict[int, list[Tally]] = defaultdict(list)
    for unit_id, tally in _tallies(year, own(user)):
        found[unit_id].append(tally)
    return {unit_id: count(year, tallies) for unit_id, tallies in found.items()}


def _tallies(year: int, *conditions: ColumnElement[bool]) -> Iterator[tuple[int, Tally]]:
    received, replied = extract("year", _R.received_on), extract("year", _R.replied_on)
    statement = (
        select(_R.unit_id, _R.applicant_kind, received, replied, _R.reply_kind, func.count())
        .where(*conditions, _R.received_on <= date(year, 12, 31))
        .where(or_(_R.replied_on.is_(None), _R.replied_on >= date(year, 1, 1)))
        .group_by(_R.unit_id, _R.applicant_kind, received, replied, _R.reply_kind)
    )
    for unit_id, kind, came, went, reply, number in db.session.execute(statement):
        yield unit_id, Tally(kind, int(came), went and int(went), reply, number)


def sheet(table: Table, of: str) -> Sheet:
    lines: list[tuple[Value, ...]] = [
        (each.item, each.group, each.detail, *each.counts.cells) for each in table.lines()
    ]
    notes = (f"{BALANCE_RULE}。{table.balance}", f"统计截至 {today()}。格式依据{SOURCE}。")
    title = f"{of}{table.year}年收到和处理政府信息公开申请情况"
    return Sheet(f"{table.year}年", title, COLUMNS, lines, notes)
