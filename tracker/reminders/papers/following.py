"""When a paper may be followed by the next: it went unanswered for its time, and something is still owed. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from tracker.reminders.choices import PaperStep


@dataclass(frozen=True)
class Standing:
    """How one paper stands: ``followed_by`` is the number of the paper that came after it."""

    step: PaperStep
    answer_by: date
    is_answered: bool
    followed_by: str = ""


def refusal(paper: Standing, still_owed: Collection[object], on: date) -> str | None:
    """Why no next paper may be issued; None when it may."""
    if paper.followed_by:
        return f"已经以{paper.followed_by}继续办理，不能再发。"
    if paper.step.next is None:
        return "督办是最后一步。仍未办理的，在年度考核中处理。"
    if paper.is_answered:
        return "单位已经反馈，不能升级。反馈后仍未办结的，重新发提醒。"
    if on <= paper.answer_by:
        return f"反馈期限 {paper.answer_by}（含当日）还没有过，到期未反馈才能{paper.step.next.label}。"
    return None if still_owed else "其中的事项都已办结或转由其他单位办理，不需要再发。"


def word(paper: Standing, is_received: bool, on: date) -> tuple[str, str, str]:
    """Tone, mark and word: how the paper stands with the unit."""
    if paper.is_answered:
        return "done", "✓", "已反馈"
    if paper.followed_by:
        return "late", "●", f"逾期未反馈，已升级为{paper.followed_by}"
    if on > paper.answer_by:
        return "late", "●", "逾期未反馈"
    return ("open", "○", "已签收，待反馈") if is_received else ("soon", "▲", "待签收")
