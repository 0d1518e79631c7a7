"""A correction that would better a record's verdict waits for the office; until then the record stands as it was."""

from collections.abc import Sequence

from sqlalchemy import select

from tracker import journal
from tracker.choices import CheckState
from tracker.clock import now
from tracker.db import db
from tracker.disclosures import recording
from tracker.disclosures.entry import Entry, differences, from_json
from tracker.disclosures.models import Disclosure
from tracker.disclosures.proposals.choices import ProposalState
from tracker.disclosures.proposals.models import Proposal
from tracker.people.models import User
from tracker.refusals import Refused

REPLACED = "由新提出的更正代替"


def of(disclosure: Disclosure) -> Sequence[Proposal]:
    """All that was proposed for a record, the newest first."""
    found = select(Proposal).where(Proposal.disclosure_id == disclosure.id).order_by(Proposal.id.desc())
    return db.session.scalars(found).all()


def open_of(disclosure: Disclosure) -> Proposal | None:
    return next((each for each in of(disclosure) if each.state is ProposalState.OPEN), None)


def change(disclosure: Disclosure, by: User, entry: Entry, version: int, reason: str = "") -> Proposal | None:
    """Change a record as ``recording.change`` does, or propose the change where the office has to agree first."""
    try:
        recording.change(disclosure, by, entry, version, reason)
    except recording.NeedsAgreement as needed:
        return _propose(disclosure, by, needed, reason)
    return None


def _propose(disclosure: Disclosure, by: User, needed: recording.NeedsAgreement, reason: str) -> Proposal:
    if earlier := open_of(disclosure):
        _settle(earlier, by, ProposalState.WITHDRAWN, REPLACED)
    gain = "；".join(needed.gains)
    found = Proposal(
        disclosure_id=disclosure.id,
        changes=needed.changed,
        gain=gain,
        reason=reason,
        by_id=by.id,
        at=now(),
        state=ProposalState.OPEN,
    )
    db.session.add(found)
    if disclosure.check_state is CheckState.RETURNED:  # answered: it is the office's turn
        disclosure.check_state = CheckState.CORRECTED
    db.session.flush()
    summary = f"提出更正公开记录《{disclosure.title}》，待公开办同意：{gain}"
    details = needed.changed | {"reason": reason}
    journal.record("disclosure.propose", "disclosure", disclosure.id, summary, details=details)
    return found


def proposed(disclosure: Disclosure, proposal: Proposal) -> Entry:
    """What the record would state."""
    stated = Entry.of(disclosure).as_json() | {name: new for name, (_, new) in proposal.changes.items()}
    return from_json(stated)


def shown(disclosure: Disclosure, proposal: Proposal) -> list[tuple[str, str, str]]:
    """Name, old and new text of each field that was to change, as it stood when it was proposed."""
    stated = Entry.of(disclosure).as_json()
    old = from_json(stated | {name: before for name, (before, _) in proposal.changes.items()})
    return list(differences(old, from_json(stated | {name: new for name, (_, new) in proposal.changes.items()})))


def agree(proposal: Proposal, disclosure: Disclosure, by: User, note: str = "") -> None:
    """Let the correction count: the record gets the version that the liaison proposed.

    Raises Refused where it was settled meanwhile, or contradicts what the record says by now.
    """
    _require_open(proposal)
    entry = proposed(disclosure, proposal)
    recording.change(disclosure, proposal.by, entry, disclosure.version, proposal.reason, is_agreed=True)
    _settle(proposal, by, ProposalState.AGREED, note)


def decline(proposal: Proposal, by: User, note: str) -> None:
    """Leave the record as it is, with words for the unit."""
    _require_open(proposal)
    _settle(proposal, by, ProposalState.DECLINED, note)


def withdraw(proposal: Proposal, disclosure: Disclosure, by: User) -> None:
    """The unit takes back what it proposed."""
    recording.require_own(disclosure, by)
    _require_open(proposal)
    _settle(proposal, by, ProposalState.WITHDRAWN, "")


def _require_open(proposal: Proposal) -> None:
    if proposal.state is not ProposalState.OPEN:
        raise Refused(f"这项更正{proposal.state.label}，不能再次办理。请刷新页面查看。")


def _settle(proposal: Proposal, by: User, state: ProposalState, note: str) -> None:
    proposal.state, proposal.note, proposal.settled_by_id, proposal.settled_at = state, note, by.id, now()
    db.session.flush()
    details = {"proposal": proposal.id, "state": state.value, "note": note}
    summary = f"更正公开记录{state.label}：{proposal.gain}"
    journal.record(f"disclosure.proposal_{state.value}", "disclosure", proposal.disclosure_id, summary, details=details)
