"""Dead pages for the office to decide on and for the unit to answer, and what the last visits found."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, current_app, g, request, url_for
from werkzeug.wrappers import Response

from tracker import exporting, web
from tracker.choices import CheckState, Role
from tracker.db import db
from tracker.disclosures.finding import disclosure_of
from tracker.disclosures.models import Disclosure
from tracker.forms import VersionedForm
from tracker.links import deciding, noting, register
from tracker.links.choices import LinkState
from tracker.links.forms import AnswerForm, ConfirmForm, DismissForm
from tracker.links.models import LinkFinding
from tracker.links.scope import visible
from tracker.listing import everything, listing, search_text
from tracker.people import access
from tracker.people.filtering import units_for

bp = Blueprint("links", __name__)


@bp.get("/review/links")
@access.allow(Role.OFFICE)
def index() -> Response:
    """The findings, open ones unless others are asked for; ``export=xlsx`` gives all that is filtered."""
    asked = {"state": "open", **request.args}
    statement = register.filtered(register.rows(), asked, search_text())
    if request.args.get("export") == "xlsx":
        found = everything(statement, register.SORTS, register.DEFAULT_SORT)
        answer = exporting.workbook("link.export", "打不开的政府网站网址", register.sheet(found), len(found))
        db.session.commit()
        return answer
    return web.render(
        "links/index.html",
        "links/_register.html",
        listing=listing(statement, register.SORTS, register.DEFAULT_SORT),
        asked=asked,
        units=units_for(g.user),
        states=register.STATES,
        is_on=bool(current_app.config["LINK_HOSTS"]),
    )


@bp.get("/review/links/visits")
@access.allow(Role.OFFICE)
def visits() -> Response:
    """What the last visit to each address found."""
    statement = register.visits(request.args, search_text())
    if request.args.get("export") == "xlsx":
        found = everything(statement, register.VISIT_SORTS, register.VISIT_DEFAULT_SORT)
        answer = exporting.workbook("link.export", "公开网址访问结果", register.visits_sheet(found), len(found))
        db.session.commit()
        return answer
    page = listing(statement, register.VISIT_SORTS, register.VISIT_DEFAULT_SORT)
    return web.render(
        "links/visits.html",
        "links/_visits.html",
        listing=page,
        in_words=register.in_words,
        records=register.records(page.rows),
        states=LinkState.options(),
        is_on=bool(current_app.config["LINK_HOSTS"]),
    )


@bp.get("/review/links/<int:finding_id>")
@access.allow(Role.OFFICE)
def show(finding_id: int) -> Response:
    """One finding, with what confirming it would do; nothing is done yet."""
    return _show(web.render, _finding(finding_id))


@bp.post("/review/links/<int:finding_id>/confirm")
@access.allow(Role.OFFICE)
def confirm(finding_id: int) -> Response:
    """The office finds the page dead: the record goes back to its unit."""
    finding, form = _finding(finding_id, writing=True), ConfirmForm()
    if form.is_stale(finding.version) or not form.validate():
        return _show(web.stale, finding)
    deciding.confirm(finding, g.user)
    db.session.commit()
    record = finding.disclosure
    said = f"已确认，《{record.title}》交{record.unit.short_name}更正，联络员将在工作台最前面看到。"
    return web.saved(said, url_for(".index"))


@bp.post("/review/links/<int:finding_id>/dismiss")
@access.allow(Role.OFFICE)
def dismiss(finding_id: int) -> Response:
    """The office lets it rest, with a reason."""
    finding, form = _finding(finding_id, writing=True), DismissForm()
    if form.is_stale(finding.version):
        return _show(web.stale, finding, dismissing=form)
    if not form.validate():
        return _show(web.invalid, finding, dismissing=form)
    deciding.dismiss(finding, g.user, form.note.data)
    db.session.commit()
    return web.saved(f"已排除《{finding.disclosure.title}》的这条发现，公开记录不变。", url_for(".index"))


@bp.get("/disclosures/<int:disclosure_id>/links")
@access.allow(*access.EVERYBODY)
def of_disclosure(disclosure_id: int) -> Response:
    """What the visits to a record's addresses found and what stands against them; its page loads this in place."""
    return _of_disclosure(web.render, disclosure_of(disclosure_id))


@bp.post("/disclosures/<int:disclosure_id>/links/<int:finding_id>")
@access.allow(Role.LIAISON)
def answer(disclosure_id: int, finding_id: int) -> Response:
    """The unit says that the page is back under the same address."""
    finding, form = _finding(finding_id, writing=True), AnswerForm()
    if finding.disclosure_id != disclosure_id:
        abort(404)
    if form.is_stale(finding.version):
        return _of_disclosure(web.stale, finding.disclosure, answering={finding.id: form})
    if not form.validate():
        return _of_disclosure(web.invalid, finding.disclosure, answering={finding.id: form})
    deciding.answer(finding, g.user, form.words.data)
    db.session.commit()
    said = f"已说明《{finding.disclosure.title}》的网页已恢复，公开办会再次核对。"
    return web.saved(said, url_for("disclosures.show", disclosure_id=disclosure_id))


def _finding(finding_id: int, *, writing: bool = False) -> LinkFinding:
    """One that the person may see, else a 404. For writing the record is taken before it, as the command does."""
    found: LinkFinding = db.first_or_404(visible(g.user).where(LinkFinding.id == finding_id))
    if writing:
        record = disclosure_of(found.disclosure_id, writing=True)
        db.session.refresh(found, with_for_update=True)
        db.session.refresh(record)
    return found


def _show(answer: Callable[..., Response], finding: LinkFinding, **forms: VersionedForm) -> Response:
    record = finding.disclosure
    context: dict[str, Any] = {
        "finding": finding,
        "record": record,
        "last": register.last_visits([finding.address]).get(finding.address),
        "is_stated": noting.states(record, finding.address),
        "is_with_unit": record.check_state is CheckState.RETURNED,
        "dismissing": DismissForm(formdata=None, data={"version": str(finding.version)}),
        "stale": answer is web.stale,
    }
    return answer("links/show.html", "links/_finding.html", **context | forms)


def _of_disclosure(
    answer: Callable[..., Response], record: Disclosure, *, answering: dict[int, AnswerForm] | None = None
) -> Response:
    seen = visible(g.user).where(LinkFinding.disclosure_id == record.id)
    findings = db.session.scalars(seen.order_by(LinkFinding.id.desc())).all()
    forms = {each.id: AnswerForm(formdata=None, data={"version": str(each.version)}) for each in findings}
    context: dict[str, Any] = {
        "disclosure": record,
        "findings": findings,
        "forms": forms | (answering or {}),
        "last": register.last_visits(each.address for each in record.channels if each.is_link),
        "may_change": g.user.role is Role.LIAISON and g.user.unit_id == record.unit_id,
        "stale": answer is web.stale,
    }
    return answer("links/of_disclosure.html", "links/_of_disclosure.html", **context)
