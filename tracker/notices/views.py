"""A year's two notices: the draft as it would read, its .docx, and issuing it once."""

from collections.abc import Callable
from typing import Any

from flask import abort, g, url_for
from werkzeug.wrappers import Response

from tracker import exporting, journal, web
from tracker.appraisal.models import Appraisal
from tracker.choices import NoticeKind, Role
from tracker.clock import today
from tracker.db import begin_reading, begin_writing, db
from tracker.documents import printing
from tracker.documents.official import write_official
from tracker.files import sending, store
from tracker.notices import drafting, issues, issuing, revising, tables
from tracker.notices.annual import views as annual_views
from tracker.notices.blueprint import ADDRESS, bp
from tracker.notices.fetching import drafted, fetch, is_public, suggested
from tracker.notices.follow import views as follow_views
from tracker.notices.forms import CriticismForm, IssueForm
from tracker.notices.models import Notice
from tracker.notices.text import views as text_views
from tracker.notices.wording import PAPERS
from tracker.people import access
from tracker.refusals import Refused, Stale

__all__ = ["annual_views", "bp", "follow_views", "text_views"]


@bp.get(ADDRESS)
@access.allow(*access.EVERYBODY)
def show(year: int, kind: str) -> Response:
    """The draft for the office; the issued notice for all who see the list and for the units that stand on it."""
    appraisal, which, notice = fetch(year, kind)
    return _issued(appraisal, which, notice) if notice is not None else _draft(web.render, appraisal, which)


@bp.get(f"{ADDRESS}/<int:notice_id>")
@access.allow(*access.EVERYBODY)
def earlier(year: int, kind: str, notice_id: int) -> Response:
    """A certain one of the year's papers, for instance one that was withdrawn."""
    appraisal, which, notice = fetch(year, kind, notice_id)
    if notice is None:
        abort(404)
    return _issued(appraisal, which, notice)


@bp.get(f"{ADDRESS}/<int:notice_id>.docx")
@access.allow(*access.EVERYBODY)
def earlier_document(year: int, kind: str, notice_id: int) -> Response:
    _, which, notice = fetch(year, kind, notice_id)
    if notice is None or notice.stored_file is None:
        abort(404)
    answer = sending.send(notice.stored_file)
    begin_writing()
    journal.record("notice.download", "notice", notice_id, f"下载{year}年度{PAPERS[which]}")
    db.session.commit()
    return answer


def _issued(appraisal: Appraisal, kind: NoticeKind, notice: Notice) -> Response:
    return web.render(
        "notices/show.html",
        notice=notice,
        paper=notice.content,
        kind=kind,
        name=PAPERS[kind],
        appraisal=appraisal,
        others=[each for each in issues.every(appraisal, kind) if each.id != notice.id],
        may_print=printing.is_installed() and notice.withdrawal is None,
        may_follow=g.user.role is Role.OFFICE and notice.withdrawal is None,
    )


@bp.get(f"{ADDRESS}.docx")
@access.allow(*access.EVERYBODY)
def document(year: int, kind: str) -> Response:
    """The issued paper byte for byte, or the draft, which carries neither number nor date."""
    appraisal, which, notice = fetch(year, kind)
    summary = f"下载{year}年度{PAPERS[which]}{'' if notice else '草稿'}"
    if notice is not None and notice.stored_file is not None:
        answer = sending.send(notice.stored_file)
    else:
        data = write_official(drafted(appraisal, which))
        answer = web.attachment(data, f"{year}年度{PAPERS[which]}（草稿）.docx", store.OFFICE["word/document.xml"])
    begin_writing()
    journal.record("notice.download", "notice", notice.id if notice else None, summary)
    db.session.commit()
    return answer


@bp.get(f"{ADDRESS}.pdf")
@access.allow(*access.EVERYBODY)
def pdf(year: int, kind: str) -> Response:
    """The paper as pages, where the server can make them; the .docx stays the original."""
    appraisal, which, notice = fetch(year, kind)
    stored = notice.stored_file if notice is not None else None
    data = store.read(stored) if stored is not None else write_official(drafted(appraisal, which))
    begin_reading()
    try:
        pages = printing.as_pdf(data)
    except printing.NotPrinted as reason:
        raise Refused(str(reason)) from None
    begin_writing()
    journal.record("notice.download", "notice", None, f"预览{year}年度{PAPERS[which]} PDF")
    db.session.commit()
    return web.attachment(pages, f"{year}年度{PAPERS[which]}{'' if stored else '（草稿）'}.pdf", "application/pdf")


