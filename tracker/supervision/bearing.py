"""What the tracker itself knows of the drawn tasks, for whoever looks at them: records and shares as they stand."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import case, func, select

from tracker.clock import today
from tracker.db import db
from tracker.disclosures.models import Disclosure
from tracker.disclosures.scope import HAS_ADDRESS
from tracker.supervision.models import Inspection, InspectionItem

Key = tuple[int, int]


@dataclass(frozen=True)
class Bearing:
    """The records of one unit under one task that arose in the period."""

    records: int = 0
    late: int = 0
    open: int = 0
    off_website: int = 0
    without_address: int = 0

    @property
    def sentence(self) -> str:
        parts = [f"检查时段内登记公开记录{self.records}条"]
        for number, text in (
            (self.late, "逾期{}条"),
            (self.open, "尚未公开{}条"),
            (self.off_website, "未在政府网站公开{}条"),
            (self.without_address, "没有网址{}条"),
        ):
            if number:
                parts.append(text.format(number))
        return "，".join(parts) + "。"


def bearings(inspection: Inspection) -> Mapping[Key, Bearing]:
    """(unit, task) -> what is on record; one query whatever the number of tasks."""
    of, day = Disclosure, today()
    is_public = of.published_on.is_not(None)
    owed = of.mode == "proactive"
    arose = func.coalesce(of.formed_on, of.decided_on)
    statement = (
        select(
            of.unit_id,
            of.task_id,
            func.count(),
            func.count(case((owed & (func.coalesce(of.published_on, day) > of.due_on), 1))),
            func.count(case((owed & ~is_public, 1))),
            func.count(case((owed & is_public & ~of.is_on_website, 1))),
            func.count(case((owed & is_public & ~HAS_ADDRESS, 1))),
        )
        .where(arose.between(inspection.period_from, inspection.period_to))
        .where(of.task_id.in_(select(InspectionItem.task_id).where(InspectionItem.inspection_id == inspection.id)))
        .group_by(of.unit_id, of.task_id)
    )
    return {(row[0], row[1]): Bearing(*row[2:]) for row in db.session.execute(statement)}
