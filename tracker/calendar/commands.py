import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

import click
from flask import Flask

from tracker.calendar import arranging
from tracker.calendar.book import in_force
from tracker.calendar.moving import Pace
from tracker.calendar.year import FIRST_YEAR, LAST_YEAR
from tracker.cli import house_command
from tracker.db import db
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


@house_command("recount", example="flask recount --year 2027")
@click.option(
    "--year", type=click.IntRange(FIRST_YEAR, LAST_YEAR), metavar="Y", help="只推算期限经过这一年的，缺省为所有年份。"
)
def recount(year: int | None) -> None:
    """按现行工作日历重新推算期限，例如安装了含新一年放假安排的日历数据包之后。"""
    # the newest first: a limit that a new year settled is then told under that year, not under the one it began in
    years = [year] if year else range(LAST_YEAR, FIRST_YEAR - 1, -1)
    with _watched() as pace:
        moved = {each: arranging.recount(each, pace) for each in years}
    db.session.commit()
    for each, number in sorted(moved.items()):
        if number:
            click.echo(f"{each}年：{number}条期限有变化。")
    if not any(moved.values()):
        click.echo("期限没有变化。")


@contextmanager
def _watched() -> Iterator[Pace]:
    """A bar on the terminal; what is written to a file or a pipe stays free of it."""
    with click.progressbar(length=0, label="重新推算期限", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

        def expect(number: int) -> None:
            bar.length = (bar.length or 0) + number

        yield Pace(expect, bar.update)


def install(app: Flask) -> None:
    """Add this room's commands to ``flask``."""
    app.cli.add_command(due)
    app.cli.add_command(recount)
