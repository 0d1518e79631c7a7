"""The annual result of all units, gathered from the frozen list, the issued notices and the rectifications."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from tracker.appraisal import document
from tracker.appraisal.explaining import telling
from tracker.appraisal.facts import FACTS
from tracker.appraisal.models import Appraisal
from tracker.choices import NoticeKind, Proposal, RectificationState, UnitKind
from tracker.clock import local, today
from tracker.db import db
from tracker.documents.spreadsheet import Column, Kind, Sheet, Value
from tracker.notices import problems
from tracker.notices.annual.result import Orders, bands, of_unit
from tracker.notices.models import Notice
from tracker.rectification.models import Rectification

COLUMNS = (
    Column("序号", 6, Kind.NUMBER),
    Column("单位", 26),
    Column("类别", 12),
    Column("得分", 8, Kind.NUMBER),
    Column("名次", 7, Kind.NUMBER),
    Column("通报", 10),
    Column("文号", 22),
    Column("责令整改", 8, Kind.NUMBER),
    Column("已销号", 8, Kind.NUMBER),
    Column("按期", 8, Kind.NUMBER),
    Column("逾期", 8, Kind.NUMBER),
    Column("整改返还", 8, Kind.NUMBER),
    Column("年度考核得分", 10, Kind.NUMBER),
    Column("等次", 9),
    Column("督查、申请、报告和外部评价", 40),
    Column("事实指纹", 70),
)
KINDS = {Proposal.COMMEND: NoticeKind.COMMENDATION, Proposal.CRITICISE: NoticeKind.CRITICISM}


def gather(appraisal: Appraisal) -> dict[str, Any]:
    """The document of ``annual.json``; each unit carries its own fingerprint, the whole that of the frozen list."""
    notices = {each.kind: each for each in _issued(appraisal)}
    done_by = orders(appraisal)
    units = []
    for verdict in appraisal.verdicts:
        notice = notices.get(KINDS[verdict.decision]) if verdict.decision in KINDS else None
        done = done_by.get(verdict.unit_id, Orders())
        line = of_unit(verdict.document, verdict.decision.value, _said(notice), done, appraisal.scheme)
        watched = telling.watched_counts(verdict.document)
        units.append(line | {"watched": watched, "fingerprint": document.unit_fingerprint(verdict.document)})
    scheme = {"name": appraisal.scheme["name"], "version": appraisal.scheme["version"]}
    scheme["bands"] = list(bands(appraisal.scheme))
    return {
        "year": appraisal.year,
        "as_of": appraisal.as_of.isoformat(),
        "exported_on": today().isoformat(),
        "scheme": scheme,
        "fingerprint": appraisal.fingerprint,
        "units": units,
    }


def sheet(found: dict[str, Any]) -> Sheet:
    notes = (
        f"事实截至 {found['as_of']}，{found['scheme']['name']}第{found['scheme']['version']}版；"
        f"通报和整改情况截至 {found['exported_on']}。",
        f"名单指纹 {found['fingerprint']}",
        f"等次按方案的{'、'.join(map(str, found['scheme']['bands']))}分划分，不参加排名的不评等次；"
        "整改返还 =（100−得分）× 方案确定的比例 × 按期销号项数 ÷ 责令整改项数。",
    )
    title = f"{found['year']}年度重点领域政府信息公开考核结果"
    return Sheet("年度考核结果", title, COLUMNS, [_row(*each) for each in enumerate(found["units"], 1)], notes)


def _row(number: int, unit: dict[str, Any]) -> tuple[Value, ...]:
    notice, fixed = unit["notice"] or {}, unit["rectification"]
    named = f"{notice['number']}{'（已撤销）' if notice['withdrawn'] else ''}" if notice else None
    gone = "（通报已撤销，不作为依据）" if notice.get("withdrawn") else ""
    watched = "；".join(f"{FACTS[name]}{count}" for name, count in unit["watched"].items())
    return (
        *(number, unit["unit"], UnitKind(unit["kind"]).label, unit["score"], unit["rank"]),
        *(f"{Proposal(unit['decision']).label}{gone}", named),
        *(fixed["ordered"], fixed["closed"], fixed["in_time"], fixed["late"], fixed["given_back"]),
        *(unit["final_score"], unit["grade"], watched, unit["fingerprint"]),
    )


def _said(notice: Notice | None) -> dict[str, Any] | None:
    if notice is None or notice.dated_on is None:
        return None
    withdrawal = notice.withdrawal
    return {
        "kind": notice.kind.value,
        "number": notice.document_number,
        "dated_on": notice.dated_on.isoformat(),
        "withdrawn": withdrawal.document_number if withdrawal else None,
    }


def _issued(appraisal: Appraisal) -> Sequence[Notice]:
    with_all = selectinload(Notice.follow_ups), selectinload(Notice.rectifications)
    statement = select(Notice).where(Notice.appraisal_id == appraisal.id)
    return db.session.scalars(statement.options(*with_all).order_by(Notice.id)).all()


def _units_ordered(appraisal: Appraisal) -> dict[int, int]:
    """Rectification -> the unit that the notice ordered it of, whoever has taken it over since.

    A notice orders one rectification for each line of its problem list, unit by unit as the list goes.
    """
    verdicts = {verdict.document["code"]: verdict for verdict in appraisal.verdicts}
    found: dict[int, int] = {}
    for notice in _issued(appraisal):
        if notice.kind is not NoticeKind.CRITICISM or notice.rectify_by is None:
            continue
        listed = [verdicts[code] for code in notice.content["units"] if code in verdicts]
        lines = [(each, problems.criticised(each.document, notice.rectify_by).problems) for each in listed]
        units = [verdict.unit_id for verdict, ordered in lines for _ in ordered]
        ids = sorted(each.id for each in notice.rectifications)
        if len(ids) == len(units):
            found |= dict(zip(ids, units, strict=True))
    return found


def orders(appraisal: Appraisal) -> dict[int, Orders]:
    """Unit -> its rectifications of the year; what was lifted counts for nobody."""
    found: dict[int, dict[str, int]] = defaultdict(lambda: asdict(Orders()))
    ordered_of = _units_ordered(appraisal)
    for each in db.session.scalars(select(Rectification).where(Rectification.year == appraisal.year)):
        if each.lifted_on is not None:
            continue
        counts = found[ordered_of.get(each.id, each.unit_id)]
        replied_on = local(each.replied_at).date() if each.replied_at else None
        is_closed = each.state is RectificationState.CLOSED
        kept = Rectification.kept(each.state, replied_on, each.due_on)
        counts["ordered"] += 1
        counts["closed"] += is_closed
        counts["in_time"] += is_closed and kept
        counts["late"] += not kept and each.due_on < today()
    return {unit: Orders(**counts) for unit, counts in found.items()}
