"""Spot checks as they were drawn: by which number, from what, and which records."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.db import Instant, Model
from tracker.people.models import User


class SpotCheck(Model):
    """One draw. ``asked`` are the filters as the register of disclosures takes them, ``scope`` what they say in words;
    ``population`` is how many records they found on the day, ``drawn`` the ids of those that the number drew."""

    __tablename__ = "spot_check"

    id: Mapped[int] = mapped_column(primary_key=True)
    seed: Mapped[int]
    size: Mapped[int]
    asked: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    scope: Mapped[str] = mapped_column(String(300), default="")
    population: Mapped[int]
    drawn: Mapped[list[int]] = mapped_column(JSON, default=list)
    on: Mapped[date]
    at: Mapped[datetime] = mapped_column(Instant)
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    by: Mapped[User] = relationship()

    @property
    def label(self) -> str:
        return f"{self.on} 抽查号{self.seed}"
