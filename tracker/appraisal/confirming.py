"""Confirm a year's list: facts, scheme, scores and proposals are frozen with their fingerprint (plan 四（三）)."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tracker import journal
from tracker.appraisal import lists
from tracker.appraisal.hearing import excusing
from tracker.appraisal.models import Appraisal, AppraisalScheme, Verdict
from tracker.choices import Proposal
from tracker.clock import now
from tracker.db import db
from tracker.people.models import Unit, User
from tracker.refusals import Refused, Stale


def confirm(year: int, seen: str, by: User, cut_off: date | None = None) -> Appraisal:
    """Freeze the list whose fingerprint was ``seen``, as of now or of an earlier cut-off; it cannot be undone.

    Raises Stale when the facts changed since it was seen, Refused when it was confirmed before, judges nobody, or when
    a submission of the year still waits for review: what the office has not looked at must count for nobody.
    """
    lists.require(year)
    if lists.confirmed(year) is not None:
        raise Refused(already(year))
    found = lists.proposed(year, cut_off=cut_off)
    if not any(unit["score"] is not None for unit in found.units):
        raise Refused(f"{year}年度没有可以评分的单位，不能确认名单。请先导入任务分解表。")
    if waiting := lists.waiting(year):
        raise Refused(f"{unreviewed(year, waiting)}，审核完才能确认名单。请先到“任务”中审核。")
    if asked := excusing.waiting(year):
        raise Refused(f"{year}年度还有{asked}份情况说明没有答复，答复完才能确认名单。请先到“情况说明”中答复。")
    if found.fingerprint != seen:
        raise Stale("名单依据的记录在您查看之后有变化，没有确认。下面是最新的名单，请重新核对后再确认。")
    appraisal = Appraisal(
        year=year,
        as_of=found.as_of,
        scheme=found.scheme,
        fingerprint=found.fingerprint,
        confirmed_by_id=by.id,
        confirmed_at=now(),
        verdicts=_verdicts(found),
    )
    try:
        with db.session.begin_nested():
            db.session.add(appraisal)
            _keep_scheme(found)
    except IntegrityError:
        raise Refused(already(year)) from None
    details = {"as_of": found.as_of.isoformat(), "fingerprint": found.fingerprint}
    journal.record("appraisal.confirm", "appraisal", appraisal.id, f"确认{year}年度考核名单", details=details)
    return appraisal


def already(year: int) -> str:
    return f"{year}年度名单已经确认并冻结，不能再次确认。请刷新页面查看。"


def unreviewed(year: int, waiting: int) -> str:
    return f"{year}年度任务还有{waiting}项上报待审核（含配合任务）"


def _verdicts(found: lists.YearList) -> list[Verdict]:
    ids = dict(db.session.execute(select(Unit.code, Unit.id)).all())
    return [
        Verdict(
            unit_id=ids[unit["code"]],
            document=dict(unit),
            proposal=Proposal(unit["proposal"]),
            decision=Proposal(unit["proposal"]),
        )
        for unit in found.units
    ]


def _keep_scheme(found: lists.YearList) -> None:
    """Put the default scheme among the year's versions once a list rests on it."""
    number = found.scheme["version"]
    kept = select(AppraisalScheme.id).where(AppraisalScheme.year == found.year, AppraisalScheme.number == number)
    if db.session.scalar(kept) is None:
        name = found.scheme["name"]
        db.session.add(
            AppraisalScheme(year=found.year, number=number, name=name, content=found.scheme, created_at=now())
        )
