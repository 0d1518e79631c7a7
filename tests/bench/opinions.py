"""Fifty thousand cases of public opinion with ten entries each: register and timeline against the floor."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from tests.bench.seed import seed
from tests.bench.site import against_floor, build
from tracker.choices import Area
from tracker.clock import SHANGHAI, now
from tracker.db import db
from tracker.grams import grams
from tracker.opinions.choices import STEPS, OpinionKind, OpinionSource, ResponseKind, Severity
from tracker.opinions.models import CaseGram, OpinionCase, OpinionEntry

CASES, ENTRIES, SHARES, ROUNDS = 50_000, 10, 1_000, 30
AT_ONCE, OPEN_EVERY = 10_000, 200
AREAS, SOURCES, KINDS, SEVERITIES = list(Area), list(OpinionSource), list(OpinionKind), list(Severity)
PLACES = ("红旗街", "桃园街道", "王家河", "黄堡镇", "青年路", "川口片区", "七一路", "王益街道")
THINGS = ("停水通知", "施工扰民", "公租房分配", "学区划分", "医保报销", "扬尘污染", "道路积水", "低保认定", "供暖不热")
WORDS = ("不及时", "引发集中咨询", "有疑问", "处理缓慢", "不公开", "标准不明")
PAGES = {
    "register, 50 rows": "/opinions",
    "register, page 500": "/opinions?page=500",
    "register, by discovery": "/opinions?sort=-found",
    "filter: unit": "/opinions?unit=7",
    "filter: waiting": "/opinions?state=waiting",
    "filter: late": "/opinions?state=late",
    "filter: text": "/opinions?q=%E5%AD%A6%E5%8C%BA",
    "timeline of one case": "/opinions/25000",
    "likely cases": "/opinions/similar?topic=%E7%BA%A2%E6%97%97%E8%A1%97%E5%81%9C%E6%B0%B4%E9%80%9A%E7%9F%A5",
    "related records of one case": "/opinions/25000/related",
    "pictures": "/guidance",
    "circular of a quarter": "/guidance/circular",
    "desk of the office": "/",
}


def measure(folder: Path) -> None:
    app = build(folder)
    with app.app_context():
        seed(SHARES, disclosures=0)
        fill()
    print(f"\n{CASES:,} cases with {ENTRIES} entries each")
    against_floor(folder, "/opinions", PAGES, ROUNDS)


def fill() -> None:
    """The cases, their entries and the table of their topics."""
    _insert(OpinionCase, (case(number) for number in range(1, CASES + 1)))
    _insert(OpinionEntry, (entry(number) for number in range(CASES * ENTRIES)))
    topics = ((number, topic(number)) for number in range(1, CASES + 1))
    _insert(CaseGram, ({"gram": gram, "case_id": number} for number, text in topics for gram in sorted(grams(text))))
    db.session.commit()


def _insert(model: type[Any], rows: Iterator[dict[str, object]]) -> None:
    while part := list(islice(rows, AT_ONCE)):
        db.session.execute(insert(model), part)


def _pick(words: Sequence[str], number: int) -> str:
    return words[number % len(words)]


def topic(number: int) -> str:
    return f"{_pick(PLACES, number)}{_pick(THINGS, number // 3)}{_pick(WORDS, number // 7)}{number}"


def found_at(number: int) -> datetime:
    return datetime(2018, 1, 1, 9, tzinfo=SHANGHAI) + timedelta(minutes=number * 10)


def case(number: int) -> dict[str, object]:
    found = found_at(number)
    is_open, severity = number % OPEN_EVERY == 0, SEVERITIES[2 if number % 20 else number % 3]
    answered = None if is_open else found + timedelta(hours=number % 60)
    return {
        "unit_id": number % 40 + 1,
        "area": AREAS[number % 3],
        "topic": topic(number),
        "found_at": found,
        "source": SOURCES[number % 4],
        "kind": KINDS[number % 6],
        "severity": severity,
        "answer_due_at": found + timedelta(hours=48),
        "answered_at": answered,
        "closed_at": answered + timedelta(days=3) if answered else None,
        "acknowledged_at": found,
        "recorded_at": now(),
    }


def entry(number: int) -> dict[str, object]:
    of, step = number // ENTRIES + 1, number % ENTRIES
    stage = STEPS[step % (len(STEPS) - 1)]
    return {
        "case_id": of,
        "stage": stage,
        "text": f"第{step + 1}次记录：已核对情况，与有关单位商定，继续关注。",
        "response_kind": ResponseKind.AUTHORITATIVE if stage.value == "response" else None,
        "channel": "政府网站" if stage.value == "response" else "",
        "reads": step * 100,
        "happened_at": found_at(of) + timedelta(hours=step),
        "at": found_at(of) + timedelta(hours=step),
    }
