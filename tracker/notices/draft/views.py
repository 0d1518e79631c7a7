"""A notice before it is issued: the page with its text held against the list, and issuing it once."""

from collections.abc import Callable
from typing import Any

from flask import g, url_for
from werkzeug.wrappers import Response

from tracker import web
from tracker.appraisal.models import Appraisal
from tracker.choices import NoticeKind, Role
from tracker.clock import today
from tracker.db import db
from tracker.documents import printing
from tracker.notices import agreeing, drafting, issues, issuing, revising
from tracker.notices.blueprint import ADDRESS, bp
from tracker.notices.fetching import drafted, fetch, is_public, suggested
from tracker.notices.forms import CriticismForm, IssueForm
from tracker.notices.models import NoticeText
from tracker.notices.text.forms import SignForm
from tracker.notices.wording import PAPERS
from tracker.people import access
from tracker.refusals import Refused, Stale


@bp.post(f"{ADDRESS}/issue")
@access.allow(Role.OFFICE)
def issue(year: int, kind: str) -> Response:
    """Number, freeze, store the paper and open the rectifications, all or nothing."""
    appraisal, which, issued = fetch(year, kind)
    if issued is not None:
        raise Refused(issuing.already(year, which, issued))
    text = revising.in_force(appraisal, which)
    form = _form(which, appraisal, text)
    if not form.validate():
        return page(web.invalid, appraisal, which, form=form)
    try:
        compared = bool(form.is_compared and form.is_compared.data)
        notice = issuing.issue(appraisal, which, form.particulars(), form.seen.data or "", g.user, is_compared=compared)
    except Stale as stale:
        form.seen.data = revising.seen(appraisal, which)
        return page(web.stale, appraisal, which, form=form.refuse(stale))
    except Refused as refused:
        return page(web.invalid, appraisal, which, form=form.refuse(refused))
    db.session.commit()
    count = len(notice.rectifications)
    orders = f"，同时责令整改{count}项，单位将在工作台看到" if count else ""
    said = f"{year}年度{PAPERS[which]}已以{notice.document_number}签发{orders}。"
    return web.saved(said, url_for(".show", year=year, kind=kind))


def _form(kind: NoticeKind, appraisal: Appraisal, text: NoticeText | None, **options: Any) -> IssueForm:
    """What the text says is not asked for again; the tick only where there is something to look at."""
    form = CriticismForm(**options) if kind is NoticeKind.CRITICISM and text is None else IssueForm(**options)
    form.earliest = appraisal.as_of
    is_signed = text is not None and text.signed_by_id is not None
    if is_signed:
        del form.signed_by, form.is_on_paper
    if is_signed or not agreeing.differences(text):
        del form.is_compared
    return form


def _fresh_form(kind: NoticeKind, appraisal: Appraisal, text: NoticeText | None) -> IssueForm:
    data = {
        "seen": revising.seen(appraisal, kind),
        "dated_on": today(),
        "rectify_by": suggested(),
        "is_public": text.is_public if text is not None else is_public(kind),
    }
    return _form(kind, appraisal, text, formdata=None, data=data)


def page(
    answer: Callable[..., Response],
    appraisal: Appraisal,
    kind: NoticeKind,
    form: IssueForm | None = None,
    signing: SignForm | None = None,
) -> Response:
    """The whole page whatever asked for it: paper, differences and forms go together. Says why where there is nothing
    to draft."""
    verdicts, text = drafting.listed(appraisal, kind), revising.in_force(appraisal, kind)
    paper, refused, against = None, "", []
    try:
        if verdicts:
            paper = drafting.as_json(drafted(appraisal, kind))
            against = agreeing.against_the_list(text) if text is not None else []
    except Refused as refusal:
        refused = str(refusal)
    is_office, may_sign = g.user.role is Role.OFFICE, revising.may_sign(g.user)
    seen = {"version": str(text.number if text else 0)}
    return answer(
        "notices/draft.html",
        appraisal=appraisal,
        kind=kind,
        name=PAPERS[kind],
        verdicts=verdicts,
        withdrawn=issues.every(appraisal, kind),
        paper=paper,
        texts=revising.texts(appraisal, kind),
        text=text,
        changes=against,
        differences=sum(not each.is_same for each in against),
        gaps=text is not None and any(agreeing.PLACEHOLDER in each for each in text.paragraphs),
        waits="" if refused else issuing.hindrance(appraisal, kind, verdicts),
        may_print=printing.is_installed(),
        is_office=is_office,
        may_sign=may_sign,
        refused=refused,
        form=form or (_fresh_form(kind, appraisal, text) if is_office and paper else None),
        signing=signing or SignForm(formdata=None, data=seen),
    )
