"""What the two units have in the rooms of inspections, papers, reports, outside results and dead links."""

import hashlib
from datetime import date
from typing import Any

from tests import factories as f
from tracker.choices import Area
from tracker.clock import now
from tracker.disclosures.proposals.models import Proposal
from tracker.files import store
from tracker.files.models import StoredFile
from tracker.links.models import LinkFinding
from tracker.outside import recording
from tracker.outside.choices import OutsideSource
from tracker.outside.recording import Result
from tracker.people.models import Unit
from tracker.progress_reports import writing
from tracker.progress_reports.choices import Section
from tracker.reminders.papers import issuing
from tracker.reminders.papers.issuing import Order
from tracker.supervision import arranging, checking, replying
from tracker.supervision.arranging import Round
from tracker.supervision.checking import Observation
from tracker.supervision.choices import CheckIndicator


def furnish_later(units: dict[str, Unit]) -> None:
    """A round of inspection over both, and the rest of each; ``units`` by the mark that its texts bear."""
    office, span = f.office(), (date(2018, 10, 1), date(2018, 12, 20))
    ids = tuple(unit.id for unit in units.values())
    told = Round("2018年第四季度督促检查", *span, tuple(Area), tuple(CheckIndicator), ids, 1, 20181220)
    inspection = arranging.open_round(told, office)
    marks = {unit.id: mark for mark, unit in units.items()}
    for item in inspection.items:
        checking.find(item, office, Observation(CheckIndicator.TIMELINESS, f"{marks[item.unit_id]}逾期公开", 2))
    replying.send(inspection, date(2018, 12, 25))
    for mark, unit in units.items():
        own(unit, mark)


def own(unit: Unit, mark: str) -> None:
    office, liaison = f.office(), f.liaison(unit.code)
    share = f.assignment(f.task(item=f"{mark}逾期事项"), unit)
    late = f.disclosure(share, title=f"{mark}逾期", published_on=None, due_on=date(2018, 12, 14))
    issuing.begin(unit, [f"disclosure-{late.id}"], office, Order("王某", f"{mark}请督促"))
    kept = f.disclosure(share, title=f"{mark}更正")
    changes = {"published_on": ["2018-10-24", "2018-10-23"]}
    f.add(
        Proposal(disclosure_id=kept.id, changes=changes, gain="提前", reason=f"{mark}抄错", by_id=liaison.id, at=now())
    )
    dead: dict[str, Any] = {"address": "http://www.tcwy.gov.cn/1.html", "why": f"{mark}打不开", "found_at": now()}
    f.add(LinkFinding(disclosure_id=kept.id, **dead))
    city = Result(2018, OutsideSource.CITY, f"{mark}考核", "市政府办公室", date(2018, 12, 18), 9250, 10_000, "优秀")
    recording.record(unit, office, city, paper(mark))
    report = writing.draft(unit, 2018, liaison)
    writing.edit(report, liaison, {Section.PROBLEMS: f"{mark}人手不足"})


def paper(mark: str) -> StoredFile:
    content = b"%PDF-1.4\n" + mark.encode() + b"\n%%EOF\n"
    told = {"name": f"{mark}.pdf", "media_type": "application/pdf", "uploaded_at": now()}
    kept: StoredFile = f.add(StoredFile(sha256=hashlib.sha256(content).hexdigest(), size=len(content), **told))
    store.path_of(kept.sha256).parent.mkdir(parents=True, exist_ok=True)
    store.path_of(kept.sha256).write_bytes(content)
    return kept
