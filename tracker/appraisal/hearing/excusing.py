"""A unit asks not to be held to one record (情况说明); accepted by the office, it counts neither way."""

from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.exc import IntegrityError

from tracker import journal
from tracker.appraisal import lists
from tracker.appraisal.choices import ExcuseState
from tracker.appraisal.excusable import LOST
from tracker.appraisal.models import Excuse
from tracker.clock import now
from tracker.db import db
from tracker.people.models import Unit, User
from tracker.refusals import Refused


def of(year: int, unit_id: int | None = None) -> list[Excuse]:
    """The year's requests, those of one unit or of all, what waits for an answer first."""
    statement: Select[Excuse] = select(Excuse).where(Excuse.year == year)
    if unit_id is not None:
        statement = statement.where(Excuse.unit_id == unit_id)
    found = db.session.scalars(statement.order_by(Excuse.id)).all()
    return sorted(found, key=lambda each: each.state is not ExcuseState.ASKED)


def waiting(year: int) -> int:
    """How many requests of the year wait for the office."""
    asked = select(func.count()).where(Excuse.year == year, Excuse.state == ExcuseState.ASKED)
    return db.session.scalar(asked) or 0


def ask(year: int, unit: Unit, of_what: tuple[str, str], reason: str, by: User) -> Excuse:
    """``of_what`` names the indicator and the record.

    Raises Refused once the list is confirmed, for what costs the unit no points, or what was asked before.
    """
    _require_open(year)
    indicator, record = of_what
    document = lists.of(year).unit(unit.code)
    kind, _, number = record.partition(":")
    lines: list[dict[str, Any]] = document["lines"] if document is not None else []
    lost: list[dict[str, Any]] = next(
        (line["lost"] for line in lines if line["key"] == indicator and indicator in LOST), []
    )
    if document is None or not any((each["type"], str(each["id"])) == (kind, number) for each in lost):
        raise Refused("这条记录没有使本单位在该指标失分，不需要说明。请刷新页面查看最新的得分。")
    excuse = Excuse(
        year=year, unit_id=unit.id, indicator=indicator, record_type=kind, record_id=int(number),
        title=document["titles"][kind][number], reason=reason, by_id=by.id, at=now(),
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(excuse)
    except IntegrityError:
        raise Refused("这条记录已经提交过情况说明，请等公开办答复。") from None
    details = {"indicator": indicator, "record": record, "reason": reason}
    journal.record("excuse.ask", "excuse", excuse.id, f"{unit.short_name}提交情况说明“{excuse.title}”", details=details)
    return excuse


def answer(excuse: Excuse, state: ExcuseState, text: str, by: User) -> None:
    """Raises Refused for what was answered before, without words, or once the list is confirmed."""
    _require_open(excuse.year)
    if excuse.state is not ExcuseState.ASKED:
        raise Refused(f"这份情况说明已经答复：{excuse.state.label}。")
    if not text.strip():
        raise Refused("请写明答复的理由，单位和审计都会看到。")
    excuse.state, excuse.answer = state, text
    excuse.answered_by_id, excuse.answered_at = by.id, now()
    db.session.flush()
    summary = f"答复{excuse.unit.short_name}的情况说明“{excuse.title}”：{state.label}"
    journal.record("excuse.answer", "excuse", excuse.id, summary, details={"state": state.value, "answer": text})


def _require_open(year: int) -> None:
    if lists.confirmed(year) is not None:
        raise Refused(f"{year}年度名单已经确认，情况说明不再影响得分。对拟通报批评有异议的，请申述。")
