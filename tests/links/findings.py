"""Records with an address, what visits found of it, and findings as they come about."""

from datetime import date, datetime, time
from typing import Any

from flask import current_app
from sqlalchemy import select

from tests import factories
from tracker.clock import SHANGHAI
from tracker.db import db
from tracker.disclosures.models import Disclosure
from tracker.links import deciding, noting
from tracker.links.choices import FindingState, LinkState
from tracker.links.models import LinkFinding
from tracker.links.noting import Noted
from tracker.links.outcomes import Visit
from tracker.tasks.models import Assignment

ADDRESS = "http://www.tcwy.gov.cn/1.html"
GONE, ALIVE = Visit(LinkState.GONE, 404), Visit(LinkState.ALIVE, 200)
SILENT = Visit(LinkState.NO_ANSWER, None, "", "域名没有解析成功")
MOVED = Visit(LinkState.REDIRECTED, 302, "http://new.cn/", "不在允许访问的网站之列")


def record(
    code: str = "fgj", address: str = ADDRESS, channel: str = "政府网站", share: Assignment | None = None, **fields: Any
) -> Disclosure:
    of = share or factories.assignment(unit_=factories.unit(code))
    return factories.disclosure(of, channels=factories.channels((channel, address)), **fields)


def on(day: int, visit: Visit, address: str = ADDRESS) -> Noted:
    """What a visit on that day of December 2018 found, noted."""
    before = current_app.config["TODAY"]
    current_app.config.update(TODAY=date(2018, 12, day), TIME=time(10))
    noted = noting.note(address, visit)
    current_app.config.update(TODAY=before, TIME=None)
    return noted


def found(address: str = ADDRESS) -> LinkFinding:
    """The finding that two visits to a page that is gone bring about."""
    on(10, GONE, address)
    assert on(11, GONE, address).found == 1
    return last(address)


def confirmed(address: str = ADDRESS, day: int = 12) -> LinkFinding:
    finding = found(address)
    deciding.confirm(finding, factories.office())
    finding.at = datetime(2018, 12, day, 9, tzinfo=SHANGHAI)
    db.session.flush()
    return finding


def last(address: str = ADDRESS) -> LinkFinding:
    statement = select(LinkFinding).where(LinkFinding.address == address).order_by(LinkFinding.id.desc())
    finding: LinkFinding = db.session.scalars(statement).first()
    return finding


def states() -> list[FindingState]:
    return list(db.session.scalars(select(LinkFinding.state).order_by(LinkFinding.id)))
