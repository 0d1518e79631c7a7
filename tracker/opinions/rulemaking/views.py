"""The rules on one page for everybody; the office or the administrator enters what holds from a day on."""

from typing import Any

from flask import g, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from tracker import web
from tracker.clock import today
from tracker.db import db
from tracker.opinions import duty, rulebook
from tracker.opinions import rules as given
from tracker.opinions.blueprint import bp
from tracker.opinions.choices import Demand, Severity
from tracker.opinions.duty import Hours
from tracker.opinions.models import DutyHours, OpinionRule
from tracker.opinions.rulemaking import adopting
from tracker.opinions.rulemaking.forms import HoursForm, RuleForm
from tracker.opinions.rules import Rule
from tracker.people import access

RULE = ("opinions/rule.html", "opinions/_rule.html")
HOURS = ("opinions/hours.html", "opinions/_hours.html")
NOW, LATER, OVER = "现行", "尚未施行", "已被后来的规定代替"


@bp.get("/opinions/rules")
@access.allow(*access.EVERYBODY)
def rules() -> Response:
    """Every rule and arrangement that was ever in force, with its source and the days on which it holds."""
    return web.render(
        "opinions/rules.html",
        said=given.said(today(), rulebook.in_force()),
        rules=_rules(),
        hours=_hours(),
        may_set=g.user.role in adopting.KEEPERS,
        Severity=Severity,
    )


def _rules() -> list[tuple[Rule, OpinionRule | None, str]]:
    """The newest first, each with its row and how it stands today."""
    rows = db.session.scalars(select(OpinionRule).order_by(OpinionRule.id))
    known = [(rule, None) for rule in given.GIVEN] + [(rulebook.as_rule(row), row) for row in rows]
    told = [(rule, row, _state(rule, [each for each, _ in known])) for rule, row in known]
    return sorted(told, key=lambda each: each[0].valid_from)[::-1]


def _state(rule: Rule, known: list[Rule]) -> str:
    if rule.valid_from > today():
        return LATER
    held = [each for each in Severity if given.in_force(rule.demand, each, today(), known) is rule]
    if not held:
        return OVER
    return NOW if len(held) == len(rule.severities) else f"{NOW}（{'、'.join(each.label for each in held)}）"


def _hours() -> list[tuple[Hours, DutyHours | None, str]]:
    rows = db.session.scalars(select(DutyHours).order_by(DutyHours.id))
    known = [(hours, None) for hours in duty.GIVEN] + [(rulebook.as_hours(row), row) for row in rows]
    present = duty.hours_on(today(), [hours for hours, _ in known])

    def state(hours: Hours) -> str:
        return NOW if hours is present else LATER if hours.valid_from > today() else OVER

    told = [(hours, row, state(hours)) for hours, row in known]
    return sorted(told, key=lambda each: each[0].valid_from)[::-1]


@bp.route("/opinions/rules/new", methods=["GET", "POST"])
@access.allow(*adopting.KEEPERS)
def set_rule() -> Response:
    """Enter a rule that holds from a day on."""
    form = RuleForm()
    if not form.is_submitted():
        _preset(form)
        return web.render(*RULE, form=form)
    if not form.is_sound():
        return web.invalid(*RULE, form=form)
    rule = form.rule()
    moved = adopting.adopt(rule, g.user, recounts=form.recounts.data)
    db.session.commit()
    told = f"，{moved}件舆情的时限已重新计算" if moved else "，已登记舆情的时限没有变化"
    return web.saved(f"已设置：自 {rule.valid_from} 起{rule.duty}，{rule.length}{told}。", url_for(".rules"))


def _preset(form: RuleForm) -> None:
    """Coming from a rule: what it says, from today on."""
    form.valid_from.data = today()
    asked = request.args.get("demand")
    if asked not in set(Demand):
        return
    demand, known = Demand(asked), rulebook.in_force()
    present = {each: given.in_force(demand, each, today(), known) for each in Severity}
    form.demand.data = demand
    form.severities.data = [each for each, rule in present.items() if rule is not None and rule.hours]
    form.hours.data = next((rule.hours for rule in present.values() if rule is not None and rule.hours), None)


@bp.route("/opinions/duty-hours/new", methods=["GET", "POST"])
@access.allow(*adopting.KEEPERS)
def set_hours() -> Response:
    """Enter hours of duty that hold from a day on."""
    form = HoursForm()
    if not form.is_submitted():
        form.valid_from.data = today()
        form.spans.data = duty.hours_on(today(), rulebook.hours()).words
        return web.render(*HOURS, form=form)
    if not form.validate():
        return web.invalid(*HOURS, form=form)
    hours: Any = form.hours()
    adopting.adopt_hours(hours, g.user)
    db.session.commit()
    return web.saved(f"已设置：自 {hours.valid_from} 起，工作日值班时间为 {hours.words}。", url_for(".rules"))
