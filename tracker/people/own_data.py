"""What the house holds about one person, as a workbook: the account, browsers signed in, every act on record."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import select

from tracker.clock import local, today
from tracker.db import db
from tracker.documents.spreadsheet import Column, Kind, Sheet, write_workbook
from tracker.journal import AuditEntry
from tracker.listing import EXPORT_LIMIT
from tracker.people.models import LoginSession, User

Cell = str | int | float | date | None
RESULTS = {"ok": "成功", "refused": "被拒绝", "failed": "失败"}


def of(user: User) -> bytes:
    note = (f"导出于 {today()}，时间为北京时间。密码、会话令牌和验证码密钥只以不可还原的形式保存，无法导出。",)
    return write_workbook(
        [
            Sheet("账号", "账号", (Column("项目", 16), Column("内容", 40)), _account(user), note),
            Sheet("登录", "登录中的设备", (Column("地址", 20), _at("登录时间"), _at("最近使用")), _sessions(user), ()),
            Sheet(
                "操作记录",
                "操作记录",
                (_at("时间"), Column("地址", 20), Column("说明", 60), Column("结果", 10)),
                _acts(user),
                (),
            ),
        ]
    )


def _at(name: str) -> Column:
    return Column(name, 20, Kind.MOMENT)


def _moment(value: datetime | None) -> datetime | None:
    return local(value).replace(tzinfo=None) if value else None


def _account(user: User) -> Iterable[Sequence[Cell]]:
    return [
        ("登录名", user.username),
        ("姓名", user.name),
        ("办公电话", user.phone),
        ("角色", user.role.label),
        ("单位", user.unit.name if user.unit else "面向全区"),
        ("建立时间", f"{_moment(user.created_at):%Y-%m-%d %H:%M}"),
        ("停用时间", f"{_moment(user.disabled_at):%Y-%m-%d %H:%M}" if user.disabled_at else ""),
    ]


def _sessions(user: User) -> Iterable[Sequence[Cell]]:
    found = db.session.scalars(select(LoginSession).where(LoginSession.user_id == user.id).order_by(LoginSession.id))
    return [(each.address, _moment(each.created_at), _moment(each.seen_at)) for each in found]


def _acts(user: User) -> Iterable[Sequence[Cell]]:
    columns = (AuditEntry.at, AuditEntry.address, AuditEntry.summary, AuditEntry.result)
    own = select(*columns).where(AuditEntry.actor_id == user.id).order_by(AuditEntry.id.desc()).limit(EXPORT_LIMIT)
    return [
        (_moment(row.at), row.address, row.summary, RESULTS.get(row.result, row.result))
        for row in db.session.execute(own)
    ]
