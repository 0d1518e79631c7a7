"""A dead page that stands against a record no more: what the office had not judged is let go, the rest mended."""

from tracker import journal
from tracker.clock import now
from tracker.db import db
from tracker.disclosures.checks import checking
from tracker.links.choices import FindingState
from tracker.links.models import LinkFinding


def settle(finding: LinkFinding, why: str) -> None:
    """Dismiss it or count it mended; the record that went back for it alone returns to the office."""
    if finding.waits_for_unit:
        finding.state, finding.answer, finding.mended_at = FindingState.MENDED, why, now()
        checking.answer(finding.disclosure, finding.check_id, why)
        summary = f"《{finding.disclosure.title}》打不开的网址已更正或恢复"
    else:
        finding.state, finding.note, finding.at = FindingState.DISMISSED, why, now()
        summary = f"《{finding.disclosure.title}》打不开的网址由系统排除"
    db.session.flush()
    details = {"disclosure": finding.disclosure_id, "address": finding.address, "why": why}
    journal.record("link.settle", "link_finding", finding.id, summary, details=details)
