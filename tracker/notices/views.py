"""A year's two notices: the draft as it would read, its .docx, and issuing it once."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, g, request, url_for
from werkzeug.wrappers import Response

from tracker import journal, web
from tracker.appraisal import lists
from tracker.appraisal.models import Appraisal
from tracker.calendar import book
from tracker.choices import NoticeKind, Role
from tracker.clock import today
from tracker.db import begin_writing, db
from tracker.documents.official import write_official
from tracker.files import sending, store
from tracker.notices import drafting, issuing
from tracker.notices.drafting import Particulars
from tracker.notices.forms import CriticismForm, IssueForm
from tracker.notices.models import Notice
from tracker.notices.wording import PAPERS
from tracker.people import access
from tracker.refusals import Refused, Stale

bp = Blueprint("notices", __name__)
WORKDAYS_TO_RECTIFY = 15
ADDRESS = "/year-end/<int:year>/notices/<any(commendation, criticism):kind>"


@bp.get(ADDRESS)
@access.allow(*access.EVERYBODY)
def show(year: int, kind: str) -> Response:
    """The draft for the office; the issued notice for all who see the list and for the units that stand on it."""
    appraisal, which, notice = _fetch(year, kind)
    if notice is not None:
        return web.render(
            "notices/show.html",
            notice=notice,
            paper=notice.content,
            kind=which,
            name=PAPERS[which],
            appraisal=appraisal,
        )
    return _draft(web.render, appraisal, which)


@bp.get(f"{ADDRESS}.docx")
@access.allow(*access.EVERYBODY)
def document(year: int, kind: str) -> Response:
    """The issued paper byte for byte, or the draft, which carries neither number nor date."""
    appraisal, which, notice = _fetch(year, kind)
    summary = f"下载{year}年度{PAPERS[which]}{'' if notice else '草稿'}"
    if notice is not None and notice.stored_file is not None:
        answer = sending.send(notice.stored_file)
    else:
        data = write_official(_drafted(appraisal, which))
        answer = web.attachment(data, f"{year}年度{PAPERS[which]}（草稿）.docx", store.OFFICE["word/document.xml"])
    begin_writing()
    journal.record("notice.download", "notice", notice.id if notice else None, summary)
    db.session.commit()
    return answer


@bp.post(f"{ADDRESS}/issue")
@access.allow(Role.OFFICE)
def issue(year: int, kind: str) -> Response:
    """Number, freeze, store the paper and open the rectifications, all or nothing."""
    appraisal, which, issued = _fetch(year, kind)
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


def _fetch(year: int, kind: str) -> tuple[Appraisal, NoticeKind, Notice | None]:
    """What this person may see. Raises Refused for the office while the list is not confirmed."""
    which = NoticeKind(kind)
    appraisal = lists.confirmed(year, to_write=request.method == "POST")
    notice = issuing.of(appraisal, which) if appraisal is not None else None
    if notice is None and g.user.role is not Role.OFFICE:
        abort(404)
    if notice is not None and not g.user.sees_all_units:
        own = g.user.unit.code if g.user.unit else None
        if own not in notice.content["units"]:
            abort(404)
    if appraisal is None:
        if not lists.FIRST_YEAR <= year <= today().year:
            abort(404)
        raise Refused(f"{year}年度名单还没有确认，不能起草通报。请先在“年度考核”中确认名单。")
    return appraisal, which, notice


def _form(kind: NoticeKind, appraisal: Appraisal, **options: Any) -> IssueForm:
    form = CriticismForm(**options) if kind is NoticeKind.CRITICISM else IssueForm(**options)
    form.as_of = appraisal.as_of
    return form


def _fresh_form(kind: NoticeKind, appraisal: Appraisal) -> IssueForm:
    data = {"seen": drafting.fingerprint(appraisal, kind), "dated_on": today(), "rectify_by": _suggested()}
    data["is_public"] = _is_public(kind)
    return _form(kind, appraisal, formdata=None, data=data)


def _suggested() -> Any:
    return book.in_force().nth_workday(today(), WORKDAYS_TO_RECTIFY)


def _drafted(appraisal: Appraisal, kind: NoticeKind) -> Any:
    verdicts = drafting.listed(appraisal, kind)
    return drafting.draft(kind, appraisal, Particulars(rectify_by=_suggested(), is_public=_is_public(kind)), verdicts)


def _is_public(kind: NoticeKind) -> bool:
    """Unless the office decides otherwise, a commendation is for the public and a criticism for those it goes to."""
    return kind is NoticeKind.COMMENDATION


def _draft(
    answer: Callable[..., Response], appraisal: Appraisal, kind: NoticeKind, form: IssueForm | None = None, **more: Any
) -> Response:
    """The draft with the form to issue it; under htmx the form alone. Says why where there is nothing to draft."""
    verdicts = drafting.listed(appraisal, kind)
    paper = refused = None
    try:
        paper = drafting.as_json(_drafted(appraisal, kind)) if verdicts else None
    except Refused as refusal:
        refused = str(refusal)
    return answer(
        "notices/draft.html",
        "notices/_issue.html",
        appraisal=appraisal,
        kind=kind,
        name=PAPERS[kind],
        verdicts=verdicts,
        paper=paper,
        refused=refused,
        form=form or _fresh_form(kind, appraisal),
        **more,
    )
