import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from flask import Flask, current_app

from tracker import journal
from tracker.cli import house_command
from tracker.db import begin_reading, begin_writing, db
from tracker.links import hosts, noting, rounds
from tracker.links.choices import LinkState
from tracker.links.hosts import Allowed
from tracker.links.outcomes import Visit
from tracker.links.rounds import Round
from tracker.links.visiting import Visitor
from tracker.refusals import Refused

USUAL, MOST = 200, 5000
OFF = (
    "没有启用网址核查。请在环境变量 TRACKER_LINK_HOSTS 中写明允许访问的网站，以逗号隔开，"
    "例如 TRACKER_LINK_HOSTS=www.tcwy.gov.cn,.tongchuan.gov.cn，再运行本命令。"
)


@house_command("check-links", example="flask check-links --limit 200")
@click.option(
    "--limit", type=click.IntRange(1, MOST), default=USUAL, metavar="N", help=f"最多访问的网址数，缺省{USUAL}。"
)
@click.option("--json", "as_json", is_flag=True, help="只输出 JSON。")
def check_links(limit: int, as_json: bool) -> None:
    """访问公开记录登记的网址，记下能否打开；只访问 TRACKER_LINK_HOSTS 允许的网站，最久没有访问过的在先。"""
    allowed = hosts.read(current_app.config["LINK_HOSTS"])
    if not allowed:
        raise Refused(OFF)
    begin_reading()
    round_ = rounds.next_round(allowed, limit)
    begin_writing()
    counts = Counter(settled=noting.tidy())
    db.session.commit()
    try:
        _walk(round_.addresses, allowed, counts)
    except KeyboardInterrupt:
        raise Refused(f"已中断。此前访问的{_visited(counts)}个网址已经记下，其余下次再访问。") from None
    finally:
        _enter(counts)
    if as_json:
        click.echo(json.dumps(_as_json(counts, round_), ensure_ascii=False))
        return
    for line in _in_words(counts, round_):
        click.echo(line)


def _walk(addresses: tuple[str, ...], allowed: tuple[Allowed, ...], counts: Counter[str]) -> None:
    """Visit and note one after another; what did not answer waits until it is known that anything answers today."""
    visitor = Visitor(allowed, pause=current_app.config["LINK_PAUSE"], patience=current_app.config["LINK_PATIENCE"])
    waiting: list[tuple[str, Visit]] = []
    is_heard = False
    with _watched(len(addresses)) as advance:
        for address in addresses:
            waiting.append((address, visitor.visit(address)))
            is_heard = is_heard or waiting[-1][1].status is not None
            if is_heard or waiting[-1][1].state is not LinkState.NO_ANSWER:
                _note(waiting if is_heard else [waiting.pop()], counts)
            advance(1)
    _note([(address, visit.doubted()) for address, visit in waiting], counts)


def _note(visits: list[tuple[str, Visit]], counts: Counter[str]) -> None:
    """Each is committed before the next, so that no transaction waits for the network."""
    while visits:
        address, visit = visits.pop(0)
        noted = noting.note(address, visit)
        db.session.commit()
        counts.update({visit.state.value: 1, "found": noted.found, "settled": noted.settled})


def _enter(counts: Counter[str]) -> None:
    db.session.rollback()
    summary = f"核查公开网址，访问{_visited(counts)}个"
    journal.record("link.check", "register", None, summary, details=dict(counts))
    db.session.commit()


def _visited(counts: Counter[str]) -> int:
    return sum(counts[state.value] for state in LinkState)


def _as_json(counts: Counter[str], round_: Round) -> dict[str, int]:
    numbers = {name: counts[name] for name in (*(state.value for state in LinkState), "found", "settled")}
    return {"visited": _visited(counts), **numbers, "later": round_.later, "outside": round_.outside}


def _in_words(counts: Counter[str], round_: Round) -> Iterator[str]:
    if number := _visited(counts):
        parts = "，".join(f"{state.label}{counts[state.value]}个" for state in LinkState)
        yield f"访问了{number}个网址：{parts}。"
    else:
        yield "没有可以访问的网址。"
    if number and counts[LinkState.UNCLEAR] == number:
        yield "没有一个网站回答，可能是本机不能上网；请检查网络后再运行。没有据此提出任何发现。"
    if counts["found"]:
        yield f"新发现{counts['found']}条打不开的政府网站网址，请公开办在“审核”的“网址核查”中确认。"
    if counts["settled"]:
        yield f"自动了结{counts['settled']}条：网址已更正，或者又能打开。"
    if round_.later:
        yield f"还有{round_.later}个网址留待下次。"
    if round_.outside:
        yield f"另有{round_.outside}个网址不在允许访问的网站之列，没有访问。"


@contextmanager
def _watched(number: int) -> Iterator[Callable[[int], None]]:
    """A bar on the terminal; what is written to a file or a pipe stays free of it."""
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=number, label="核查网址", file=sys.stderr, hidden=hidden) as bar:
        yield bar.update


def install(app: Flask) -> None:
    """Add this room's commands to ``flask``."""
    app.cli.add_command(check_links)
