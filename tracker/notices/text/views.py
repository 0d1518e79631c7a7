"""The wording of a notice: its versions, the next one, and the leader's signature."""

from collections.abc import Callable, Sequence

from flask import abort, g, request, url_for
from werkzeug.wrappers import Response

from tracker import web
from tracker.appraisal.models import Appraisal
from tracker.choices import NoticeKind, Role
from tracker.db import db
from tracker.notices import agreeing, revising
from tracker.notices.blueprint import ADDRESS, bp
from tracker.notices.draft import views as draft_views
from tracker.notices.fetching import drafted, fetch, is_public, suggested
from tracker.notices.issuing import already
from tracker.notices.models import Notice
from tracker.notices.text.forms import SignForm, TextForm, form_of
from tracker.notices.wording import PAPERS
from tracker.people import access
from tracker.refusals import Refused, Stale

NUMBER = 6  # digits


@bp.route(f"{ADDRESS}/text", methods=["GET", "POST"])
@access.allow(Role.OFFICE)
def text(year: int, kind: str) -> Response:
    """Edit the wording; each saving is a version of its own."""
    appraisal, which, issued = fetch(year, kind)
    _require_draft(year, which, issued)
    held = revising.texts(appraisal, which)
    seen = held[-1].number if held else 0
    form = form_of(which)()
    if not form.is_submitted():
        return _edit(web.render, appraisal, which, _filled(appraisal, which, seen))
    if form.is_stale(seen):
        return _edit(web.stale, appraisal, which, form)
    if not form.validate():
        return _edit(web.invalid, appraisal, which, form)
    revision = form.revision()
    if found := agreeing.faults(revision.wording, appraisal, which, revision.particulars):
        return _edit(web.invalid, appraisal, which, form, faults=found)
    try:
        saved = revising.revise(appraisal, which, revision, seen, g.user)
    except Stale:
        db.session.rollback()
        return _edit(web.stale, *fetch(year, kind)[:2], form)
    except Refused as refused:
        return _edit(web.invalid, appraisal, which, form.refuse(refused))
    db.session.commit()
    return web.saved(f"正文第{saved.number}版已保存。", url_for(".show", year=year, kind=kind))


@bp.get(f"{ADDRESS}/text/<int:number>")
@access.allow(Role.OFFICE, Role.LEADER)
def text_version(year: int, kind: str, number: int) -> Response:
    """One version held against another: the one before unless ``against`` names one, 0 for the draft from the list."""
    appraisal, which, _ = fetch(year, kind)
    held = {each.number: each for each in revising.texts(appraisal, which)}
    if number not in held or not (g.user.role is Role.OFFICE or revising.may_sign(g.user)):
        abort(404)
    found, asked = held[number], request.args.get("against", "")
    against = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < NUMBER else number - 1
    other = held.get(against)
    return web.render(
        "notices/version.html",
        appraisal=appraisal,
        kind=which,
        name=PAPERS[which],
        text=found,
        against=other.number if other else 0,
        versions=[each for each in held if each != number],
        changes=agreeing.compared(agreeing.wording_of(other), agreeing.wording_of(found))
        if other
        else agreeing.against_the_list(found),
    )


@bp.post(f"{ADDRESS}/sign")
@access.allow(Role.LEADER)
def sign(year: int, kind: str) -> Response:
    """The leader of the issuing unit agrees to the newest version, or returns it with a remark."""
    appraisal, which, issued = fetch(year, kind)
    if not revising.may_sign(g.user):
        abort(404)
    _require_draft(year, which, issued)
    form = SignForm()
    returns = request.form.get("decision") == "return"
    if not form.validate():
        return draft_views.page(web.invalid, appraisal, which, signing=form)
    try:
        if returns:
            text = revising.send_back(appraisal, which, form.number, form.note.data or "", g.user)
        else:
            text = revising.sign(appraisal, which, form.number, g.user, is_compared=bool(form.is_compared.data))
    except Stale as stale:
        newest = revising.in_force(appraisal, which)
        form = SignForm(formdata=None, data={"version": str(newest.number if newest else 0)})
        return draft_views.page(web.stale, appraisal, which, signing=form.refuse(stale))
    except Refused as refused:
        return draft_views.page(web.invalid, appraisal, which, signing=form.refuse(refused))
    db.session.commit()
    paper = f"{year}年度{PAPERS[which]}第{text.number}版"
    said = f"已退回{paper}，公开办将在工作台看到您的意见。" if returns else f"已签批{paper}，由公开办编号印发。"
    return web.saved(said, url_for(".show", year=year, kind=kind))


def _require_draft(year: int, kind: NoticeKind, issued: Notice | None) -> None:
    if issued is not None:
        raise Refused(already(year, kind, issued))


def _filled(appraisal: Appraisal, kind: NoticeKind, seen: int) -> TextForm:
    """The form with the text in force, or with what is drafted from the list."""
    held, paper = revising.in_force(appraisal, kind), drafted(appraisal, kind)
    due_on = (held.rectify_by if held else None) or suggested()
    data = {
        "version": str(seen),
        "title": paper.title.replace("\n", ""),
        "recipients": paper.recipients,
        "body": "\n".join(each.text for each in paper.paragraphs),
        "is_public": held.is_public if held else is_public(kind),
        "rectify_by": due_on,
        "was_due": due_on.isoformat(),
        "contact": held.contact if held else "",
        "was_contact": held.contact if held else "",
    }
    return form_of(kind)(formdata=None, data=data)


def _edit(
    answer: Callable[..., Response], appraisal: Appraisal, kind: NoticeKind, form: TextForm, faults: Sequence[str] = ()
) -> Response:
    held = revising.texts(appraisal, kind)
    return answer(
        "notices/text.html",
        "notices/_text.html",
        appraisal=appraisal,
        kind=kind,
        name=PAPERS[kind],
        form=form,
        faults=faults,
        newest=held[-1] if held else None,
        stale=answer is web.stale,
    )
