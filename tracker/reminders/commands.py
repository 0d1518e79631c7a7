"""``flask remind``: the morning's list, for cron or a systemd timer."""

import json

import click
from flask import Flask, current_app

from tracker.cli import house_command
from tracker.clock import today
from tracker.db import db
from tracker.reminders import mail, morning, posting


@house_command("remind", example="flask remind")
@click.option("--dry-run", is_flag=True, help="只列出今天要提醒的，不保存，不发邮件。")
@click.option("--json", "as_json", is_flag=True, help="只输出 JSON。")
def remind(dry_run: bool, as_json: bool) -> None:
    """生成今天的到期提醒；休息日不提醒，同一事项一天只提醒一次。设置了 TRACKER_SMTP_HOST 的，同时发邮件。"""
    found = morning.remind(today())
    document = {
        "on": found.on.isoformat(),
        "workday": found.is_workday,
        "settled": found.settled,
        "reminders": [
            {
                "unit": each.unit.name if each.unit else None,
                "kind": each.kind.value,
                "id": each.record_id,
                "title": each.title,
                "due_on": each.due_on.isoformat(),
                "light": each.light.value,
                "sentence": each.sentence,
            }
            for each in found.made
        ],
    }
    count = len(found.made)
    if dry_run:
        db.session.rollback()
    else:
        db.session.commit()
    sent = (0, 0) if dry_run or not found.is_workday else _post()
    if as_json:
        click.echo(json.dumps(document | {"mailed": sent[0], "not_mailed": sent[1]}, ensure_ascii=False))
    elif not found.is_workday:
        click.echo(f"{found.on} 是休息日，不发提醒。")
    else:
        mails = f"，发出邮件{sent[0]}封" if sum(sent) else ""
        click.echo(f"{found.on}：{'将' if dry_run else '已'}提醒{count}项，{found.settled}项已办结或转出{mails}。")


def _post() -> tuple[int, int]:
    """How many messages were sent, and how many not; each is entered before and after by itself."""
    try:
        server = mail.server(current_app.config["SMTP"])
    except mail.NotSent as error:
        click.echo(str(error), err=True)
        return 0, 0
    if server is None:
        return 0, 0
    sent = failed = 0
    claimed = posting.claim(today())
    db.session.commit()
    for entry, address, reminders in claimed:
        why_not = ""
        try:
            mail.send(server, address, posting.subject(entry.on, reminders), posting.text(reminders))
            sent += 1
        except mail.NotSent as refused:
            why_not, failed = str(refused), failed + 1
            click.echo(f"给 {address} 的提醒邮件没有发出：{why_not}", err=True)
        posting.done(entry, why_not)
        db.session.commit()
    return sent, failed


def install(app: Flask) -> None:
    """Add this room's command to ``flask``."""
    app.cli.add_command(remind)
