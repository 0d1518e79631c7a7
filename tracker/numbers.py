"""Document numbers (发文字号) that were given: one list for all papers, so that no two bear one number."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from tracker.clock import now
from tracker.db import Instant, Model, db
from tracker.refusals import Refused


class IssuedNumber(Model):
    """``paper`` says in a few words what bears the number."""

    __tablename__ = "issued_number"

    number: Mapped[str] = mapped_column(String(60), primary_key=True)
    paper: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(Instant)


def taken(number: str) -> str:
    """Why a number cannot be given again; nothing for a free one."""
    found = db.session.get(IssuedNumber, number)
    return f"文号 {number} 已经用过（{found.paper}），请核对后换一个" if found else ""


def take(number: str, paper: str) -> None:
    """Give a number to a paper, in the transaction that issues it. Raises Refused for one that was given before."""
    if used := taken(number):
        raise Refused(f"{used}。", "number")
    try:
        with db.session.begin_nested():
            db.session.add(IssuedNumber(number=number, paper=paper[:200], at=now()))
    except IntegrityError:
        raise Refused(f"文号 {number} 刚刚被另一份文件用了，请核对后换一个。", "number") from None
