"""One record with its limit explained, its history and its evidence."""

from collections.abc import Callable
from typing import Any

from flask import g
from sqlalchemy import Row, select
from werkzeug.wrappers import Response

from tracker import journal, web
from tracker.calendar import book
from tracker.choices import CheckState, Role
from tracker.clock import today
from tracker.db import begin_writing, db
from tracker.disclosures import recording, register
from tracker.disclosures.blueprint import bp
from tracker.disclosures.checks.forms import CheckForm, CheckReturnForm
from tracker.disclosures.entry import Entry
from tracker.disclosures.finding import disclosure_of
from tracker.disclosures.limits import standing
from tracker.disclosures.models import Disclosure, DisclosureChannel, disclosure_evidence
from tracker.disclosures.proposals import proposing
from tracker.disclosures.proposals.forms import AgreeForm, DeclineForm
from tracker.disclosures.record.forms import EvidenceForm
from tracker.disclosures.record.history import LESS_ASKED, facts_of, version_history
from tracker.disclosures.secrecy.reviewing import may_review
from tracker.files import sending, store
from tracker.files.models import StoredFile
from tracker.people import access
from tracker.refusals import Refused

SHOWN = 3


def sharing_address(disclosure: Disclosure) -> list[Row[tuple[int, str]]]:
    """Id and title of the unit's first other records that name an address of this one."""
    addresses = {channel.address for channel in disclosure.channels if channel.is_link}
    if not addresses:
        return []
    others = (
        select(Disclosure.id, Disclosure.title)
        .where(Disclosure.unit_id == disclosure.unit_id, Disclosure.id != disclosure.id)
        .where(Disclosure.channels.any(DisclosureChannel.address.in_(addresses)))
        .order_by(Disclosure.id)
        .limit(SHOWN)
    )
    return list(db.session.execute(others))


def record_page(
    answer: Callable[..., Response], disclosure: Disclosure, fragment: str | None = None, **forms: Any
) -> Response:
    """The record's page; ``forms`` replaces those that are filled in wrongly."""
    data, entry = {"version": str(disclosure.version)}, Entry.of(disclosure)
    context: dict[str, Any] = {
        "disclosure": disclosure,
        "standing": standing(disclosure.due_on, disclosure.published_on, disclosure.mode, today(), book.in_force()),
        "marks": register.marks(disclosure),
        "same_address": sharing_address(disclosure),
        "evidence": EvidenceForm(formdata=None),
        "check": CheckForm(formdata=None, data=data),
        "returning": CheckReturnForm(formdata=None, data=data),
        "may_change": g.user.role is Role.LIAISON and g.user.unit_id == disclosure.unit_id,
        "may_review": may_review(disclosure, g.user),
        "may_check": g.user.role is Role.OFFICE,
        "is_passed": disclosure.check_state is CheckState.PASSED,
        "is_returned": disclosure.check_state is CheckState.RETURNED,
        "is_said_on_website": entry.is_on_website(),
        "more": facts_of(entry, LESS_ASKED),
        "chain_item": entry.chain_item and entry.text("chain_item"),
        "versions": version_history(disclosure.versions),
        "proposals": [(each, proposing.shown(disclosure, each)) for each in proposing.of(disclosure)],
        "agreeing": AgreeForm(formdata=None, data=data),
        "declining": DeclineForm(formdata=None, data=data),
    }
    return answer("disclosures/show.html", fragment, **context | forms)


@bp.get("/disclosures/<int:disclosure_id>")
@access.allow(*access.EVERYBODY)
def show(disclosure_id: int) -> Response:
    """One disclosure with its limit explained, its evidence and what became of it."""
    return record_page(web.render, disclosure_of(disclosure_id))


@bp.post("/disclosures/<int:disclosure_id>/evidence")
@access.allow(Role.LIAISON)
def attach(disclosure_id: int) -> Response:
    """Add a screenshot or paper that proves the publication."""
    disclosure = disclosure_of(disclosure_id, writing=True)
    form = EvidenceForm()
    if form.validate() and form.is_new(disclosure):
        try:
            stored = store.keep_evidence(form.file.data.read(), form.file.data.filename or "")
            recording.attach(disclosure, g.user, stored)
        except Refused as refused:
            form.file.errors = [str(refused)]
        else:
            db.session.commit()
            return web.saved(f"已上传“{stored.name}”。", f"/disclosures/{disclosure_id}")
    return record_page(web.invalid, disclosure, "disclosures/_evidence.html", evidence=form)


@bp.get("/disclosures/<int:disclosure_id>/evidence/<int:file_id>")
@access.allow(*access.EVERYBODY)
def evidence(disclosure_id: int, file_id: int) -> Response:
    """Download one file of a record that the person may see."""
    begin_writing()
    disclosure_of(disclosure_id)
    stored: StoredFile = db.first_or_404(
        select(StoredFile)
        .join(disclosure_evidence, disclosure_evidence.c.stored_file_id == StoredFile.id)
        .where(disclosure_evidence.c.disclosure_id == disclosure_id, StoredFile.id == file_id)
    )
    response = sending.send(stored)
    journal.record("file.download", "disclosure", disclosure_id, f"下载佐证材料“{stored.name}”")
    db.session.commit()
    return response
