"""A hundred thousand disclosures: the register, its filters and the matrices against the floor; a recount of all."""

import time
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from sqlalchemy import insert, update

from tests.bench.seed import seed
from tests.bench.site import against_floor, build
from tracker.calendar import arranging
from tracker.choices import CheckState, MatterKind, Phase, SecrecyResult
from tracker.clock import now
from tracker.db import db
from tracker.disclosures import coverage, wording
from tracker.disclosures.models import Disclosure, DisclosureChannel

RECORDS, SHARES, ROUNDS = 100_000, 1_000, 30
AT_ONCE = 10_000
PHASES, STATES = list(Phase), list(CheckState)
PAGES = {
    "register, 50 rows": "/disclosures",
    "register, page 500": "/disclosures?page=500",
    "filter: unit": "/disclosures?unit=7",
    "filter: area": "/disclosures?area=public_welfare",
    "filter: kind": "/disclosures?kind=general",
    "filter: phase": "/disclosures?phase=result",
    "filter: late": "/disclosures?state=late",
    "filter: open": "/disclosures?state=open",
    "filter: returned": "/disclosures?state=returned",
    "filter: channel": "/disclosures?channel=%E5%85%AC%E5%91%8A%E6%A0%8F",
    "filter: days": "/disclosures?from=2018-05-01&to=2018-05-31",
    "filter: text": "/disclosures?q=%E6%89%B9%E5%A4%8D77",
    "area by phase": "/coverage",
    "task by channel": "/coverage/channels",
    "queue of submissions": "/review",
}


def measure(folder: Path) -> None:
    app = build(folder)
    with app.app_context():
        seed(SHARES, disclosures=0)
        _fill()
    print(f"\n{RECORDS:,} disclosures under {SHARES:,} shares")
    against_floor(folder, "/disclosures", PAGES, ROUNDS)
    with app.app_context():
        _recount()


def _recount() -> None:
    """Every limit was kept a day too early, as a holiday entered late would have it; all move."""
    db.session.execute(update(Disclosure).values(due_on=date(2018, 4, 2)))
    db.session.commit()
    start = time.perf_counter()
    moved = arranging.recount(2018)
    db.session.commit()
    print(f"  recount, {moved:,} limits moved    {time.perf_counter() - start:.1f} s")


def _fill() -> None:
    for make, model in ((_record, Disclosure), (_channel, DisclosureChannel)):
        rows: Iterator[dict[str, object]] = (make(number) for number in range(1, RECORDS + 1))
        while part := list(islice(rows, AT_ONCE)):
            db.session.execute(insert(model), part)
    coverage.rebuild()
    wording.rebuild()
    db.session.commit()


def _record(number: int) -> dict[str, object]:
    share = number % SHARES
    formed = date(2018, 3, 1) + timedelta(days=number % 200)
    is_open = number % 50 == 0
    return {
        "task_id": share // 4 + 1,
        "unit_id": (share // 4 + 1 + share % 4 * 10) % 40 + 1,
        "title": f"某项目批复{number}",
        "kind": MatterKind.GENERAL if number % 3 else MatterKind.LICENCE,
        "formed_on": formed,
        "decided_on": formed,
        "published_on": None if is_open else formed + timedelta(days=20 + number % 20),
        "due_on": formed + timedelta(days=30),
        "rule": "general",
        "phase": PHASES[number % 5],
        "is_on_website": number % 7 > 0,
        "check_state": STATES[number % 400] if number % 400 < len(STATES) else STATES[0],
        "secrecy_reviewed_by": "（测试）审查员",
        "secrecy_reviewed_on": formed,
        "secrecy_result": SecrecyResult.CLEAR,
        "recorded_at": now(),
    }


def _channel(number: int) -> dict[str, object]:
    address = f"http://www.tcwy.gov.cn/{number}.html"
    return {"disclosure_id": number, "position": 0, "name": "政府网站" if number % 7 else "公告栏", "address": address}
