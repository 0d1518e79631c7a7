"""A unit's own estimate of its year (自评): points by indicator, until the list is confirmed."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tracker import journal
from tracker.appraisal import lists
from tracker.appraisal.models import SelfAssessment
from tracker.appraisal.scheme import FULL
from tracker.clock import now
from tracker.db import db
from tracker.people.models import Unit, User
from tracker.refusals import Refused


def of(year: int, unit: Unit) -> SelfAssessment | None:
    return db.session.scalar(
        select(SelfAssessment).where(SelfAssessment.year == year, SelfAssessment.unit_id == unit.id)
    )


def totals(year: int) -> dict[str, float]:
    """Unit's code -> the points that it gives itself."""
    statement = select(Unit.code, SelfAssessment.total).join(Unit, Unit.id == SelfAssessment.unit_id)
    return dict(db.session.execute(statement.where(SelfAssessment.year == year)).all())


def applicable(year: int, unit: Unit) -> set[str]:
    """The indicators that count for the unit by its records so far."""
    document = lists.of(year).unit(unit.code)
    return (
        {line["key"] for line in document["lines"] if line["of"] and line["points"] is not None} if document else set()
    )


def assess(year: int, unit: Unit, points: Mapping[str, float], text: str, by: User) -> SelfAssessment:
    """``points`` are those of the indicators that apply to the unit; the total is reckoned over their weights.

    Raises Refused once the year's list is confirmed, or when nothing is estimated.
    """
    weights = {each.key: each.weight for each in lists.scheme_of(year).indicators if each.key in points}
    if not weights:
        raise Refused("请至少填写一项的自评得分，没有对应任务的才留空。")
    if lists.confirmed(year) is not None:
        raise Refused(f"{year}年度名单已经确认，自评不能再改。对结果有异议的，请在期限内申述。")
    found = of(year, unit) or SelfAssessment(year=year, unit_id=unit.id)
    before = dict(found.points or {})
    found.points, found.text = dict(points), text
    found.total = round(sum(points.values()) * FULL / sum(weights.values()), 2)
    found.by_id, found.at = by.id, now()
    try:
        with db.session.begin_nested():
            db.session.add(found)
    except IntegrityError:
        raise Refused("刚刚有人也保存了本单位的自评，请刷新页面查看。") from None
    details = {"before": before, "points": found.points, "text": text}
    summary = f"{unit.short_name}{year}年度自评{found.total:g}分"
    journal.record("self_assessment.save", "self_assessment", found.id, summary, details=details)
    return found
