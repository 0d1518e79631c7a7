"""The unit's report on what it put right."""

from collections.abc import Sequence

from tracker import journal
from tracker.choices import RectificationState
from tracker.clock import now
from tracker.db import db
from tracker.files.models import StoredFile
from tracker.people.models import User
from tracker.rectification.models import Rectification, RectificationEntry
from tracker.refusals import Refused


def report(
    rectification: Rectification, by: User, text: str, address: str = "", evidence: Sequence[StoredFile] = ()
) -> RectificationEntry:
    """Hand in what was done, where it can be seen, and what proves it. Raises Refused unless it is the unit's turn."""
    if rectification.state is RectificationState.REPORTED:
        raise Refused("这项整改已上报，正在等公开办复核。需要修改时，请联系公开办退回。")
    if rectification.state is RectificationState.CLOSED:
        raise Refused(f"这项整改已于 {rectification.closed_on} 销号，不能再上报。")
    moment = now()
    rectification.state = RectificationState.REPORTED
    rectification.reply, rectification.reply_address = text, address
    rectification.replied_by_id, rectification.replied_at = by.id, moment
    entry = RectificationEntry(
        rectification_id=rectification.id,
        state=RectificationState.REPORTED,
        text=text,
        address=address,
        by_id=by.id,
        at=moment,
        evidence=list(evidence),
    )
    db.session.add(entry)
    db.session.flush()
    details = {"reply": text, "address": address, "evidence": [file.name for file in evidence]}
    journal.record("rectification.report", "rectification", rectification.id, "上报整改情况", details=details)
    return entry
