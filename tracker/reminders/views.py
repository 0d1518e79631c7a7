"""The register of reminders, reading one's own, the rule, one's e-mail address, and the year counted by unit."""

from typing import Any

from flask import abort, current_app, g, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from tracker import exporting, web
from tracker.choices import Role, UnitKind
from tracker.clock import today
from tracker.db import db
from tracker.forms import EARLIEST
from tracker.listing import everything, listing, search_text
from tracker.people import access
from tracker.people.filtering import units_for
from tracker.people.models import Unit
from tracker.reminders import addresses, answering, register, rules, tallies
from tracker.reminders.blueprint import bp
from tracker.reminders.choices import PaperStep, ReminderKind, ReminderLight
from tracker.reminders.forms import MailForm, RuleForm
from tracker.reminders.papers import views as paper_views
from tracker.reminders.tallies import Tally

__all__ = ["bp", "paper_views"]
NUMBER = 9


@bp.get("/supervision/reminders")
@access.allow(*access.EVERYBODY)
def index() -> Response:
    """The register, filtered by the query string; ``export=xlsx`` gives all that is filtered as a workbook."""
    asked = register.filtered(register.rows(g.user), request.args, search_text())
    if request.args.get("export") == "xlsx":
        found = everything(asked, register.SORTS, register.DEFAULT_SORT)
        answer = exporting.workbook("reminder.export", "到期提醒台账", register.sheet(found, today()), len(found))
        db.session.commit()
        return answer
    return web.render(
        "reminders/index.html",
        "reminders/_register.html",
        listing=listing(asked, register.SORTS, register.DEFAULT_SORT),
        pending=answering.shown(g.user) if g.user.role is Role.LIAISON else [],
        state=register.state,
        marks=register.MARKS,
        units=units_for(g.user),
        states=register.STATES,
        lights=[each for each in ReminderLight.options() if each[0] != ReminderLight.GREEN],
        kinds=ReminderKind.options(),
        rule=rules.in_force(today()),
    )


@bp.post("/supervision/reminders/acknowledge")
@access.allow(Role.LIAISON)
def acknowledge() -> Response:
    """The unit has read one reminder, or with ``all`` everything that is shown."""
    texts = request.form.getlist("ids")
    ids = [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) <= NUMBER]
    count = answering.acknowledge(g.user, None if request.form.get("all") else ids)
    db.session.commit()
    to = request.form.get("to")
    return web.saved(f"已确认知悉{count}条提醒。", to if web.is_local(to) else url_for(".index"))


@bp.route("/supervision/reminders/rule", methods=["GET", "POST"])
@access.allow(Role.OFFICE, Role.AUDITOR)
def rule() -> Response:
    """What holds now and what held before; the office sets what holds from a day on."""
    if request.method == "POST" and g.user.role is not Role.OFFICE:
        abort(404)
    present, form = rules.in_force(today()), RuleForm()
    if not form.is_submitted():
        form.valid_from.data = today()
        form.yellow_workdays.data, form.repeat_workdays.data = present.yellow_workdays, present.repeat_workdays
        form.reminder_workdays.data = present.waits[PaperStep.REMINDER]
        form.urging_workdays.data = present.waits[PaperStep.URGING]
        form.supervision_workdays.data = present.waits[PaperStep.SUPERVISION]
    context: dict[str, Any] = {"form": form, "present": present, "kept": rules.kept()}
    if not form.is_submitted():
        form.version.data = str(rules.version())
        return web.render("reminders/rule.html", "reminders/_rule.html", **context)
    if form.is_stale(rules.version()):
        return web.stale("reminders/rule.html", "reminders/_rule.html", stale=True, **context)
    if not form.validate():
        return web.invalid("reminders/rule.html", "reminders/_rule.html", **context)
    made = rules.set_rule(form.rule(), g.user)
    db.session.commit()
    return web.saved(f"已保存，自 {made.valid_from} 起按新的规则提醒。", url_for(".rule"))


@bp.route("/supervision/reminders/mail", methods=["GET", "POST"])
@access.allow(Role.LIAISON, Role.LEADER)
def mail() -> Response:
    """Whether the morning's list also comes by e-mail, and where to."""
    form = MailForm()
    context: dict[str, Any] = {"form": form, "is_configured": bool(current_app.config["SMTP"].get("HOST"))}
    if not form.is_submitted():
        form.address.data = addresses.of(g.user)
        return web.render("reminders/mail.html", "reminders/_mail.html", **context)
    if not form.validate():
        return web.invalid("reminders/mail.html", "reminders/_mail.html", **context)
    addresses.set_address(g.user, form.address.data or "")
    db.session.commit()
    said = f"提醒邮件将发往 {form.address.data}。" if form.address.data else "不再用邮件接收提醒。"
    return web.saved(said, url_for(".mail"))


@bp.get("/supervision/reminders/tally/<int:year>")
@access.allow(*access.EVERYBODY)
def tally(year: int) -> Response:
    """Reminders and papers of a year by unit; one's own alone for those who see but one."""
    if not EARLIEST.year <= year <= today().year:
        abort(404)
    counted = tallies.of_year(year, today(), db.session.connection())
    statement = select(Unit.id, Unit.short_name, Unit.kind).order_by(Unit.position, Unit.id)
    if not g.user.sees_all_units:
        statement = statement.where(Unit.id == g.user.unit_id)
    found: list[tuple[str, UnitKind, Tally]] = [
        (row.short_name, row.kind, counted.get(row.id, Tally()))
        for row in db.session.execute(statement)
        if row.id in counted or not g.user.sees_all_units
    ]
    if request.args.get("export") == "xlsx":
        sheet = register.tally_sheet(year, found, today())
        answer = exporting.workbook("reminder.tally", f"提醒统计-{year}年", sheet, len(found))
        db.session.commit()
        return answer
    return web.render("reminders/tally.html", year=year, found=found, steps=list(PaperStep), first=EARLIEST.year)
