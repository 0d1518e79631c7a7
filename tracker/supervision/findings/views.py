"""The register of findings, one of them with the unit's reply and the office's answer."""

from collections.abc import Callable
from typing import Any

from flask import g, request, url_for
from sqlalchemy import or_, select
from werkzeug.wrappers import Response

from tracker import exporting, journal, web
from tracker.choices import Role
from tracker.clock import today
from tracker.db import begin_writing, db
from tracker.files import sending
from tracker.files.models import StoredFile
from tracker.forms import VersionedForm
from tracker.listing import everything, listing, search_text
from tracker.people import access
from tracker.people.filtering import units_for
from tracker.refusals import Refused
from tracker.supervision import checking, replying
from tracker.supervision.blueprint import bp
from tracker.supervision.choices import CheckIndicator, FindingState, InspectionState
from tracker.supervision.findings import register
from tracker.supervision.findings.forms import AnswerForm, ReplyForm, WithdrawForm
from tracker.supervision.indicators import BASES
from tracker.supervision.models import Finding, finding_evidence, finding_reply_evidence
from tracker.supervision.scope import STATES, visible_findings, word


@bp.get("/supervision/findings")
@access.allow(*access.EVERYBODY)
def findings() -> Response:
    """All findings, filtered by the query string; ``export=xlsx`` gives them as a workbook."""
    asked = register.filtered(register.rows(g.user), request.args, search_text())
    if request.args.get("export") == "xlsx":
        found = everything(asked, register.SORTS, register.DEFAULT_SORT)
        answer = exporting.workbook("finding.export", "督促检查问题台账", register.sheet(found), len(found))
        db.session.commit()
        return answer
    return web.render(
        "supervision/findings.html",
        "supervision/_findings.html",
        listing=listing(asked, register.SORTS, register.DEFAULT_SORT),
        units=units_for(g.user),
        states=STATES,
        word=word,
        indicators=CheckIndicator.options(),
    )


@bp.get("/supervision/findings/<int:finding_id>")
@access.allow(*access.EVERYBODY)
def finding(finding_id: int) -> Response:
    return _show(web.render, _fetch(finding_id))


@bp.post("/supervision/findings/<int:finding_id>/reply")
@access.allow(Role.LIAISON)
def reply(finding_id: int) -> Response:
    """The unit accepts the finding or objects to it."""
    found, form = _fetch(finding_id), ReplyForm()

    def do() -> str:
        replying.reply(found, g.user, form.said(), form.keep())
        return f"已反馈：{form.kind.data.label}。"

    return _act(found, do, reply_form=form)


@bp.post("/supervision/findings/<int:finding_id>/answer")
@access.allow(Role.OFFICE)
def answer(finding_id: int) -> Response:
    """The office upholds the finding or takes it back, with its reasons."""
    found, form = _fetch(finding_id), AnswerForm()

    def do() -> str:
        replying.answer(found, g.user, form.answer.data, upholds=form.upholds)
        return "已答复：维持。" if form.upholds else "已答复：撤销，这个问题不再计入。"

    return _act(found, do, answer_form=form)


@bp.post("/supervision/findings/<int:finding_id>/withdrawal")
@access.allow(Role.OFFICE)
def withdrawal(finding_id: int) -> Response:
    found, form = _fetch(finding_id), WithdrawForm()

    def do() -> str:
        checking.withdraw(found, g.user, form.reason.data)
        return "已撤销这个问题，原因保留在记录中。"

    return _act(found, do, withdraw_form=form)


@bp.get("/supervision/findings/<int:finding_id>/files/<int:file_id>")
@access.allow(*access.EVERYBODY)
def finding_file(finding_id: int, file_id: int) -> Response:
    """Evidence of the office or of the unit, for whoever may see the finding."""
    begin_writing()
    found = _fetch(finding_id)
    seen, sent = finding_evidence.c, finding_reply_evidence.c
    own = or_(
        StoredFile.id.in_(select(seen.stored_file_id).where(seen.finding_id == found.id)),
        StoredFile.id.in_(select(sent.stored_file_id).where(sent.finding_id == found.id)),
    )
    stored = db.first_or_404(select(StoredFile).where(StoredFile.id == file_id, own))
    answer = sending.send(stored)
    journal.record("file.download", "stored_file", stored.id, f"下载检查材料“{stored.name}”")
    db.session.commit()
    return answer


def _fetch(finding_id: int) -> Finding:
    statement = visible_findings(g.user).where(Finding.id == finding_id)
    if request.method == "POST":
        statement = statement.with_for_update(of=Finding)
    found: Finding = db.first_or_404(statement)
    return found


def _act(found: Finding, do: Callable[[], str], **forms: VersionedForm) -> Response:
    """Do it and say so. A form that is stale, invalid or refused comes back with what was typed."""
    (form,) = forms.values()
    if form.is_stale(found.version):
        return _show(web.stale, found, **forms)
    if not form.validate():
        return _show(web.invalid, found, **forms)
    try:
        said = do()
    except Refused as refused:
        form.refuse(refused)
        return _show(web.invalid, found, **forms)
    db.session.commit()
    return web.saved(said, url_for(".finding", finding_id=found.id))


def _show(respond: Callable[..., Response], found: Finding, **forms: Any) -> Response:
    version = {"version": str(found.version)}
    inspection, role = found.inspection, g.user.role
    replies = inspection.state is InspectionState.REPLYING and found.state is FindingState.STANDING
    in_time = inspection.reply_by is not None and today() <= inspection.reply_by
    fresh = {
        "reply_form": ReplyForm(
            formdata=None,
            data=version | {"kind": found.reply_kind, "reply": found.reply, "address": found.reply_address},
        ),
        "answer_form": AnswerForm(formdata=None, data=version),
        "withdraw_form": WithdrawForm(formdata=None, data=version),
    }
    return respond(
        "supervision/finding.html",
        "supervision/_act.html",
        finding=found,
        inspection=inspection,
        basis=BASES[found.indicator],
        word=word,
        may_reply=role is Role.LIAISON and replies and in_time and found.answered_at is None,
        may_answer=role is Role.OFFICE and replies and found.waits_for_answer,
        may_withdraw=role is Role.OFFICE and inspection.is_open and found.state is FindingState.STANDING,
        stale=respond is web.stale,
        typed=set(forms),
        is_over=replies and not in_time,
        **fresh | forms,
    )
