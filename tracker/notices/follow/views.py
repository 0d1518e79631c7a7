"""A corrigendum or a withdrawal of an issued notice, and its paper."""

from collections.abc import Callable

from flask import abort, g, url_for
from werkzeug.wrappers import Response

from tracker import journal, web
from tracker.appraisal.models import Appraisal
from tracker.choices import NoticeKind, Role
from tracker.clock import today
from tracker.db import begin_writing, db
from tracker.files import sending
from tracker.notices import following
from tracker.notices.blueprint import ADDRESS, bp
from tracker.notices.fetching import fetch
from tracker.notices.follow.forms import FollowUpForm
from tracker.notices.models import Notice, NoticeFollowUp
from tracker.notices.wording import PAPERS
from tracker.people import access
from tracker.refusals import Refused


@bp.route(f"{ADDRESS}/follow-up", methods=["GET", "POST"])
@access.allow(Role.OFFICE)
def follow_up(year: int, kind: str) -> Response:
    appraisal, which, notice = fetch(year, kind, withdrawn=True)
    if notice is None:
        abort(404)
    form = FollowUpForm()
    form.earliest = notice.dated_on or today()
    seen = len(notice.follow_ups)
    if not form.is_submitted():
        form.version.data, form.dated_on.data = str(seen), today()
        return _show(web.render, appraisal, which, notice, form)
    if form.is_stale(seen):
        return _show(web.stale, appraisal, which, notice, form)
    if not form.validate():
        return _show(web.invalid, appraisal, which, notice, form)
    try:
        made = following.issue(notice, form.follow_up(), g.user)
    except Refused as refused:
        return _show(web.invalid, appraisal, which, notice, form.refuse(refused))
    db.session.commit()
    said = f"已以{made.document_number}{made.kind.label}通报 {notice.document_number}，原通报保留不变。"
    return web.saved(said, url_for(".show", year=year, kind=kind))


@bp.get(f"{ADDRESS}/follow-up/<int:follow_up_id>.docx")
@access.allow(*access.EVERYBODY)
def follow_up_document(year: int, kind: str, follow_up_id: int) -> Response:
    """For whoever may see the notice that it follows."""
    begin_writing()
    found = db.session.get(NoticeFollowUp, follow_up_id)
    if found is None:
        abort(404)
    _, which, notice = fetch(year, kind, found.notice_id)
    if notice is None or found.stored_file is None:
        abort(404)
    answer = sending.send(found.stored_file)
    summary = f"下载{year}年度{PAPERS[which]}的{found.kind.label}通知 {found.document_number}"
    journal.record("notice.download", "notice", notice.id, summary)
    db.session.commit()
    return answer


def _show(
    answer: Callable[..., Response], appraisal: Appraisal, kind: NoticeKind, notice: Notice, form: FollowUpForm
) -> Response:
    return answer(
        "notices/follow_up.html",
        "notices/_follow_up.html",
        appraisal=appraisal,
        kind=kind,
        name=PAPERS[kind],
        notice=notice,
        form=form,
        stale=answer is web.stale,
    )
