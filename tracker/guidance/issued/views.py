"""Issuing the circular of a quarter, reading it as it was issued, withdrawing it."""

from collections.abc import Callable
from typing import Any

from flask import abort, g, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from tracker import journal, web
from tracker.choices import Role
from tracker.clock import today
from tracker.db import begin_writing, db
from tracker.documents.plain import as_plain
from tracker.files import sending
from tracker.forms import EARLIEST
from tracker.guidance.blueprint import bp
from tracker.guidance.circular import reading, wording
from tracker.guidance.circular.quarter import Quarter, Table
from tracker.guidance.circular.wording import Frame
from tracker.guidance.issued import issuing
from tracker.guidance.issued.forms import IssueForm, WithdrawalForm
from tracker.guidance.models import QuarterCircular
from tracker.people import access
from tracker.refusals import Refused, Stale

ONE = "/guidance/circulars/<int:circular_id>"
WITHDRAW = ("guidance/withdraw.html", "guidance/_withdraw.html")


@bp.route("/guidance/circular/<int:year>/<int:number>/issue", methods=["GET", "POST"])
@access.allow(Role.OFFICE)
def issue(year: int, number: int) -> Response:
    """The draft as it would read, and the form that gives it number and date."""
    if not (EARLIEST.year <= year <= today().year and 1 <= number <= 4):
        abort(404)
    quarter = Quarter(year, number)
    table, form = reading.table_of(quarter, g.user), IssueForm()
    if not form.is_submitted():
        form.requirements.data = wording.requirements(table)
        return _draft(web.render, table, form)
    if not form.is_sound(quarter.after):
        return _draft(web.invalid, table, form)
    try:
        made = issuing.issue(table, g.user, form.particulars(), form.version.data or "")
    except Stale as stale:
        return _draft(web.stale, table, form, stale=str(stale))
    except Refused as refused:
        return _draft(web.invalid, table, form.refuse(refused))
    db.session.commit()
    said = f"已以 {made.document_number} 签发{quarter.label}通报。"
    return web.saved(said, url_for(".issued", circular_id=made.id))


def _draft(answer: Callable[..., Response], table: Table, form: IssueForm, **more: Any) -> Response:
    document = wording.paper(table, today(), Frame(form.requirements.data or ""))
    form.version.data = issuing.fingerprint(document)
    return answer(
        "guidance/issue.html",
        "guidance/_issue.html",
        quarter=table.quarter,
        paper=as_plain(document),
        refused=issuing.refusal(table.quarter),
        form=form,
        **more,
    )


@bp.get(ONE)
@access.allow(*access.EVERYBODY)
def issued(circular_id: int) -> Response:
    """The circular as it was issued, for everybody it was sent to."""
    circular = _fetch(circular_id)
    quarter = Quarter(circular.year, circular.quarter)
    return web.render("guidance/issued.html", circular=circular, paper=circular.content, quarter=quarter)


@bp.get(f"{ONE}.<any(docx, xlsx):kind>")
@access.allow(*access.EVERYBODY)
def issued_file(circular_id: int, kind: str) -> Response:
    """The paper or the table, byte for byte as issued."""
    circular = _fetch(circular_id)
    answer = sending.send(circular.stored_file if kind == "docx" else circular.sheet_file)
    return _told(answer, circular, f"下载通报 {circular.document_number}（.{kind}）")


@bp.get(f"{ONE}/withdrawal.docx")
@access.allow(*access.EVERYBODY)
def withdrawal_file(circular_id: int) -> Response:
    """The paper by which it was withdrawn."""
    circular = _fetch(circular_id)
    if circular.withdrawal is None:
        abort(404)
    answer = sending.send(circular.withdrawal.stored_file)
    return _told(answer, circular, f"下载撤销通知 {circular.withdrawal.document_number}")


def _told(answer: Response, circular: QuarterCircular, summary: str) -> Response:
    number = circular.id
    begin_writing()
    journal.record("guidance.download", "quarter_circular", number, summary)
    db.session.commit()
    return answer


@bp.route(f"{ONE}/withdrawal", methods=["GET", "POST"])
@access.allow(Role.OFFICE)
def withdraw(circular_id: int) -> Response:
    """Withdraw it by a paper of its own, with the reason."""
    circular, form = _fetch(circular_id), WithdrawalForm()
    if circular.withdrawal is not None:
        raise Refused(f"这份通报已由 {circular.withdrawal.document_number} 撤销。")
    if not form.is_submitted():
        return web.render(*WITHDRAW, circular=circular, form=form)
    if not form.is_sound(circular.dated_on):
        return web.invalid(*WITHDRAW, circular=circular, form=form)
    try:
        made = issuing.withdraw(circular, g.user, form.particulars())
    except Refused as refused:
        return web.invalid(*WITHDRAW, circular=circular, form=form.refuse(refused))
    db.session.commit()
    said = f"已以 {made.document_number} 撤销通报 {circular.document_number}。"
    return web.saved(said, url_for(".issued", circular_id=circular_id))


def _fetch(circular_id: int) -> QuarterCircular:
    found: QuarterCircular = db.first_or_404(select(QuarterCircular).where(QuarterCircular.id == circular_id))
    return found
