"""A paper that needs no interpretation: the unit says why, the office agrees or not; until then the clock runs."""

from tracker import journal
from tracker.choices import Role
from tracker.clock import now
from tracker.db import db
from tracker.interpretations.choices import WaiverState
from tracker.interpretations.models import InterpretationWaiver, PolicyDocument
from tracker.interpretations.recording import require_drafter
from tracker.people.models import User
from tracker.refusals import Refused


def ask(document: PolicyDocument, by: User, reason: str) -> None:
    """Ask the office to agree that the paper needs no interpretation.

    Raises Refused for anyone but the drafting unit's liaison, when one is recorded, and when it was asked before and
    not answered, or agreed to.
    """
    require_drafter(by, document)
    if document.standing:
        raise Refused("这件文件已经有解读，不需要申请不作解读。")
    if document.waiver in (WaiverState.ASKED, WaiverState.ACCEPTED):
        raise Refused(f"已经申请过，现为“{document.waiver.label}”。")
    _add(document, by, WaiverState.ASKED, reason)


def decide(document: PolicyDocument, by: User, reason: str, *, agrees: bool) -> None:
    """The office agrees or not. Raises Refused for anyone else, and when nothing waits for it."""
    if by.role is not Role.OFFICE:
        raise Refused("是否同意不作解读，由区公开办核定。")
    if document.waiver is not WaiverState.ASKED:
        raise Refused("没有待核定的申请，可能刚刚已经核定，请刷新页面。")
    _add(document, by, WaiverState.ACCEPTED if agrees else WaiverState.DECLINED, reason)


def _add(document: PolicyDocument, by: User, state: WaiverState, reason: str) -> None:
    document.waiver = state
    db.session.add(
        InterpretationWaiver(policy_document_id=document.id, state=state, reason=reason, by_id=by.id, at=now())
    )
    db.session.flush()
    word = "申请不作解读" if state is WaiverState.ASKED else state.label
    summary = f"政策文件《{document.title}》{word}：{reason}"
    journal.record("interpretation.waiver", "policy_document", document.id, summary, details={"state": state})
