import sys
from pathlib import Path

import click
from flask import Flask

from tracker.cli import fail, house_command
from tracker.db import db
from tracker.files import store
from tracker.refusals import Refused
from tracker.upkeep import anchors, checking
from tracker.upkeep.backing import make_backup
from tracker.upkeep.restoring import holds_data, restore

FILE = click.Path(path_type=Path)


@house_command("backup", example="flask backup /srv/backup/2018-12-20.tar.gz")
@click.argument("file", type=FILE)
def backup(file: Path) -> None:
    """把数据库和上传的文件备份到 FILE，并核验；可以在系统运行时进行。"""
    manifest = make_backup(file)
    db.session.commit()
    rows, files = sum(manifest.counts.values()), sum(name.startswith("files/") for name in manifest.members)
    click.echo(f"已备份到 {file} 并核验：数据{rows}条，文件{files}个，审计末条 {manifest.audit['last_id'] or '无'}。")
    for text in manifest.missing:
        click.echo(f"注意：文件 {text}，没有备份。", err=True)


@house_command("restore", example="flask restore /srv/backup/2018-12-20.tar.gz", schema=False)
@click.argument("file", type=FILE)
@click.option("--yes", is_flag=True, help="目标已有数据时不再询问。")
def put_back(file: Path, yes: bool) -> None:
    """从 FILE 恢复数据库和上传的文件，并核验；原有数据库先另存。"""
    question = "目标数据库已有数据，恢复后将被替换（原有数据库先另存）。继续吗"
    if not yes and holds_data() and sys.stdin.isatty() and not click.confirm(question):
        raise Refused("没有恢复，未作任何改动。")
    manifest, aside = restore(file)
    db.session.commit()
    click.echo(f"已恢复 {manifest.made_at[:19]}（UTC）制作的备份并核验：数据{sum(manifest.counts.values())}条。")
    if aside:
        click.echo(f"恢复前的数据库保存在 {aside}。")


@house_command("verify", example="flask verify")
def verify() -> None:
    """核验数据库、审计记录和上传的文件；有问题的逐条列出，退出码为 1。"""
    with db.engine.connect() as connection:
        found = list(checking.database(connection))
        if not _unreadable(found):
            found += checking.guards(connection)
            found += checking.stored_files(connection, store.path_of)
            found += checking.anchors(connection, anchors.noted(connection))
        head = {} if found else checking.audit_head(connection)
    if found:
        fail(*found)
    anchors.note(head)
    click.echo("核验通过：数据库、审计记录和上传的文件都完整。")


def _unreadable(found: list[str]) -> bool:
    return any(text.startswith("数据库读不出来") for text in found)


def install(app: Flask) -> None:
    """Add this room's commands to ``flask``."""
    for command in (backup, put_back, verify):
        app.cli.add_command(command)
