"""Units with their names through time, groups of units, and the people who work for them."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import JSON, Column, ForeignKey, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.choices import Area, NameKind, Role, UnitKind
from tracker.db import Base, Instant, Model, choice


class Unit(Model):
    """A body with duties under the plan (责任单位). ``code`` is the short name's pinyin initials, fixed for life."""

    __tablename__ = "unit"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    short_name: Mapped[str] = mapped_column(String(40), unique=True)
    kind: Mapped[UnitKind] = mapped_column(choice(UnitKind))
    position: Mapped[int] = mapped_column(default=0)
    closed_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
    names: Mapped[list["UnitName"]] = relationship(
        back_populates="unit", cascade="all, delete-orphan", order_by="UnitName.id"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class UnitName(Model):
    """Another name under which papers know a unit; an old name can pass to several units, each for its ``area``."""

    __tablename__ = "unit_name"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    text: Mapped[str] = mapped_column(String(80), index=True)
    kind: Mapped[NameKind] = mapped_column(choice(NameKind))
    area: Mapped[Area | None] = mapped_column(choice(Area))
    subject: Mapped[str | None] = mapped_column(String(40))
    valid_to: Mapped[date | None]
    unit: Mapped[Unit] = relationship(back_populates="names")


unit_group_member = Table(
    "unit_group_member",
    Base.metadata,
    Column("group_id", ForeignKey("unit_group.id"), primary_key=True),
    Column("unit_id", ForeignKey("unit.id"), primary_key=True),
)


class UnitGroup(Model):
    """A name that papers use for many units at once, such as 各镇办. ``spellings`` are separated by 、."""

    __tablename__ = "unit_group"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    spellings: Mapped[str] = mapped_column(String(400), default="")
    version: Mapped[int] = mapped_column(default=1)
    members: Mapped[list[Unit]] = relationship(secondary=unit_group_member, order_by=Unit.position)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class User(Model):
    """A person with an account. Accounts are disabled, never deleted, so that a name is never used again.

    ``password_until`` is set on a password given by an administrator: it must be changed before that moment. While
    ``waits_since`` is set the account cannot be used: somebody other than ``prepared_by_id`` must activate it first.
    """

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(40))
    phone: Mapped[str] = mapped_column(String(40), default="")
    role: Mapped[Role] = mapped_column(choice(Role))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    must_change_password: Mapped[bool] = mapped_column(default=False)
    password_until: Mapped[datetime | None] = mapped_column(Instant)
    password_set_at: Mapped[datetime | None] = mapped_column(Instant)
    is_demo: Mapped[bool] = mapped_column(default=False)
    disabled_at: Mapped[datetime | None] = mapped_column(Instant)
    waits_since: Mapped[datetime | None] = mapped_column(Instant)
    prepared_by_id: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)
    unit: Mapped[Unit | None] = relationship(lazy="joined")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def sees_all_units(self) -> bool:
        return self.role in (Role.OFFICE, Role.ADMIN, Role.AUDITOR)

    @property
    def is_usable(self) -> bool:
        return self.disabled_at is None and self.waits_since is None

    def password_expired(self, moment: datetime) -> bool:
        """Whether the password given by an administrator was not changed in time."""
        return self.password_until is not None and moment > self.password_until


class LoginSession(Model):
    """A signed-in browser. The cookie holds a random token, the table its SHA-256: logout ends it on the server."""

    __tablename__ = "login_session"
    needs_no_record: ClassVar[bool] = True  # what was seen when is no act; signing in and out is recorded as one

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    address: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Instant)
    seen_at: Mapped[datetime] = mapped_column(Instant)
    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)


class LoginFailure(Model):
    """One failed login, counted per account name and per address; shared by all workers, kept over restarts."""

    __tablename__ = "login_failure"
    needs_no_record: ClassVar[bool] = True

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(40), index=True)
    address: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(Instant, index=True)


class KeptForm(Model):
    """A form that came in after the session had ended, kept for its author for half an hour. No password, no file."""

    __tablename__ = "kept_form"
    needs_no_record: ClassVar[bool] = True  # nothing was done with it

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    at: Mapped[datetime] = mapped_column(Instant)
    address: Mapped[str] = mapped_column(String(1000))
    fields: Mapped[list[list[str]]] = mapped_column(JSON)
    files: Mapped[list[list[str]]] = mapped_column(JSON)


class SecondFactor(Model):
    """A person's one-time codes. What the table holds makes no code without the server's own key."""

    __tablename__ = "second_factor"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), unique=True)
    nonce: Mapped[str] = mapped_column(String(64))
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    last_step: Mapped[int] = mapped_column(default=0)


class RecoveryCode(Model):
    """A code on paper for the day when the telephone is lost; deleted when used. Only its hash is kept."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
