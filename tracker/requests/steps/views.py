"""The steps about one request: each a form in place, or a page of its own without scripts."""

from dataclasses import dataclass
from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from tracker import web
from tracker.choices import Role
from tracker.clock import today
from tracker.db import db
from tracker.people import access
from tracker.refusals import Refused
from tracker.requests import handling
from tracker.requests.blueprint import bp
from tracker.requests.choices import RequestStep
from tracker.requests.models import InformationRequest
from tracker.requests.rules import rule_for
from tracker.requests.scope import visible
from tracker.requests.steps import forms

PAGE = ("requests/step.html", "requests/_step.html")


@dataclass(frozen=True)
class Act:
    """One step as people find it: its form, the button that takes it, and how it looks on the request's page."""

    kind: RequestStep
    form: type[forms.StepForm]
    explanation: str

    @property
    def title(self) -> str:
        return self.kind.label


S = RequestStep
ACTS = {
    "correction": Act(
        S.CORRECTION_ASKED,
        forms.CorrectionForm,
        "申请内容不明确的，一次性告知申请人需要补正什么、什么时候以前补正。等待期间不计时，收到补正后重新计算答复期限。",
    ),
    "completion": Act(S.CORRECTED, forms.CompletionForm, "申请人已按要求补正，答复期限从收到之日重新计算。"),
    "lapse": Act(
        S.LAPSED,
        forms.LapseForm,
        "申请人无正当理由逾期不补正的，视为放弃申请，不再处理，在年度报告表三中计入“其他处理”第1项。",
    ),
    "extension": Act(S.EXTENDED, forms.ExtensionForm, "期限内答复不了的，经负责人同意可以延长一次，并告知申请人。"),
    "consultation": Act(
        S.THIRD_PARTY_ASKED,
        forms.ConsultationForm,
        "公开会损害第三方合法权益的，应当书面征求第三方意见。征求意见所需时间不计算在答复期限内。",
    ),
    "opinion": Act(S.THIRD_PARTY_ANSWERED, forms.OpinionForm, "第三方已经答复，答复期限恢复计时。"),
    "reply": Act(S.REPLIED, forms.ReplyForm, "答复之后计时停止。办理结果用于年度报告，请按实际选择。"),
    "reply-correction": Act(
        S.REPLY_CORRECTED, forms.ReplyCorrectionForm, "办理结果选错的，在这里更正。答复日期不变，年度报告表三随之改变。"
    ),
    "retraction": Act(S.RETRACTED, forms.RetractionForm, "上一步记错的（例如日期），先作废，再重新记录。"),
}
NAMES = "any(correction, completion, lapse, extension, consultation, opinion, reply, 'reply-correction', retraction)"
OFFERED = ("completion", "opinion", "reply", "lapse", "correction", "extension", "consultation", "reply-correction")
"""The order in which a request's page offers them, the likeliest first; taking back stands apart."""


@bp.route(f"/requests/<int:request_id>/<{NAMES}:name>", methods=["GET", "POST"], endpoint="act")
@access.allow(Role.LIAISON)
def act(request_id: int, name: str) -> Response:
    record, what = _fetch(request_id), ACTS[name]
    context = {"record": record, "act": what, "name": name, "last": _last(record)}
    if request.method == "GET":
        _require(record, what.kind)
        form = what.form(formdata=None, data=_preset(record))
        form.fit(record)
        return web.render(*PAGE, form=form, **context)
    form = what.form()
    form.fit(record)
    if form.is_stale(record.version):
        refused = handling.refusal_of(record, what.kind)
        return web.stale(*PAGE, form=form, stale=True, refused=refused, entries=record.entries, **context)
    _require(record, what.kind)
    if not form.is_sound(record, what.kind):
        return web.invalid(*PAGE, form=form, **context)
    said = _take(record, what.kind, form)
    db.session.commit()
    return web.saved(said, url_for("requests.show", request_id=record.id))


def _take(record: InformationRequest, kind: RequestStep, form: forms.StepForm) -> str:
    """Take the step; what happened, in words."""
    if kind is RequestStep.RETRACTED:
        taken_back = handling.retract(record, g.user, form.note.data)
        return f"已作废 {taken_back.happened_on} 的“{taken_back.kind.label}”，请按实际重新记录。"
    files = form.keep() if isinstance(form, forms.ReplyForm) else []
    handling.take(record, g.user, form.doing(kind, files))
    if record.replied_on is not None:
        return f"{record.label} 已记录“{kind.label}”，{'按期办结' if not _is_late(record) else '已超过答复期限'}。"
    until = f"应于 {record.due_on} 前答复" if record.due_on else f"等待申请人补正至 {record.waiting_until}"
    return f"{record.label} 已记录“{kind.label}”，{until}。"


def _is_late(record: InformationRequest) -> bool:
    return record.due_on is not None and record.replied_on is not None and record.replied_on > record.due_on


def _require(record: InformationRequest, kind: RequestStep) -> None:
    refused = handling.refusal_of(record, kind)
    if refused:
        raise Refused(refused)


def _preset(record: InformationRequest) -> dict[str, Any]:
    return {
        "version": str(record.version),
        "happened_on": today(),
        "workdays": rule_for(record.received_on).longest_extension,
    }


def _last(record: InformationRequest) -> Any:
    live = record.live_entries
    return live[-1] if live else None


def _fetch(request_id: int) -> InformationRequest:
    """One that the person may see; locked where it is to be changed, so that a second writer sees the first."""
    statement = visible(g.user).where(InformationRequest.id == request_id)
    if request.method == "POST":
        statement = statement.with_for_update()
    found: InformationRequest = db.first_or_404(statement)
    return found
