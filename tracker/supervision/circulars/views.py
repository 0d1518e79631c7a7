"""The circular of an inspection: the draft as it would read, its .docx, and issuing it once."""

from collections.abc import Callable
from typing import Any

from flask import abort, g, request, url_for
from werkzeug.wrappers import Response

from tracker import journal, web
from tracker.choices import Role
from tracker.db import begin_writing, db
from tracker.documents.official import write_official
from tracker.documents.plain import as_plain
from tracker.files import sending, store
from tracker.people import access
from tracker.refusals import Refused
from tracker.supervision.blueprint import bp
from tracker.supervision.circulars import issuing
from tracker.supervision.circulars.forms import IssueForm
from tracker.supervision.circulars.wording import REQUIREMENTS, Frame
from tracker.supervision.models import Circular, Inspection
from tracker.supervision.scope import visible

ADDRESS = "/supervision/<int:inspection_id>/circular"


@bp.get(ADDRESS)
@access.allow(*access.EVERYBODY)
def circular(inspection_id: int) -> Response:
    """The draft for the office; the issued circular for everyone who took part in the inspection."""
    inspection, issued = _fetch(inspection_id)
    if issued is not None:
        return web.render("supervision/circular.html", inspection=inspection, circular=issued, paper=issued.content)
    return _draft(web.render, inspection)


@bp.get(f"{ADDRESS}.docx")
@access.allow(*access.EVERYBODY)
def circular_document(inspection_id: int) -> Response:
    """The issued paper byte for byte, or the draft, which carries neither number nor date."""
    inspection, issued = _fetch(inspection_id)
    if issued is not None:
        answer = sending.send(issued.stored_file)
    else:
        data = write_official(issuing.draft(inspection))
        answer = web.attachment(data, "督查通报（草稿）.docx", store.OFFICE["word/document.xml"])
    begin_writing()
    summary = f"下载督查通报{'' if issued else '草稿'}《{inspection.title}》"
    journal.record("circular.download", "inspection", inspection.id, summary)
    db.session.commit()
    return answer


@bp.post(f"{ADDRESS}/issue")
@access.allow(Role.OFFICE)
def issue_circular(inspection_id: int) -> Response:
    """Number, freeze and store the paper, all or nothing."""
    inspection, issued = _fetch(inspection_id)
    if issued is not None:
        raise Refused(issuing.already(issued))
    form = IssueForm()
    if form.is_stale(inspection.version):
        return _draft(web.stale, inspection, form=form, stale=True)
    if not form.is_sound(inspection.sent_on or inspection.period_to):
        return _draft(web.invalid, inspection, form=form)
    try:
        made = issuing.issue(inspection, g.user, form.particulars())
    except Refused as refused:
        return _draft(web.invalid, inspection, form=form.refuse(refused))
    db.session.commit()
    said = f"已以{made.document_number}签发督查通报。"
    return web.saved(said, url_for(".circular", inspection_id=inspection.id))


def _fetch(inspection_id: int) -> tuple[Inspection, Circular | None]:
    """The round and its issued circular; a draft is the office's alone."""
    statement = visible(g.user).where(Inspection.id == inspection_id)
    if request.method == "POST":
        statement = statement.with_for_update()
    inspection: Inspection = db.first_or_404(statement)
    issued = issuing.of(inspection)
    if issued is None and g.user.role is not Role.OFFICE:
        abort(404)
    return inspection, issued


def _draft(
    answer: Callable[..., Response], inspection: Inspection, form: IssueForm | None = None, **more: Any
) -> Response:
    """The draft with the form to issue it; under htmx the form alone. Says why where it cannot be issued yet."""
    fresh = {"version": str(inspection.version), "requirements": REQUIREMENTS}
    form = form or IssueForm(formdata=None, data=fresh)
    paper = None
    try:
        paper = as_plain(issuing.draft(inspection, Frame(form.requirements.data or REQUIREMENTS)))
        refused = issuing.refusal(inspection)
    except Refused as refusal:
        refused = str(refusal)
    return answer(
        "supervision/draft.html",
        "supervision/_issue.html",
        inspection=inspection,
        paper=paper,
        refused=refused,
        form=form,
        **more,
    )
