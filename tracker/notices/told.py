"""What pages of other rooms show of a confirmed year: its notices, the final result, the moment of its facts."""

from typing import Any

from flask import Flask
from sqlalchemy import select

from tracker.appraisal.models import Appraisal
from tracker.choices import NoticeKind
from tracker.db import db
from tracker.notices import issues
from tracker.notices.annual import gathering
from tracker.notices.annual.result import Orders, of_unit
from tracker.notices.models import Notice


def withdrawn(appraisal: Appraisal | None, kind: str) -> Notice | None:
    """The newest notice of a kind, where it was withdrawn and none follows it."""
    if appraisal is None or appraisal.issued_on(NoticeKind(kind)) is not None:
        return None
    return next((each for each in issues.every(appraisal, NoticeKind(kind)) if each.withdrawal), None)


def final_results(appraisal: Appraisal | None) -> dict[str, dict[str, Any]]:
    """Unit's code -> its line of the annual result as it stands today; nothing before the list is confirmed."""
    if appraisal is None:
        return {}
    orders = gathering.orders(appraisal)
    lines = (
        of_unit(each.document, each.decision.value, None, orders.get(each.unit_id, Orders()), appraisal.scheme)
        for each in appraisal.verdicts
    )
    return {line["code"]: line for line in lines}


def frozen(year: int) -> Appraisal | None:
    """The confirmed list of a year, from whose facts reports and chapter take their numbers."""
    return db.session.scalar(select(Appraisal).where(Appraisal.year == year))


def install(app: Flask) -> None:
    """Offer them to the templates: rooms downstairs cannot ask for what stands up here."""
    offered = {"withdrawn_notice": withdrawn, "final_results": final_results, "frozen_year": frozen}
    app.context_processor(lambda: offered)
