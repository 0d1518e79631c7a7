"""Acknowledging a case, passing it on with the other's agreement, the office taking it over or assigning it."""

from dataclasses import dataclass

from flask import abort, g, url_for
from werkzeug.wrappers import Response

from tracker import web
from tracker.choices import Role
from tracker.db import db
from tracker.opinions.blueprint import bp
from tracker.opinions.casework.views import case_of
from tracker.opinions.models import OpinionCase
from tracker.opinions.passing import handing
from tracker.opinions.passing.forms import ReasonForm, UnitForm
from tracker.opinions.scope import WRITERS, may_write
from tracker.people import access
from tracker.people.filtering import units_in_force
from tracker.people.models import Unit
from tracker.refusals import Refused

PAGE = ("opinions/act.html", "opinions/_act.html")


@dataclass(frozen=True)
class Act:
    title: str
    button: str
    explanation: str
    reason: str
    unit: str = ""


ACTS = {
    "hand-over": Act(
        "提请移交",
        "提请移交",
        "不属于本单位职责的，提请移交有责任的单位；对方同意后由其负责，不同意的仍由本单位负责。时限仍从发现时起连续计算。",
        "移交理由",
        "移交给",
    ),
    "refusal": Act(
        "不同意接办", "不同意接办", "不属于本单位职责的，写明理由退回；舆情仍由提请移交的单位负责。", "不同意的理由"
    ),
    "take-over": Act(
        "公开办接办", "接办", "接办后由区公开办主办、办结，责任单位仍可添加记录；也可以再指定责任单位。", "接办原因"
    ),
    "assignment": Act(
        "指定责任单位",
        "指定",
        "指定后由该单位首先负责，并应在值班时间内1小时签收。时限仍从发现时起连续计算。",
        "指定理由",
        "责任单位",
    ),
}


@bp.post("/opinions/<int:case_id>/acknowledgement")
@access.allow(Role.LIAISON)
def acknowledge(case_id: int) -> Response:
    """The unit has seen the case."""
    case = case_of(case_id, writing=True)
    handing.acknowledge(case, g.user)
    db.session.commit()
    return web.saved(f"已签收《{case.topic}》。", url_for(".show", case_id=case_id))


@bp.post("/opinions/<int:case_id>/agreement")
@access.allow(Role.LIAISON)
def agree(case_id: int) -> Response:
    """The unit that is asked to take the case agrees."""
    case = case_of(case_id, writing=True)
    handing.accept(case, g.user)
    db.session.commit()
    return web.saved(f"已接办《{case.topic}》，由本单位负责。", url_for(".show", case_id=case_id))


@bp.post("/opinions/<int:case_id>/withdrawal")
@access.allow(*WRITERS)
def withdraw(case_id: int) -> Response:
    """Take an offer back."""
    case = case_of(case_id, writing=True)
    handing.withdraw(case, g.user)
    db.session.commit()
    return web.saved("已撤回移交。", url_for(".show", case_id=case_id))


@bp.route("/opinions/<int:case_id>/hand-over", methods=["GET", "POST"])
@access.allow(*WRITERS)
def hand_over(case_id: int) -> Response:
    """Ask another unit to take the case."""
    case = case_of(case_id, writing=True)
    if not may_write(g.user, case):
        abort(404)
    form = _unit_form(case)
    if not form.is_submitted() or not form.is_sound():
        return _form(case, "hand-over", form)
    to = db.get_or_404(Unit, form.to.data)
    try:
        handing.offer(case, g.user, to, form.reason.data or "")
    except Refused as refused:
        form.to.errors = [str(refused)]
        return _form(case, "hand-over", form)
    db.session.commit()
    return web.saved(f"已提请移交{to.short_name}，对方将在工作台看到。", url_for(".show", case_id=case_id))


@bp.route("/opinions/<int:case_id>/refusal", methods=["GET", "POST"])
@access.allow(Role.LIAISON)
def refuse(case_id: int) -> Response:
    """The unit that is asked to take the case does not agree."""
    case = case_of(case_id, writing=True)
    form = ReasonForm()
    if not form.is_submitted() or not form.validate():
        return _form(case, "refusal", form)
    handing.decline(case, g.user, form.reason.data or "")
    db.session.commit()
    return web.saved(f"已退回，《{case.topic}》仍由{case.unit.short_name}负责。", url_for(".index"))


@bp.route("/opinions/<int:case_id>/take-over", methods=["GET", "POST"])
@access.allow(Role.OFFICE)
def take_over(case_id: int) -> Response:
    case = case_of(case_id, writing=True)
    form = ReasonForm()
    if not form.is_submitted() or not form.validate():
        return _form(case, "take-over", form)
    handing.take_over(case, g.user, form.reason.data or "")
    db.session.commit()
    return web.saved(f"《{case.topic}》已由公开办接办。", url_for(".show", case_id=case_id))


@bp.route("/opinions/<int:case_id>/assignment", methods=["GET", "POST"])
@access.allow(Role.OFFICE)
def assign(case_id: int) -> Response:
    """The office says which unit answers first."""
    case = case_of(case_id, writing=True)
    form = _unit_form(case)
    if not form.is_submitted() or not form.is_sound():
        return _form(case, "assignment", form)
    to = db.get_or_404(Unit, form.to.data)
    handing.assign(case, g.user, to, form.reason.data or "")
    db.session.commit()
    return web.saved(f"已指定{to.short_name}负责《{case.topic}》。", url_for(".show", case_id=case_id))


def _unit_form(case: OpinionCase) -> UnitForm:
    form = UnitForm()
    others = [(unit.id, unit.short_name) for unit in units_in_force() if unit.id != case.unit_id]
    form.offer(others)
    return form


def _form(case: OpinionCase, name: str, form: ReasonForm) -> Response:
    act = ACTS[name]
    form.reason.label.text = act.reason
    if isinstance(form, UnitForm):
        form.to.label.text = act.unit
    answer = web.invalid if form.is_submitted() else web.render
    return answer(*PAGE, case=case, act=act, form=form, action=url_for(f".{_ENDPOINTS[name]}", case_id=case.id))


_ENDPOINTS = {"hand-over": "hand_over", "refusal": "refuse", "take-over": "take_over", "assignment": "assign"}
