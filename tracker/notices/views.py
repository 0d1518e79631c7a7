"""A year's two notices: the page of the draft or of what was issued, its .docx, its pages and its list."""

from flask import abort, g
from werkzeug.wrappers import Response

from tracker import exporting, journal, web
from tracker.appraisal.models import Appraisal
from tracker.choices import NoticeKind, Role
from tracker.db import begin_reading, begin_writing, db
from tracker.documents import printing
from tracker.documents.official import write_official
from tracker.files import sending, store
from tracker.notices import drafting, issues, revising, tables
from tracker.notices.annual import views as annual_views
from tracker.notices.blueprint import ADDRESS, bp
from tracker.notices.draft import views as draft_views
from tracker.notices.fetching import drafted, fetch, suggested
from tracker.notices.follow import views as follow_views
from tracker.notices.models import Notice
from tracker.notices.text import views as text_views
from tracker.notices.wording import PAPERS
from tracker.people import access
from tracker.refusals import Refused

__all__ = ["annual_views", "bp", "draft_views", "follow_views", "text_views"]


@bp.get(ADDRESS)
@access.allow(*access.EVERYBODY)
def show(year: int, kind: str) -> Response:
    """The draft for the office; the issued notice for all who see the list and for the units that stand on it."""
    appraisal, which, notice = fetch(year, kind)
    return _issued(appraisal, which, notice) if notice is not None else draft_views.page(web.render, appraisal, which)


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
