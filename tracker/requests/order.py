"""Which step may follow which, and what is wrong with a step: pure rules, in words for the form."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from tracker.clock import WorkCalendar
from tracker.requests.choices import ReplyGroup, ReplyKind, RequestStep
from tracker.requests.clocks import clock
from tracker.requests.courses import Course, Step, after, follow
from tracker.requests.replies import OF_KIND

ASIDE = (RequestStep.RECEIVED, RequestStep.AMENDED, RequestStep.RETRACTED)
"""Entries of the history that move no clock."""
LONGEST_LETTER = timedelta(days=183)
S = RequestStep


def refusal(course: Course, kind: RequestStep, on: date) -> str | None:
    """Why a step of this kind cannot be taken now, with what to do instead; None when it can."""
    if kind is S.REPLY_CORRECTED:
        return None if course.end is not None else "这件申请还没有办结，不需要更正办理结果。"
    if course.end is not None:
        return f"这件申请已于 {course.end.on} 办结，不能再记录“{kind.label}”。办理结果有误的，请用“更正办理结果”。"
    if kind in (S.CORRECTED, S.LAPSED):
        return None if course.counts_from is None else "现在没有等待申请人补正。"
    if kind is S.CORRECTION_ASKED:
        return _no_correction(course)
    if kind is S.EXTENDED and course.extension is not None:
        return f"答复期限已于 {course.extension.on} 延长过，只能延长一次。"
    if kind in (S.EXTENDED, S.THIRD_PARTY_ASKED) and course.counts_from is None:
        return f"正在等待申请人补正，期限尚未起算。请先记录“收到补正”，再记录“{kind.label}”。"
    if kind is S.THIRD_PARTY_ASKED and course.asked is not None and course.asked.until >= on:
        return f"{course.asked.asked_on} 发出的征求意见函还没有答复，请先记录“收到第三方意见”。"
    if kind is S.THIRD_PARTY_ANSWERED and course.asked is None:
        return "没有尚待答复的征求意见函。"
    return None


def _no_correction(course: Course) -> str | None:
    if course.correction is not None:
        said = f"补正应一次性告知，已于 {course.correction.on} 告知过。"
        return f"{said}补正后仍不明确的，请在答复时选“{ReplyKind.STILL_UNCLEAR.label}”。"
    if course.extension is not None or course.consultations:
        return "已经延长期限或征求过第三方意见，说明申请内容明确，不能再要求补正。"
    return None


def problems(course: Course, step: Step, calendar: WorkCalendar, today: date) -> dict[str, str]:
    """Field -> what is wrong with it and what to write instead; the first problem of each field."""
    found: dict[str, str] = {}
    for name, message in _problems(course, step, calendar, today):
        found.setdefault(name, message)
    return found


def _problems(course: Course, step: Step, calendar: WorkCalendar, today: date) -> Iterator[tuple[str, str]]:
    earliest, why = _earliest(course, step.kind)
    if step.on > today:
        yield "happened_on", f"日期不能晚于今天（{today}）"
    if step.on < earliest:
        yield "happened_on", f"“{step.kind.label}”不能早于{why}（{earliest}），请核对"
    if step.kind in (S.CORRECTION_ASKED, S.EXTENDED, S.THIRD_PARTY_ASKED):
        due_on = clock(course, calendar).due_on
        if due_on is not None and step.on > due_on:
            yield "happened_on", f"答复期限已于 {due_on} 届满，此后不能再{_doing(step.kind)}，请尽快答复"
    yield from _of_its_kind(course, step)


def _earliest(course: Course, kind: RequestStep) -> tuple[date, str]:
    if kind is S.CORRECTED and course.correction is not None:
        return course.correction.on, "告知补正之日"
    if kind is S.LAPSED and course.correction is not None and course.correction.until is not None:
        return course.correction.until + timedelta(days=1), f"补正期限（{course.correction.until}）届满之后"
    if kind is S.THIRD_PARTY_ANSWERED and course.asked is not None:
        return course.asked.asked_on, "发出征求意见函之日"
    if kind in (S.REPLIED, S.REPLY_CORRECTED):
        return course.last_on, "最近一次办理的日期"
    if course.corrected_on is not None:
        return course.corrected_on, "收到补正之日"
    return course.received_on, "收到申请之日"


def _doing(kind: RequestStep) -> str:
    return {S.CORRECTION_ASKED: "要求补正", S.EXTENDED: "延长", S.THIRD_PARTY_ASKED: "因征求意见暂停计时"}[kind]


def _of_its_kind(course: Course, step: Step) -> Iterator[tuple[str, str]]:
    if step.kind is S.EXTENDED:
        most = course.rule.longest_extension
        if step.workdays is None or not 1 <= step.workdays <= most:
            yield "workdays", f"延长1至{most}个工作日（{course.rule.source()}），请更正"
    if step.kind is S.CORRECTION_ASKED and (step.until is None or step.until <= step.on):
        yield "until", f"补正期限应晚于告知之日（{step.on}）"
    if step.kind is S.THIRD_PARTY_ASKED and course.rule.third_party_workdays is None:
        if step.until is None or step.until <= step.on:
            yield "until", f"请填写征求意见函写明的答复期限，应晚于发函之日（{step.on}）"
        elif step.until > step.on + LONGEST_LETTER:
            yield "until", "答复期限距发函超过半年，请核对日期"
    if step.kind in (S.REPLIED, S.REPLY_CORRECTED):
        yield from _wrong_reply(course, step)


def _wrong_reply(course: Course, step: Step) -> Iterator[tuple[str, str]]:
    reply = step.reply
    if reply is None:
        yield "reply", "请选择办理结果"
        return
    lapsed = course.end is not None and course.end.kind is S.LAPSED
    if step.kind is S.REPLY_CORRECTED and reply is course.reply:
        yield "reply", f"现在的办理结果就是“{reply.label}”，不需要更正"
    if reply is ReplyKind.NOT_CORRECTED and not lapsed:
        yield "reply", "这一项只用于补正期限届满仍未补正的，请用“逾期未补正，不再处理”办结"
    elif course.counts_from is None and OF_KIND[reply] is not ReplyGroup.OTHER:
        yield "reply", "申请人还没有补正，只能选“其他处理”；已收到补正的，请先记录“收到补正”"
    if reply is ReplyKind.STILL_UNCLEAR and course.counts_from is not None and course.corrected_on is None:
        yield "reply", "没有要求过补正。内容不明确的，请先告知补正，收到补正后仍不明确才选这一项"


def first_problem(received_on: date, steps: Iterable[Step], calendar: WorkCalendar, today: date) -> str | None:
    """What would be wrong with steps already taken, had the request been received on another day."""
    course = follow(received_on, (), calendar)
    for step in steps:
        wrong = refusal(course, step.kind, step.on) or next(iter(problems(course, step, calendar, today).values()), "")
        if wrong:
            return f"{step.on} 的“{step.kind.label}”不再成立：{wrong}"
        course = after(course, step, calendar)
    return None
