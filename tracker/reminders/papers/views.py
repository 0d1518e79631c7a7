"""The register of papers, one of them with its chain, issuing, signing for and answering it."""

from collections.abc import Callable
from typing import Any

from flask import g, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from tracker import exporting, journal, web
from tracker.choices import Role
from tracker.clock import Light, today
from tracker.db import begin_writing, db
from tracker.files import sending
from tracker.listing import everything, listing
from tracker.people import access
from tracker.people.filtering import units_for
from tracker.people.models import Unit
from tracker.refusals import Refused
from tracker.reminders import rules
from tracker.reminders.blueprint import bp
from tracker.reminders.choices import PaperStep
from tracker.reminders.models import Paper
from tracker.reminders.papers import following, issuing, receiving, register
from tracker.reminders.papers.forms import AnswerForm, FollowForm, PaperForm, ReceiveForm
from tracker.reminders.papers.wording import NAMES


@bp.get("/supervision/papers")
@access.allow(*access.EVERYBODY)
def papers() -> Response:
    """The register, filtered by the query string; ``export=xlsx`` gives all that is filtered as a workbook."""
    asked = register.filtered(register.rows(g.user), request.args, today())
    if request.args.get("export") == "xlsx":
        found = everything(asked, register.SORTS, register.DEFAULT_SORT)
        answer = exporting.workbook("paper.export", "催办督办台账", register.sheet(found, today()), len(found))
        db.session.commit()
        return answer
    page = listing(asked, register.SORTS, register.DEFAULT_SORT)
    return web.render(
        "reminders/papers.html",
        "reminders/_papers.html",
        listing=page,
        lights=register.lights(page.rows, today()),
        number=register.number,
        units=units_for(g.user),
        states=register.STATES,
        steps=PaperStep.options(),
    )


@bp.route("/supervision/papers/new", methods=["GET", "POST"])
@access.allow(Role.OFFICE)
def new_paper() -> Response:
    """Choose a unit, then what of its late limits the first paper is about."""
    units = units_for(g.user)
    asked = request.args.get("unit", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= 9 else 0
    unit = db.get_or_404(Unit, number) if number else None
    form = PaperForm()
    offered = issuing.offered(unit.id) if unit else []
    form.offer(offered)
    context: dict[str, Any] = {
        "form": form,
        "units": units,
        "unit": unit,
        "offered": offered,
        "wait": rules.in_force(today()).waits,
        "rests": issuing.rests(today()),
    }
    if not form.is_submitted():
        about = request.args.get("about", "")
        form.matters.data = [
            each.key for each in offered if each.due_on < today() and (not about or each.kind.value == about)
        ]
        return web.render("reminders/new_paper.html", "reminders/_new_paper.html", **context)
    if unit is None or not form.validate():
        return web.invalid("reminders/new_paper.html", "reminders/_new_paper.html", **context)
    try:
        made = issuing.begin(unit, form.matters.data, g.user, form.order())
    except Refused as refused:
        form.refuse(refused)
        return web.invalid("reminders/new_paper.html", "reminders/_new_paper.html", **context)
    db.session.commit()
    said = f"已发出{made.number}，{unit.short_name}应于 {made.answer_by} 前反馈。"
    return web.saved(said, url_for(".paper", paper_id=made.id))


@bp.get("/supervision/papers/<int:paper_id>")
@access.allow(*access.EVERYBODY)
def paper(paper_id: int) -> Response:
    return _show(web.render, _fetch(paper_id))


@bp.get("/supervision/papers/<int:paper_id>.docx")
@access.allow(*access.EVERYBODY)
def paper_document(paper_id: int) -> Response:
    """The paper byte for byte as it was issued."""
    found = _fetch(paper_id)
    answer = sending.send(found.stored_file)
    begin_writing()
    journal.record("paper.download", "paper", paper_id, f"下载{_fetch(paper_id).number}")
    db.session.commit()
    return answer


@bp.post("/supervision/papers/<int:paper_id>/receipt")
@access.allow(Role.LIAISON)
def receive(paper_id: int) -> Response:
    """The unit signs for it."""
    found, form = _fetch(paper_id), ReceiveForm()
    try:
        receiving.receive(found, g.user)
    except Refused as refused:
        return _show(web.invalid, found, receiving=form.refuse(refused))
    db.session.commit()
    return web.saved(f"已签收{found.number}，请于 {found.answer_by} 前反馈。", url_for(".paper", paper_id=paper_id))


@bp.post("/supervision/papers/<int:paper_id>/answer")
@access.allow(Role.LIAISON)
def answer(paper_id: int) -> Response:
    found, form = _fetch(paper_id), AnswerForm()
    if form.is_stale(found.version):
        return _show(web.stale, found, answering=form)
    if not form.validate():
        return _show(web.invalid, found, answering=form)
    try:
        receiving.answer(found, g.user, form.answer.data)
    except Refused as refused:
        return _show(web.invalid, found, answering=form.refuse(refused))
    db.session.commit()
    late = f"，比反馈期限 {found.answer_by} 晚" if found.is_answered_late else ""
    return web.saved(f"已反馈{found.number}的办理情况{late}。", url_for(".paper", paper_id=paper_id))


@bp.post("/supervision/papers/<int:paper_id>/follow")
@access.allow(Role.OFFICE)
def follow(paper_id: int) -> Response:
    """Go on to the next step, when this one went unanswered or its matters are still not done."""
    found, form = _fetch(paper_id), FollowForm()
    if form.is_stale(found.version):
        return _show(web.stale, found, next_form=form)
    if not form.validate():
        return _show(web.invalid, found, next_form=form)
    try:
        made = issuing.follow(found, g.user, form.order())
    except Refused as refused:
        return _show(web.invalid, found, next_form=form.refuse(refused))
    db.session.commit()
    said = f"已发出{made.number}，{made.unit.short_name}应于 {made.answer_by} 前反馈。"
    return web.saved(said, url_for(".paper", paper_id=made.id))


def _fetch(paper_id: int) -> Paper:
    statement = register.visible(g.user).where(Paper.id == paper_id)
    if request.method == "POST":
        statement = statement.with_for_update()
    found: Paper = db.first_or_404(statement)
    return found


def _show(respond: Callable[..., Response], found: Paper, **forms: Any) -> Response:
    version = {"version": str(found.version)}
    standing = issuing.standing(found)
    refused = None
    if g.user.role is Role.OFFICE:
        refused = following.refusal(standing, issuing.still_owed(found), today()) or issuing.rests(today())
    mine = g.user.role is Role.LIAISON
    fresh = {
        "receiving": ReceiveForm(formdata=None, data=version),
        "answering": AnswerForm(formdata=None, data=version),
        "next_form": FollowForm(formdata=None, data=version),
    }
    return respond(
        "reminders/paper.html",
        "reminders/_act.html",
        paper=found,
        name=NAMES[found.step],
        chain=_chain(found),
        light=Light(*following.word(standing, found.received_at is not None, today())),
        next_step=found.step.next,
        left=issuing.left(found),
        typed=set(forms),
        refused=refused,
        may_follow=g.user.role is Role.OFFICE and not refused,
        may_receive=mine and found.received_at is None,
        may_answer=mine and found.received_at is not None and found.answered_at is None,
        stale=respond is web.stale,
        **fresh | forms,
    )


def _chain(found: Paper) -> list[Paper]:
    """The papers of one escalation, the first one first."""
    first = found
    while first.previous is not None:
        first = first.previous
    chain: list[Paper] = [first]
    while following_one := db.session.scalar(select(Paper).where(Paper.previous_id == chain[-1].id)):
        chain.append(following_one)
    return chain
