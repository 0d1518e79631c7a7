"""The circular of a quarter issued once: number, date, signature and both files together; withdrawn by a paper."""

import hashlib
import json
from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from tracker import journal, numbers
from tracker.circulars import Particulars
from tracker.clock import now, today
from tracker.db import db
from tracker.documents.official import OfficialDocument, write_official
from tracker.documents.plain import as_plain
from tracker.documents.spreadsheet import write_workbook
from tracker.files import store
from tracker.guidance.circular import wording
from tracker.guidance.circular.quarter import Quarter, Table
from tracker.guidance.circular.wording import Frame
from tracker.guidance.models import CircularWithdrawal, QuarterCircular
from tracker.people.models import User
from tracker.refusals import Refused, Stale


def in_force(quarter: Quarter) -> QuarterCircular | None:
    """The issued circular of the quarter that was not withdrawn."""
    of = QuarterCircular
    withdrawn = select(CircularWithdrawal.circular_id)
    asked = (of.year == quarter.year, of.quarter == quarter.number, of.id.not_in(withdrawn))
    return db.session.scalar(select(of).where(*asked))


def refusal(quarter: Quarter) -> str | None:
    """Why none can be issued yet, or again; None when it can."""
    issued = in_force(quarter)
    if issued is not None:
        return f"{quarter.label}的通报已于 {issued.dated_on} 以 {issued.document_number} 签发；需要改发的，请先撤销。"
    if today() <= quarter.last:
        return f"{quarter.label}还没有结束（至 {quarter.last}），结束后再签发。"
    return None


def fingerprint(document: OfficialDocument) -> str:
    """What the table and the text of a draft amount to, whatever the requirements say."""
    plain = as_plain(replace(document, document_number=None, dated_on=None, paragraphs=()))
    return hashlib.sha256(json.dumps(plain, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def issue(table: Table, by: User, given: Particulars, seen: str) -> QuarterCircular:
    """Issue the circular whose table was ``seen``; from then on it never changes.

    Raises Stale when the numbers changed since; Refused when the quarter is not over, one is in force, the date does
    not fit, or the number is taken.
    """
    quarter = table.quarter
    if why := refusal(quarter):
        raise Refused(why)
    document = wording.paper(table, today(), Frame(given.text, given.number, given.dated_on))
    if fingerprint(document) != seen:
        raise Stale("统计数字在您打开之后有变化，没有签发。下面是最新的通报，请核对后再签发。")
    if not quarter.last < given.dated_on <= today():
        raise Refused(f"成文日期应在季度结束（{quarter.last}）之后、不晚于今天 {today()}。", "dated_on")
    if used := numbers.taken(given.number):
        raise Refused(f"{used}。", "serial")
    name = f"{quarter.label}政策解读和舆情回应情况"
    paper = store.keep(write_official(document), f"{name}通报（{given.number}）.docx")
    sheet = store.keep(write_workbook([wording.sheet(table, today(), "全区")]), f"{name}统计表（{given.number}）.xlsx")
    made = QuarterCircular(
        year=quarter.year,
        quarter=quarter.number,
        edition=_edition(quarter),
        document_number=given.number,
        dated_on=given.dated_on,
        signed_by=given.signed_by,
        content=as_plain(document),
        stored_file_id=paper.id,
        sheet_file_id=sheet.id,
        issued_by_id=by.id,
        issued_at=now(),
    )
    _add(made, given.number)
    numbers.take(given.number, f"{name}通报")
    details = {"number": given.number, "sha256": paper.sha256, "sheet": sheet.sha256}
    summary = f"签发{quarter.label}解读和回应情况通报 {given.number}"
    journal.record("guidance.issue", "quarter_circular", made.id, summary, details=details)
    return made


def withdraw(circular: QuarterCircular, by: User, given: Particulars) -> CircularWithdrawal:
    """Withdraw an issued circular by a paper of its own; ``given.text`` is why. Another may then be issued.

    Raises Refused when it was withdrawn, the date does not fit or the number is taken.
    """
    if circular.withdrawal is not None:
        raise Refused(f"这份通报已由 {circular.withdrawal.document_number} 撤销。")
    if not circular.dated_on <= given.dated_on <= today():
        raise Refused(f"成文日期应在原通报的成文日期 {circular.dated_on} 至今天 {today()} 之间。", "dated_on")
    if used := numbers.taken(given.number):
        raise Refused(f"{used}。", "serial")
    of = f"《{circular.content['title']}》（{circular.document_number}）"
    document = wording.withdrawal(of, given.text, given.number, given.dated_on)
    paper = store.keep(write_official(document), f"撤销通知（{given.number}）.docx")
    made = CircularWithdrawal(
        circular_id=circular.id,
        document_number=given.number,
        dated_on=given.dated_on,
        signed_by=given.signed_by,
        reason=given.text,
        stored_file_id=paper.id,
        withdrawn_by_id=by.id,
        withdrawn_at=now(),
    )
    _add(made, given.number)
    numbers.take(given.number, f"撤销通报 {circular.document_number} 的通知")
    details = {"number": given.number, "sha256": paper.sha256, "reason": given.text}
    summary = f"撤销通报 {circular.document_number}：{given.number}"
    journal.record("guidance.withdraw", "quarter_circular", circular.id, summary, details=details)
    return made


def _edition(quarter: Quarter) -> int:
    of = QuarterCircular
    same = select(func.count()).where(of.year == quarter.year, of.quarter == quarter.number)
    return (db.session.scalar(same) or 0) + 1


def _add(made: QuarterCircular | CircularWithdrawal, number: str) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError:
        raise Refused(f"文号 {number} 已经用过，或者刚刚由他人办理。请刷新页面查看。") from None
