import json
from datetime import date, datetime

import click
from flask import Flask

from tracker.calendar.book import in_force
from tracker.cli import house_command
from tracker.refusals import Refused

LONGEST = 9999


class Day(click.DateTime):
    """A day written 2018-09-20."""

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d"])


@house_command("due", example="flask due --from 2018-09-20 --workdays 20 --json")
@click.option("--from", "start", type=Day(), required=True, metavar="DATE", help="起算日，如 2018-09-20；当日不计。")
@click.option("--workdays", type=click.IntRange(1, LONGEST), required=True, metavar="N", help="工作日数。")
@click.option("--json", "as_json", is_flag=True, help="只输出 JSON。")
def due(start: datetime, workdays: int, as_json: bool) -> None:
    """推算期限的截止日，并说明推算过程。"""
    try:
        limit = in_force().due(start.date(), workdays)
    except (ValueError, OverflowError):
        raise Refused(f"从{start:%Y-%m-%d}起{workdays}个工作日超出了可以推算的范围（至{date.max.year}年）。") from None
    if as_json:
        answer = {
            "due_on": limit.due_on.isoformat(),
            "provisional": limit.provisional,
            "explanation": limit.explanation,
        }
        click.echo(json.dumps(answer, ensure_ascii=False))
    else:
        click.echo(f"{limit.due_on}\n{limit.explanation}。")


def install(app: Flask) -> None:
    """Add this room's commands to ``flask``."""
    app.cli.add_command(due)
