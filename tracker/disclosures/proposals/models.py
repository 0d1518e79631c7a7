"""Corrections by which a record would be judged better: they change nothing until the office agrees."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.db import Instant, Model, choice
from tracker.disclosures.proposals.choices import ProposalState
from tracker.people.models import User


class Proposal(Model):
    """A correction that moves a record's clock in its unit's favour (待同意的更正).

    ``changes`` has field -> before and after, as ``Entry.as_json`` writes them; ``gain`` says what the unit would win.
    """

    __tablename__ = "disclosure_proposal"
    __table_args__ = (Index(None, "state", "disclosure_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    disclosure_id: Mapped[int] = mapped_column(ForeignKey("disclosure.id"), index=True)
    changes: Mapped[dict[str, Any]] = mapped_column(JSON)
    gain: Mapped[str] = mapped_column(String(400))
    reason: Mapped[str] = mapped_column(String(400))
    state: Mapped[ProposalState] = mapped_column(choice(ProposalState), default=ProposalState.OPEN)
    note: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    settled_at: Mapped[datetime | None] = mapped_column(Instant)
    by: Mapped[User] = relationship(foreign_keys=by_id)
    settled_by: Mapped[User | None] = relationship(foreign_keys=settled_by_id)
