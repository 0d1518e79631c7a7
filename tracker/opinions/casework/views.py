"""One case: its clocks explained and its timeline, what is added to it, closing it and taking it up again."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import abort, g, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from tracker import web
from tracker.choices import Role
from tracker.clock import now
from tracker.db import db
from tracker.opinions import duty, recording, rulebook
from tracker.opinions.blueprint import bp
from tracker.opinions.casework.forms import EntryForm, ReopenForm
from tracker.opinions.choices import OpinionStage
from tracker.opinions.clocks import Answer
from tracker.opinions.forms import CaseForm
from tracker.opinions.models import OpinionCase, OpinionEntry
from tracker.opinions.recording import Finding
from tracker.opinions.scope import WRITERS, may_write, visible
from tracker.opinions.settling import clocks_of
from tracker.people import access
from tracker.people.models import Unit, User
from tracker.refusals import Refused
from tracker.tasks.models import Task
from tracker.tasks.scope import open_tasks

EDIT = ("opinions/edit.html", "opinions/_edit.html")
Answers = Callable[..., Response]


def case_of(case_id: int, *, writing: bool = False) -> OpinionCase:
    """The case if this person may see it; while it is written nobody else may read it for writing."""
    statement = visible(g.user).where(OpinionCase.id == case_id)
    found: OpinionCase = db.first_or_404(statement.with_for_update(of=OpinionCase) if writing else statement)
    return found


def _own_case(case_id: int) -> OpinionCase:
    """A case to write to; one that the unit may only read is no page to write on."""
    case = case_of(case_id, writing=True)
    if not may_write(g.user, case):
        abort(404)
    return case


def named(tasks: Any) -> list[tuple[int, str]]:
    """The tasks as they are chosen from: items of the same name differ by their area."""
    return [(task.id, f"{task.area.label}：{task.item}") for task in tasks]


def tasks_for(user: User) -> Any:
    """The tasks to choose from: of the liaison's unit, or all for the office."""
    return db.session.execute(
        open_tasks(user)
        .with_only_columns(Task.id, Task.item, Task.area)
        .order_by(Task.year.desc(), Task.area, Task.position, Task.id)
    ).all()


def case_page(answer: Answers, case: OpinionCase, fragment: str | None = None, **forms: Any) -> Response:
    """The case's page; ``forms`` replaces those that are filled in wrongly."""
    entries = _entries(case)
    answers = [
        Answer(row.OpinionEntry.response_kind, row.OpinionEntry.happened_at)
        for row in sorted(entries, key=lambda row: row.OpinionEntry.id)
        if row.OpinionEntry.stage is OpinionStage.RESPONSE
    ]
    moment, user = now(), g.user
    own_unit = user.unit_id if user.role is Role.LIAISON else None
    context: dict[str, Any] = {
        "case": case,
        "entries": entries,
        "clocks": clocks_of(case, answers),
        "moment_now": moment,
        "acknowledgement": duty.standing(case.acknowledge_due_at, case.acknowledged_at, moment),
        "why_acknowledge": _why_acknowledge(case, entries),
        "may_write": may_write(user, case),
        "is_mine": own_unit is not None and own_unit == case.unit_id,
        "is_offered_to_me": own_unit is not None and own_unit == case.offered_to_id,
        "kept": None,
    }
    if "form" not in forms:
        form = EntryForm(formdata=None)
        form.happened_at.data = moment
        form.mark()
        context["form"] = form
    context["reopening"] = ReopenForm(formdata=None)
    return answer("opinions/show.html", fragment, **context | forms)


def _why_acknowledge(case: OpinionCase, entries: Any) -> str:
    """By the hours of duty that were known when the case was put on the unit's desk."""
    if case.acknowledge_due_at is None or case.closed_at is not None:
        return ""
    put = (row.OpinionEntry.at for row in entries if row.OpinionEntry.stage is OpinionStage.ASSIGNED)
    return duty.why(case.acknowledge_due_at, rulebook.hours(max(put, default=case.recorded_at)))


