"""The unit signs for a paper (签收) and says what it has done about it."""

from tracker import journal
from tracker.clock import now
from tracker.db import db
from tracker.people.models import User
from tracker.refusals import Refused
from tracker.reminders.models import Paper


def receive(paper: Paper, by: User) -> None:
    """Raises Refused when it was signed for already."""
    if paper.received_at is not None:
        raise Refused(f"{paper.number}已经签收，不必重复签收。")
    paper.received_by_id, paper.received_at = by.id, now()
    db.session.flush()
    journal.record("paper.receive", "paper", paper.id, f"签收{paper.number}")


def answer(paper: Paper, by: User, text: str) -> None:
    """Raises Refused before it is signed for, and when it was answered already. A late answer stays late."""
    if paper.received_at is None:
        raise Refused(f"请先签收{paper.number}，再反馈办理情况。")
    if paper.answered_at is not None:
        raise Refused(f"{paper.number}已经反馈，不能修改。有新情况请在有关记录中办理。")
    paper.answer, paper.answered_by_id, paper.answered_at = text, by.id, now()
    db.session.flush()
    journal.record("paper.answer", "paper", paper.id, f"反馈{paper.number}", details={"answer": text})
