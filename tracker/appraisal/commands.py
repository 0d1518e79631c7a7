"""``flask year-end``: a year's facts, scores and proposed lists, as a table or as the document of CONTRACT.md."""

import json
import sys
import textwrap
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

import click
from flask import Flask

from tracker.appraisal import document, lists
from tracker.choices import Proposal, UnitKind
from tracker.cli import house_command

HEADINGS = ("单位", "得分", "名次", "任务", "办结", "未到期", "按期", "逾期", "拟列名单")
WIDTHS = (34, 8, 6, 6, 6, 8, 6, 6, 10)


@house_command("year-end", example="flask year-end --year 2018 --json")
@click.option("--year", required=True, type=int, help="年度，如 2018")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON 文档")
def year_end(year: int, as_json: bool) -> None:
    """年度事实、得分和拟表扬、拟批评名单，逐条附理由。"""
    found = lists.of(year, _told() if sys.stderr.isatty() else None)
    if as_json:
        _print(found)
        return
    state = "已确认" if found.appraisal else "未确认"
    click.echo(f"{year}年度考核，事实截至{found.as_of}，{found.scheme['name']}第{found.scheme['version']}版，{state}")
    for kind in UnitKind:
        same = [unit for unit in found.units if unit["kind"] == kind]
        if same:
            click.echo(f"\n{kind.label}\n{_line(HEADINGS)}")
            for unit in same:
                click.echo(_line(_row(unit)))
    for proposal in (Proposal.COMMEND, Proposal.CRITICISE):
        _say_list(proposal, [unit for unit in found.units if unit["proposal"] == proposal])


def _told() -> Callable[[int, int], None]:
    """Say on a terminal how many units are read."""
    return lambda done, total: click.echo(f"\r已核算{done}/{total}个单位", err=True, nl=done == total)


def _print(found: lists.YearList) -> None:
    """The document, one unit after another: all of them at once would not fit for a whole province."""
    head = document.head(found.year, found.as_of.isoformat(), found.scheme)
    text = json.dumps(head | {"units": []}, ensure_ascii=False, indent=2)
    if not found.units:
        click.echo(text)
        return
    click.echo(text.removesuffix("[]\n}") + "[")
    for number, unit in enumerate(found.units, 1):
        lines = json.dumps(document.public_unit(unit), ensure_ascii=False, indent=2)
        click.echo(textwrap.indent(lines, "    ") + ("," if number < len(found.units) else ""))
    click.echo("  ]\n}")


def _row(unit: Mapping[str, Any]) -> tuple[str, ...]:
    facts = unit["facts"]
    score = "不评分" if unit["score"] is None else f"{unit['score']:.2f}"
    done = facts["tasks_done"] + facts["tasks_nothing_arose"]
    later = facts.get("tasks_not_due", 0)  # a list frozen earlier does not know it
    numbers = (facts["tasks"], done, later, facts["disclosures_on_time"], facts["disclosures_late"])
    rank = "—" if unit["score"] is None else str(unit["rank"] or "不排名")
    return unit["unit"], score, rank, *map(str, numbers), Proposal(unit["proposal"]).label


def _say_list(proposal: Proposal, units: list[Mapping[str, Any]]) -> None:
    click.echo(f"\n拟{proposal.label}：{len(units)}个单位")
    for number, unit in enumerate(units, 1):
        click.echo(f"{number}. {unit['unit']}")
        for reason in unit["reasons"]:
            click.echo(f"   {reason}")


def _line(cells: tuple[str, ...]) -> str:
    """The first column flush left, the others right; a Chinese character is two columns wide."""
    first, *others = zip(cells, WIDTHS, strict=True)
    return _pad(*first) + "".join(" " * max(1, width - _columns(text)) + text for text, width in others)


def _pad(text: str, width: int) -> str:
    return text + " " * max(1, width - _columns(text))


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def install(app: Flask) -> None:
    app.cli.add_command(year_end)