def _entries(case: OpinionCase) -> Any:
    """By the minute in which things happened, the latest first; of one minute, in the order of recording.

    People state minutes, what befalls the record itself is known to the second.
    """
    found = db.session.execute(
        select(OpinionEntry, User.name, Unit.short_name.label("unit"))
        .outerjoin(User, OpinionEntry.by_id == User.id)
        .outerjoin(Unit, User.unit_id == Unit.id)
        .where(OpinionEntry.case_id == case.id)
        .order_by(OpinionEntry.id)
    ).all()
    return sorted(found, key=_order, reverse=True)


def _order(row: Any) -> tuple[datetime, int]:
    entry = row.OpinionEntry
    return entry.happened_at.replace(second=0, microsecond=0), entry.id


@bp.get("/opinions/<int:case_id>")
@access.allow(*access.EVERYBODY)
def show(case_id: int) -> Response:
    return case_page(web.render, case_of(case_id))


@bp.post("/opinions/<int:case_id>/entries")
@access.allow(*WRITERS)
def add_entry(case_id: int) -> Response:
    """Add to the history what was anticipated, seen, answered or finished; nothing typed is lost to a closed case."""
    case = _own_case(case_id)
    form = EntryForm()
    if case.closed_at is None and not form.is_sound(case, by_office=g.user.role is Role.OFFICE):
        return case_page(web.invalid, case, "opinions/_add.html", form=form)
    try:
        recording.add_entry(case, g.user, form.step(), form.key)
    except Refused:
        if case.closed_at is None:
            raise
        return case_page(web.stale, case, "opinions/_kept.html", kept=form)
    db.session.commit()
    return web.saved(f"已记录{form.stage.data.label}。", url_for(".show", case_id=case_id))


@bp.post("/opinions/<int:case_id>/reopen")
@access.allow(Role.OFFICE)
def reopen(case_id: int) -> Response:
    """Take up a closed case again, with a reason that enters its history."""
    case = case_of(case_id, writing=True)
    form = ReopenForm()
    if not form.validate():
        return case_page(web.invalid, case, "opinions/_reopen.html", reopening=form)
    recording.reopen(case, g.user, form.reason.data)
    db.session.commit()
    return web.saved(f"已重新打开《{case.topic}》，责任单位可以继续添加记录。", url_for(".show", case_id=case_id))


@bp.route("/opinions/<int:case_id>/edit", methods=["GET", "POST"])
@access.allow(*WRITERS)
def edit(case_id: int) -> Response:
    """Add to what is known or put it right; a stale form shows both versions."""
    case = _own_case(case_id)
    if case.closed_at is not None:
        raise Refused("这件舆情已办结，不能再补充。确需更正的，请区公开办重新打开。")
    form = _edit_form(case)
    if not form.is_submitted():
        return web.render(*EDIT, form=form, case=case)
    stale = form.is_stale(case.version)
    if not form.fits(case, by_office=g.user.role is Role.OFFICE):
        return web.invalid(*EDIT, form=form, case=case)
    task = db.session.get(Task, form.task.data) if form.task.data else None
    if stale:
        saved, typed = Finding.of(case).shown(), form.finding().shown()
        versions = [(name, saved[name], typed[name]) for name in saved if saved[name] != typed[name]]
        return web.stale(*EDIT, form=form, case=case, versions=versions)
    changed = recording.amend(case, g.user, form.finding(), task, form.reason.data or "")
    db.session.commit()
    said = f"已更新{'、'.join(changed)}。" if changed else "没有改动。"
    return web.saved(said, url_for(".show", case_id=case_id))


def _edit_form(case: OpinionCase) -> CaseForm:
    known = vars(Finding.of(case)) | {"task": case.task_id or 0, "is_anticipated": case.found_at is None}
    form = CaseForm(data=known | {"version": str(case.version)})
    tasks = named(tasks_for(g.user))
    if case.task is not None and case.task_id not in dict(tasks):
        tasks.insert(0, (case.task.id, case.task.item))
    form.offer((), tasks)
    return form
