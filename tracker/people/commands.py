import sys
from pathlib import Path

import click
from flask import Flask
from sqlalchemy import select

from tracker import journal
from tracker.choices import Role
from tracker.cli import house_command
from tracker.db import db
from tracker.people import accounts, activation, own_data
from tracker.people.directory import load_directory
from tracker.people.district import seed_district
from tracker.people.models import Unit, User
from tracker.refusals import Refused


@house_command("create-user", example="flask create-user liaison-fgj --role liaison --unit fgj --full-name 张三")
@click.argument("username", metavar="NAME")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True, help="角色。")
@click.option("--unit", "unit_name", metavar="UNIT", help="单位代码或名称，如 fgj；联络员和分管领导必填。")
@click.option("--full-name", metavar="TEXT", help="姓名，缺省同登录名。")
def create_user(username: str, role: str, unit_name: str | None, full_name: str | None) -> None:
    """新建账号；密码在终端输入两次，或从标准输入读一行。"""
    unit = find_unit(unit_name) if unit_name else None
    user = accounts.create_user(username, (full_name or username)[:40], Role(role), unit, ask_password())
    db.session.commit()
    click.echo(f"已新建账号 {user.username}（{user.role.label}）。")


@house_command("reset-password", example="flask reset-password auditor")
@click.argument("username", metavar="NAME")
def reset_password(username: str) -> None:
    """重置密码：生成一次性的初始密码，本人在所有设备上退出登录。审计员和安全管理员的密码只能这样重置。"""
    user = find_user(username)
    password = accounts.reset_password(user, None)
    db.session.commit()
    click.echo(f"{user.username} 的初始密码是 {password} ，7天内有效，首次登录必须修改。")


@house_command("activate-user", example="flask activate-user office2 leader-fgj")
@click.argument("usernames", metavar="NAME...", nargs=-1, required=True)
def activate_user(usernames: tuple[str, ...]) -> None:
    """启用等待启用的账号；没有另一位管理员或安全管理员时，由运行维护人员这样启用。"""
    given = {username: activation.activate(find_user(username), None) for username in usernames}
    db.session.commit()
    for username, password in given.items():
        first = f"，初始密码是 {password} ，7天内有效，首次登录必须修改" if password else ""
        click.echo(f"已启用 {username}{first}。")


@house_command("disable-user", example="flask disable-user auditor2")
@click.argument("username", metavar="NAME")
def disable_user(username: str) -> None:
    """停用账号：立即退出所有登录。审计员和安全管理员的账号只能这样停用。"""
    user = find_user(username)
    accounts.disable_user(user, None)
    db.session.commit()
    click.echo(f"已停用账号 {user.username}。")


@house_command("disable-idle", example="flask disable-idle --days 90 --dry-run")
@click.option("--days", type=click.IntRange(30, 3650), default=accounts.IDLE_DAYS, help="多少天没有登录，缺省90。")
@click.option("--dry-run", is_flag=True, help="只列出，不停用。")
def disable_idle(days: int, dry_run: bool) -> None:
    """停用长期没有登录的账号；最后一位管理员、审计员除外。"""
    done = accounts.disable_idle(days)
    for user in done:
        click.echo(f"{user.username} {user.name}")
    if dry_run:
        db.session.rollback()
        click.echo(f"以上{len(done)}个账号{days}天没有登录，没有停用。")
    else:
        db.session.commit()
        click.echo(f"已停用{len(done)}个{days}天没有登录的账号。")


@house_command("export-person", example="flask export-person liaison-fgj /srv/out/li.xlsx")
@click.argument("username", metavar="NAME")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def export_person(username: str, file: Path) -> None:
    """把系统中关于此人的数据导出为 FILE（.xlsx）；本人也可在页面右上角自行导出。"""
    user = find_user(username)
    data = own_data.of(user)
    journal.record("user.export", "user", user.id, f"导出 {user.username} 的个人数据")
    file.write_bytes(data)
    db.session.commit()
    click.echo(f"已导出到 {file}。")


@house_command("load-units", example="flask load-units")
def load_units() -> None:
    """载入王益区单位名单：只补充没有的单位，不改动已有的。"""
    added = seed_district()
    db.session.commit()
    click.echo(f"新增{added}个单位。" if added else "名单中的单位都已在册，没有改动。")


def find_user(username: str) -> User:
    """The account with this login name. Raises Refused when there is none."""
    user = db.session.scalar(select(User).where(User.username == username))
    if user is None:
        raise Refused(f"没有登录名为“{username}”的账号，请核对。")
    return user


def find_unit(text: str) -> Unit:
    """The unit with this code or name. Raises Refused when there is none, naming what it might be."""
    directory = load_directory()
    found = [unit for unit in directory.units if unit.code == text]
    match = directory.resolve(text)
    if match.via != "group":
        found = found or list(match.units)
    if not found:
        near = "、".join(f"{unit.short_name}（{unit.code}）" for unit in match.candidates)
        raise Refused(
            f"未找到单位“{text}”。" + (f"您要找的可能是：{near}。" if near else "请核对，或先在“单位”中添加。")
        )
    return db.session.get_one(Unit, found[0].id)


def ask_password() -> str:
    if sys.stdin.isatty():
        password: str = click.prompt("密码", hide_input=True, confirmation_prompt="再输入一次")
        return password
    return sys.stdin.readline().rstrip("\r\n")


def install(app: Flask) -> None:
    """Add this room's commands to ``flask``."""
    for command in (create_user, activate_user, reset_password, disable_user, disable_idle, export_person, load_units):
        app.cli.add_command(command)
