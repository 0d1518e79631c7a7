"""The office's word on a correction that would better a record's verdict; the unit may take it back."""

from collections.abc import Callable

from flask import g, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from tracker import web
from tracker.choices import Role
from tracker.db import db
from tracker.disclosures.blueprint import bp
from tracker.disclosures.finding import disclosure_of
from tracker.disclosures.models import Disclosure
from tracker.disclosures.proposals import proposing
from tracker.disclosures.proposals.forms import AgreeForm, DeclineForm, WithdrawForm
from tracker.disclosures.proposals.models import Proposal
from tracker.disclosures.record.views import record_page
from tracker.forms import VersionedForm
from tracker.people import access


def _of(disclosure: Disclosure, proposal_id: int) -> Proposal:
    asked = select(Proposal).where(Proposal.id == proposal_id, Proposal.disclosure_id == disclosure.id)
    found: Proposal = db.first_or_404(asked)
    return found


@bp.post("/disclosures/<int:disclosure_id>/proposals/<int:proposal_id>/agree")
@access.allow(Role.OFFICE)
def agree(disclosure_id: int, proposal_id: int) -> Response:
    """The office agrees: the correction counts from here on."""
    disclosure, form = disclosure_of(disclosure_id, writing=True), AgreeForm()
    proposal = _of(disclosure, proposal_id)
    if form.is_stale(disclosure.version) or not form.validate():
        return _again(disclosure, form, agreeing=form)
    proposing.agree(proposal, disclosure, g.user, form.note.data or "")
    db.session.commit()
    return _settled("已同意", disclosure, "更正已生效，期限和状态已重新计算")


@bp.post("/disclosures/<int:disclosure_id>/proposals/<int:proposal_id>/decline")
@access.allow(Role.OFFICE)
def decline(disclosure_id: int, proposal_id: int) -> Response:
    """The office does not agree: the record stays as it was."""
    disclosure, form = disclosure_of(disclosure_id, writing=True), DeclineForm()
    proposal = _of(disclosure, proposal_id)
    if form.is_stale(disclosure.version) or not form.validate():
        return _again(disclosure, form, declining=form)
    proposing.decline(proposal, g.user, form.note.data)
    db.session.commit()
    return _settled("未同意", disclosure, "记录保持原来登记的内容")


@bp.post("/disclosures/<int:disclosure_id>/proposals/<int:proposal_id>/withdraw")
@access.allow(Role.LIAISON)
def withdraw(disclosure_id: int, proposal_id: int) -> Response:
    """The unit takes its correction back before the office said anything."""
    disclosure, form = disclosure_of(disclosure_id, writing=True), WithdrawForm()
    proposal = _of(disclosure, proposal_id)
    if form.is_stale(disclosure.version) or not form.validate():
        return _again(disclosure, form)
    proposing.withdraw(proposal, disclosure, g.user)
    db.session.commit()
    return _settled("已撤回", disclosure, "记录保持原来登记的内容")


def _settled(act: str, disclosure: Disclosure, what: str) -> Response:
    said = f"{act}对《{disclosure.title}》的更正，{what}。"
    return web.saved(said, url_for(".show", disclosure_id=disclosure.id))


def _again(disclosure: Disclosure, form: VersionedForm, **forms: object) -> Response:
    answer: Callable[..., Response] = web.invalid if form.errors else web.stale
    return record_page(answer, disclosure, "disclosures/_proposals.html", **forms, stale_proposal=not form.errors)
