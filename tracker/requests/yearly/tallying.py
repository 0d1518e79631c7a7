"""The year's table from the records: one unit's or the district's, and as a worksheet."""

from datetime import date

from sqlalchemy import extract, func, or_, select

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
    received, replied = extract("year", _R.received_on), extract("year", _R.replied_on)
    statement = (
        select(_R.applicant_kind, received, replied, _R.reply_kind, func.count())
        .where(own(user), _R.received_on <= date(year, 12, 31))
        .where(or_(_R.replied_on.is_(None), _R.replied_on >= date(year, 1, 1)))
        .group_by(_R.applicant_kind, received, replied, _R.reply_kind)
    )
    if unit is not None:
        statement = statement.where(_R.unit_id == unit.id)
    found = db.session.execute(statement).all()
    return count(year, (Tally(kind, int(came), went and int(went), reply, n) for kind, came, went, reply, n in found))


def sheet(table: Table, of: str) -> Sheet:
    lines: list[tuple[Value, ...]] = [
        (each.item, each.group, each.detail, *each.counts.cells) for each in table.lines()
    ]
    notes = (f"{BALANCE_RULE}。{table.balance}", f"统计截至 {today()}。格式依据{SOURCE}。")
    title = f"{of}{table.year}年收到和处理政府信息公开申请情况"
    return Sheet(f"{table.year}年", title, COLUMNS, lines, notes)
