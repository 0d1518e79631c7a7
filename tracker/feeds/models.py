"""Secret addresses under which a calendar program reads the open limits without signing in."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.choices import Role
from tracker.db import Instant, Model
from tracker.people.models import Unit, User

OF_A_UNIT = (Role.LIAISON, Role.LEADER)
HOLDERS = (*OF_A_UNIT, Role.OFFICE)


class FeedKey(Model):
    """One address of one person. The table holds the SHA-256 of its random part, so a copy of it opens nothing.

    ``unit_id`` is the unit whose limits are read, empty for the office's feed of all units. A key serves as long as
    its owner has the same place: whoever changes the unit or the role makes a new one.
    """

    __tablename__ = "feed_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    name: Mapped[str] = mapped_column(String(40))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    last_used_at: Mapped[datetime | None] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)
    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)
    unit: Mapped[Unit | None] = relationship()

    @property
    def serves(self) -> bool:
        """Whether the address is answered: not revoked, its owner still in the same place."""
        return self.revoked_at is None and self.user.is_usable and may_hold(self.user, self.unit_id)


def may_hold(user: User, unit_id: int | None) -> bool:
    """Whether the person's feed is that of the unit; None stands for all units, which only the office reads."""
    if user.role is Role.OFFICE:
        return unit_id is None
    return user.role in OF_A_UNIT and unit_id is not None and user.unit_id == unit_id
