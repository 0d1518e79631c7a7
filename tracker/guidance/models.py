"""Links between cases of public opinion, policy documents and disclosures (plan 三（五）)."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.db import Instant, Model
from tracker.disclosures.models import Disclosure
from tracker.interpretations.models import PolicyDocument
from tracker.opinions.models import OpinionCase


class RecordLink(Model):
    """Two records that belong together, read from either side. ``pair`` names both, so that none is linked twice."""

    __tablename__ = "record_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("opinion_case.id"), index=True)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("policy_document.id"), index=True)
    disclosure_id: Mapped[int | None] = mapped_column(ForeignKey("disclosure.id"), index=True)
    pair: Mapped[str] = mapped_column(String(60), unique=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    case: Mapped[OpinionCase | None] = relationship()
    document: Mapped[PolicyDocument | None] = relationship()
    disclosure: Mapped[Disclosure | None] = relationship()
