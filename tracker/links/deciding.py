"""The office decides on a dead page, and the unit answers for one that was confirmed."""

from tracker import journal
from tracker.choices import CheckState, ReturnReason, Role
from tracker.clock import now
from tracker.db import db
from tracker.disclosures.checks import checking
from tracker.links import noting, settling
from tracker.links.choices import FindingState
from tracker.links.models import LinkFinding
from tracker.people.models import User
from tracker.refusals import Refused


def confirm(finding: LinkFinding, by: User) -> None:
    """Give the record back to its unit, with the address in the note; one that is back already only learns of it.

    Raises Refused for a finding that is decided and for an address that was corrected meanwhile.
    """
    _require_open(finding)
    record = finding.disclosure
    if not noting.states(record, finding.address):
        raise Refused("单位已经更正或撤下这个网址，不必再退回。下次核查网址时，这条发现会自动排除。")
    if record.check_state is not CheckState.RETURNED:
        finding.check_id = checking.return_(record, by, ReturnReason.NOT_PUBLISHED, finding.request).id
    _decide(finding, by, FindingState.CONFIRMED, "")
    _enter(finding, "confirm", f"确认《{record.title}》登记的政府网站网址打不开，请单位更正")


def dismiss(finding: LinkFinding, by: User, note: str) -> None:
    """Let it rest with a reason, until the page was there again and is gone once more. Raises Refused as above."""
    _require_open(finding)
    if not note.strip():
        raise Refused("请写明为什么不必退回，例如网页已按规定撤下。")
    _decide(finding, by, FindingState.DISMISSED, note)
    _enter(finding, "dismiss", f"排除《{finding.disclosure.title}》登记的网址打不开")


def answer(finding: LinkFinding, by: User, words: str) -> None:
    """The unit says that the page is back under the same address; from here on failures are counted anew.

    An address that changed is corrected on the record instead (``recording.change``), which settles the finding too.
    Raises Refused for anyone but the unit's liaison, and for a finding that does not wait for the unit.
    """
    if by.role is not Role.LIAISON or by.unit_id != finding.disclosure.unit_id:
        raise Refused("网页已恢复由责任单位联络员说明，其他人员只能查看。")
    if not finding.waits_for_unit:
        raise Refused(f"这个网址现在是“{finding.state.label}”，不需要说明。")
    if not words.strip():
        raise Refused("请写明网页何时、怎样恢复的。")
    settling.settle(finding, f"单位说明：{words.strip()}")


def _require_open(finding: LinkFinding) -> None:
    if not finding.is_open:
        who = finding.by.name if finding.by else "系统"
        raise Refused(f"这条发现已由{who}处理（{finding.state.label}），不必重复办理。")


def _decide(finding: LinkFinding, by: User, state: FindingState, note: str) -> None:
    finding.state, finding.note, finding.by, finding.at = state, note, by, now()
    db.session.flush()


def _enter(finding: LinkFinding, act: str, summary: str) -> None:
    details = {"disclosure": finding.disclosure_id, "address": finding.address, "note": finding.note}
    journal.record(f"link.{act}", "link_finding", finding.id, summary, details=details)
