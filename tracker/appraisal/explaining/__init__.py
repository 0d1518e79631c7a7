"""What a unit's page shows: its document, told in short, with the records that its lines rest on."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from tracker.appraisal import document, presenting
from tracker.appraisal.explaining import annex, telling
from tracker.appraisal.lists import YearList
from tracker.appraisal.presenting import Entry
from tracker.db import db
from tracker.outside.models import OutsideResult
from tracker.outside.points import points
from tracker.rectification.records import PAGES

NOTHING_TO_DO: dict[str, Any] = {
    **dict.fromkeys(("may_assess", "may_state", "may_adjust", "signs", "rehearsed"), False),
    **dict.fromkeys(("assessment", "statement", "statement_until")),
    "excuses": [],
    "excusable": {},
}


def page(found: YearList, entry: Entry) -> dict[str, Any]:
    """All that is shown to whoever may see the page; what the person may do there is added by the view."""
    whole = dict(entry.unit)
    return NOTHING_TO_DO | {
        "found": found,
        "entry": entry,
        "unit": whole,
        "facts": presenting.fact_rows(whole),
        "mendable": telling.mendable(whole),
        "watched": telling.watched(whole, found.scheme),
        "outside": _outside(whole),
        "annex": annex.of(whole),
        "out_of": points,
        "pages": PAGES,
        "most": presenting.MOST_RECORDS,
        "fingerprint": document.unit_fingerprint(entry.unit),
    }


def _outside(unit: Mapping[str, Any]) -> list[OutsideResult]:
    ids = telling.outside_ids(unit)
    if not ids:
        return []
    found = select(OutsideResult).where(OutsideResult.id.in_(ids)).order_by(OutsideResult.dated_on, OutsideResult.id)
    return list(db.session.scalars(found))
