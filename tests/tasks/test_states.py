"""Which act may follow which state: each act from each state, and the words of the refusals."""

import pytest

from tracker.choices import AssignmentState, ProgressKind
from tracker.clock import wall_now
from tracker.tasks.models import Assignment, Task

MAY = {
    AssignmentState.PENDING: {"acknowledged"},
    AssignmentState.IN_PROGRESS: {"updated", "submitted", "nothing_arose"},
    AssignmentState.SUBMITTED: {"accepted", "returned"},
    AssignmentState.RETURNED: {"updated", "submitted", "nothing_arose"},
    AssignmentState.ACCEPTED: {"returned"},
}


def share(state: AssignmentState, unit_id: int | None = 1, **task: object) -> Assignment:
    return Assignment(task=Task(item="甲", **task), unit_id=unit_id, state=state)


@pytest.mark.parametrize("state", AssignmentState)
@pytest.mark.parametrize("act", ProgressKind)
def test_each_act_from_each_state(act: ProgressKind, state: AssignmentState) -> None:
    found = share(state)
    assert found.allows(act) == (act.value in MAY[state])
    assert found.allows(act.value) == found.allows(act)
    refusal = found.refusal(act)
    assert refusal is None or refusal.endswith("。")


@pytest.mark.parametrize("state", AssignmentState)
@pytest.mark.parametrize("act", ProgressKind)
def test_nothing_is_done_about_a_withdrawn_task(act: ProgressKind, state: AssignmentState) -> None:
    assert "已撤销" in (share(state, withdrawn_at=wall_now()).refusal(act) or "")


def test_a_row_without_a_unit_can_only_be_assigned() -> None:
    waiting = share(AssignmentState.PENDING, unit_id=None)
    assert [act for act in ProgressKind if waiting.allows(act)] == [ProgressKind.REASSIGNED]


@pytest.mark.parametrize(
    ("act", "state", "words"),
    [
        ("updated", "pending", "请先签收"),
        ("submitted", "submitted", "等公开办审核"),
        ("updated", "accepted", "请联系公开办退回"),
        ("accepted", "accepted", "不必重复审核"),
        ("accepted", "in_progress", "还没有上报"),
        ("returned", "pending", "没有可以退回"),
        ("acknowledged", "in_progress", "不必重复签收"),
    ],
)
def test_a_refusal_says_what_to_do(act: str, state: str, words: str) -> None:
    assert words in (share(AssignmentState[state.upper()]).refusal(act) or "")
