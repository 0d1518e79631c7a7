"""What of a case follows from its facts and entries: its clocks, and the columns that keep them."""

from collections.abc import Sequence

from sqlalchemy import select

from tracker.db import db
from tracker.opinions import rulebook
from tracker.opinions.choices import OpinionStage
from tracker.opinions.clocks import Answer, Clock, clocks, kept
from tracker.opinions.models import OpinionCase, OpinionEntry
from tracker.opinions.rules import Rule


def answers_of(case: OpinionCase) -> list[Answer]:
    """The answers given, in the order in which they were recorded."""
    given = (
        select(OpinionEntry.response_kind, OpinionEntry.happened_at)
        .where(OpinionEntry.case_id == case.id, OpinionEntry.stage == OpinionStage.RESPONSE)
        .order_by(OpinionEntry.id)
    )
    return [Answer(row.response_kind, row.happened_at) for row in db.session.execute(given)]


def clocks_of(case: OpinionCase, answers: Sequence[Answer], rules: Sequence[Rule] | None = None) -> list[Clock]:
    """The clocks that run or ran; none while the case is only anticipated, nor where nothing had to be answered.

    A press conference that was not asked for when the case was closed is not asked for afterwards either.
    """
    if case.found_at is None or is_waived(case):
        return []
    found = clocks(case.severity, case.found_at, answers, rulebook.in_force() if rules is None else rules)
    return found if case.closed_at is None or case.conference_due_at is not None else found[:1]


def is_waived(case: OpinionCase) -> bool:
    return case.result is not None and case.result.needs_no_answer and case.answered_at is None


def settle(case: OpinionCase, rules: Sequence[Rule] | None = None) -> None:
    """Bring the kept limits and moments up to date; ``rules`` are those in force, where they were read already."""
    values = kept(clocks_of(case, answers_of(case), rules))
    for name, value in vars(values).items():
        setattr(case, name, value)
