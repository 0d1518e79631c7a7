"""Holiday arrangements as data: a year entered here stands in for the installed package's."""

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.db import Model


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
