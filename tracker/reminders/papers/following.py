"""When a paper may be followed by the next: its time is over, and something of it is still owed. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from tracker.reminders.choices import PaperStep


@dataclass(frozen=True)
class Standing:
    """How one paper stands: ``answered_on`` is None while it is not answered, ``followed_by`` is the number of the
    paper that came after it."""

    step: PaperStep
    answer_by: date
    answered_on: date | None = None
    followed_by: str = ""

    @property
    def is_late(self) -> bool:
        return self.answered_on is not None and self.answered_on > self.answer_by


def refusal(paper: Standing, still_owed: Collection[object], on: date) -> str | None:
    """Why no next paper may be issued; None when it may. An answer alone ends nothing: the matters must be done."""
    if paper.followed_by:
        return f"已经以{paper.followed_by}继续办理，不能再发。"
    if paper.step.next is None:
        return "督办是最后一步。仍未办理的，在年度考核中处理。"
    if not still_owed:
        return "其中的事项都已办结、尚未到期或转由其他单位办理，不需要再发。"
    if on <= paper.answer_by:
        over = "期满仍未办结" if paper.answered_on else "到期未反馈"
        return f"反馈期限 {paper.answer_by}（含当日）还没有过，{over}才能{paper.step.next.label}。"
    return None


def word(paper: Standing, is_received: bool, on: date) -> tuple[str, str, str]:
    """Tone, mark and word: how the paper stands with the unit."""
    if paper.answered_on is not None:
        taken_on = f"，仍未办结，已升级为{paper.followed_by}" if paper.followed_by else ""
        if paper.is_late:
            return "late", "●", f"逾期反馈{taken_on}"
        return ("late", "●", f"已反馈{taken_on}") if taken_on else ("done", "✓", "已反馈")
    if paper.followed_by:
        return "late", "●", f"逾期未反馈，已升级为{paper.followed_by}"
    if on > paper.answer_by:
        return "late", "●", "逾期未反馈"
    return ("open", "○", "已签收，待反馈") if is_received else ("soon", "▲", "待签收")
