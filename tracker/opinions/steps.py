"""One thing done about a case, and whether it may follow what is on record already. Pure."""

from dataclasses import dataclass
from datetime import datetime

from tracker.opinions.choices import ClosingResult, OpinionStage, ResponseKind
from tracker.opinions.clocks import clock

BEFORE_DISCOVERY = (OpinionStage.ANTICIPATION, OpinionStage.COORDINATION)
ONLINE = ("网", "微博", "微信", "客户端", "公众号")
FIGURE_LIMIT = 2_000_000_000


@dataclass(frozen=True)
class Step:
    """What was done, when; the rest belongs to one stage each: figures to tracking, channel and address to answers."""

    stage: OpinionStage
    text: str
    happened_at: datetime
    response_kind: ResponseKind | None = None
    channel: str = ""
    address: str = ""
    plan: str = ""
    prepared_answer: str = ""
    reads: int | None = None
    posts: int | None = None
    department: str = ""
    result: ClosingResult | None = None


@dataclass(frozen=True)
class Standing:
    """What of a case a new step must fit: when it was found (None: only anticipated), answered, and what is owed."""

    found_at: datetime | None
    answered_at: datetime | None
    owes_answer: bool = True
    owes_conference: bool = False
    is_taken_over: bool = False


def problems(step: Step, case: Standing, moment: datetime, *, by_office: bool) -> dict[str, str]:
    """Field -> what is wrong with it: answers follow the discovery, closing follows an answer (plan 三（五）)."""
    if step.stage is OpinionStage.CLOSING:
        wrong = _closing(step, case, by_office=by_office)
        if wrong:
            return wrong
    if step.happened_at > moment:
        return {"happened_at": "时间不能晚于现在"}
    if case.found_at is None:
        if step.stage in (OpinionStage.RESPONSE, OpinionStage.TRACKING):
            return {"stage": f"这件舆情只作了预判，还没有发现。请先登记发现时间，再记录{step.stage.label}。"}
    elif step.happened_at < case.found_at and step.stage not in BEFORE_DISCOVERY:
        return {"happened_at": f"{step.stage.label}不能早于发现时间（{clock(case.found_at)}），请核对"}
    if step.stage is OpinionStage.CLOSING and case.answered_at and step.happened_at < case.answered_at:
        return {"happened_at": f"办结不能早于首次回应（{clock(case.answered_at)}），请核对"}
    if step.stage is OpinionStage.RESPONSE and step.response_kind is None:
        return {"response_kind": "请选择回应方式"}
    return {}


def lacking(step: Step) -> dict[str, str]:
    """Field -> what an answer must say and does not: how it was given, where, and its address on the web (三（五）)."""
    if step.stage is not OpinionStage.RESPONSE:
        return {}
    found = {}
    if step.response_kind is None:
        found["response_kind"] = "请选择回应方式"
    if not step.channel:
        found["channel"] = "请填写回应渠道，如 政府网站、新闻发布会、电话答复"
    elif not step.address and any(word in step.channel for word in ONLINE):
        found["address"] = "在网上作出的回应，请填写网址"
    return found


def _closing(step: Step, case: Standing, *, by_office: bool) -> dict[str, str]:
    result = step.result
    if case.is_taken_over and not by_office:
        return {"stage": "这件舆情已由区公开办接办，由区公开办办结"}
    if case.found_at is None:
        only = ClosingResult.DID_NOT_ARISE
        return {} if result is only else {"result": f"这件舆情只作了预判，只能以“{only.label}”办结"}
    is_unanswered = case.answered_at is None
    if is_unanswered and case.owes_answer and (result is None or not result.needs_no_answer):
        return {"stage": "还没有回应，不能办结。请先记录“回应”。"}
    if result is None:
        return {"result": "请选择办理结果"}
    if result is ClosingResult.DID_NOT_ARISE:
        return {"result": f"这件舆情已于 {clock(case.found_at)} 发现，请选择其他结果"}
    if is_unanswered and result.needs_no_answer:
        return {} if by_office else {"result": f"“{result.label}”不需要回应，由区公开办核实后办结"}
    if case.owes_conference and not by_office:
        return {"stage": "应举行新闻发布会，还没有记录。请先记录，确实没有举行的由区公开办核实后办结。"}
    return {}
