"""What the visits to recorded addresses found, each kept, and the dead pages that the office decides on."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.db import Instant, Model, choice
from tracker.disclosures.models import Disclosure
from tracker.links.choices import FindingState, LinkState
from tracker.links.outcomes import Visit
from tracker.people.models import User


class LinkVisit(Model):
    """One visit to an address, never changed afterwards; it holds for every record that states the address."""

    __tablename__ = "link_visit"
    __table_args__ = (Index(None, "address", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(String(400))
    state: Mapped[LinkState] = mapped_column(choice(LinkState))
    status: Mapped[int | None]
    final_address: Mapped[str] = mapped_column(String(400), default="")
    reason: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[datetime] = mapped_column(Instant)

    @classmethod
    def of(cls, address: str, visit: Visit, at: datetime) -> "LinkVisit":
        return cls(
            address=address,
            state=visit.state,
            status=visit.status,
            final_address=visit.final_address,
            reason=visit.reason,
            at=at,
        )

    @property
    def visit(self) -> Visit:
        return Visit(self.state, self.status, self.final_address, self.reason)


class LinkFinding(Model):
    """A page that a record names on the government's website and that does not open; the office decides on it.

    ``why`` is the proof as it stood when it was found. ``by``, ``at`` and ``note`` say who decided, when and why;
    ``by_id`` stays empty where the tracker itself dismissed it. ``check_id`` is the return of the record that went with
    the confirmation. ``mended_at`` and ``answer`` say how a confirmed one was settled.
    """

    __tablename__ = "link_finding"
    __table_args__ = (
        Index(
            None,
            "disclosure_id",
            "address",
            unique=True,
            sqlite_where=text("state IN ('open', 'confirmed')"),
            postgresql_where=text("state IN ('open', 'confirmed')"),
        ),
        Index(None, "address"),
        Index(None, "state", "found_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    disclosure_id: Mapped[int] = mapped_column(ForeignKey("disclosure.id"))
    address: Mapped[str] = mapped_column(String(400))
    why: Mapped[str] = mapped_column(Text)
    found_at: Mapped[datetime] = mapped_column(Instant)
    state: Mapped[FindingState] = mapped_column(choice(FindingState), default=FindingState.OPEN)
    note: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime | None] = mapped_column(Instant)
    check_id: Mapped[int | None] = mapped_column(ForeignKey("disclosure_check.id"))
    mended_at: Mapped[datetime | None] = mapped_column(Instant)
    answer: Mapped[str] = mapped_column(String(400), default="")
    version: Mapped[int] = mapped_column(default=1)
    disclosure: Mapped[Disclosure] = relationship()
    by: Mapped[User | None] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def is_open(self) -> bool:
        return self.state is FindingState.OPEN

    @property
    def waits_for_unit(self) -> bool:
        return self.state is FindingState.CONFIRMED

    @property
    def request(self) -> str:
        """What the unit is asked to do when the finding is confirmed; the record is given back with it."""
        asked = "请更正网址后保存；网页已恢复的，请在本记录的“网址核查”中说明。"
        return f"登记的政府网站网址打不开：{self.address} 。{self.why}{asked}"