@bp.get(f"{ADDRESS}.xlsx")
@access.allow(*access.EVERYBODY)
def workbook(year: int, kind: str) -> Response:
    """The list of the notice; a unit on it gets its own lines alone."""
    appraisal, which, notice = fetch(year, kind)
    verdicts = drafting.listed(appraisal, which)
    if not g.user.sees_all_units and not revising.may_sign(g.user):
        verdicts = [each for each in verdicts if each.unit_id == g.user.unit_id]
    text = revising.in_force(appraisal, which)
    due_on = (notice.rectify_by if notice else text.rectify_by if text else None) or suggested()
    note = f"{notice.document_number}，{notice.dated_on}签发" if notice else "草稿，未编号"
    sheet = tables.sheet(which, year, [each.document for each in verdicts], due_on, note)
    answer = exporting.workbook("notice.export", f"{year}年度{PAPERS[which]}", sheet, len(verdicts))
    db.session.commit()
    return answer


@bp.post(f"{ADDRESS}/issue")
@access.allow(Role.OFFICE)
def issue(year: int, kind: str) -> Response:
    """Number, freeze, store the paper and open the rectifications, all or nothing."""
    appraisal, which, issued = fetch(year, kind)
    if issued is not None:
        raise Refused(issuing.already(year, which, issued))
    form = _form(which, appraisal)
    if not form.validate():
        return _draft(web.invalid, appraisal, which, form=form)
    try:
        notice = issuing.issue(appraisal, which, form.particulars(), form.seen.data or "", g.user)
    except Stale as stale:
        form.seen.data = drafting.fingerprint(appraisal, which)
        return _draft(web.stale, appraisal, which, form=form, stale=stale)
    db.session.commit()
    count = len(notice.rectifications)
    orders = f"，同时责令整改{count}项，单位将在工作台看到" if count else ""
    said = f"{year}年度{PAPERS[which]}已以{notice.document_number}签发{orders}。"
    return web.saved(said, url_for(".show", year=year, kind=kind))


def _form(kind: NoticeKind, appraisal: Appraisal, **options: Any) -> IssueForm:
    form = CriticismForm(**options) if kind is NoticeKind.CRITICISM else IssueForm(**options)
    form.as_of = appraisal.as_of
    return form


def _fresh_form(kind: NoticeKind, appraisal: Appraisal) -> IssueForm:
    text = revising.in_force(appraisal, kind)
    data: dict[str, Any] = {
        "seen": drafting.fingerprint(appraisal, kind),
        "dated_on": today(),
        "rectify_by": suggested(),
    }
    data["is_public"] = is_public(kind)
    if text is not None:
        data |= {"rectify_by": text.rectify_by, "contact": text.contact, "is_public": text.is_public}
        data["signed_by"] = text.signed_by.name if text.signed_by else None
    return _form(kind, appraisal, formdata=None, data=data)


def _draft(
    answer: Callable[..., Response], appraisal: Appraisal, kind: NoticeKind, form: IssueForm | None = None, **more: Any
) -> Response:
    """The draft with the form to issue it; under htmx the form alone. Says why where there is nothing to draft."""
    verdicts = drafting.listed(appraisal, kind)
    paper = refused = None
    try:
        paper = drafting.as_json(drafted(appraisal, kind)) if verdicts else None
    except Refused as refusal:
        refused = str(refusal)
    return answer(
        "notices/draft.html",
        "notices/_issue.html",
        appraisal=appraisal,
        kind=kind,
        name=PAPERS[kind],
        verdicts=verdicts,
        withdrawn=issues.every(appraisal, kind),
        paper=paper,
        texts=revising.texts(appraisal, kind),
        text=revising.in_force(appraisal, kind),
        may_print=printing.is_installed(),
        is_office=g.user.role is Role.OFFICE,
        may_sign=revising.may_sign(g.user),
        refused=refused,
        form=form or _fresh_form(kind, appraisal),
        **more,
    )
