"""Holiday arrangements as data: a year entered here stands in for the installed package's."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.db import Instant, Model
from tracker.people.models import User


class CalendarYear(Model):
    """One year's arrangement with the number of the State Council notice that it rests on."""

    __tablename__ = "calendar_year"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    notice: Mapped[str] = mapped_column(String(120))
    version: Mapped[int] = mapped_column(default=1)
    days: Mapped[list["CalendarDay"]] = relationship(
        cascade="all, delete-orphan", order_by="CalendarDay.on", lazy="selectin"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class CalendarDay(Model):
    """A day that differs from Monday to Friday: off by statute with its holiday's name, or worked in exchange."""

    __tablename__ = "calendar_day"

    on: Mapped[date] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(ForeignKey("calendar_year.year"), index=True)
    is_worked: Mapped[bool]
    name: Mapped[str] = mapped_column(String(20))


class CalendarChange(Model):
    """One change of a year's arrangement, kept with the limits that it moved.

    ``notice`` is what the year rested on from then on, empty when the entered year was given up. ``by_id`` is empty
    for a recount from the command line, which follows a change of the package's data.
    """

    __tablename__ = "calendar_change"
    __table_args__ = (Index(None, "year", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    notice: Mapped[str] = mapped_column(String(120), default="")
    what: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(Instant)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    by: Mapped[User | None] = relationship()


class MovedLimit(Model):
    """A limit that came out differently after a change, as the record was called then."""

    __tablename__ = "moved_limit"
    __table_args__ = (Index(None, "change_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    change_id: Mapped[int] = mapped_column(ForeignKey("calendar_change.id"))
    what: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    unit: Mapped[str] = mapped_column(String(40))
    old: Mapped[date | None]
    new: Mapped[date | None]
    was_provisional: Mapped[bool] = mapped_column(default=False)
    is_provisional: Mapped[bool] = mapped_column(default=False)
    address: Mapped[str] = mapped_column(String(80))
