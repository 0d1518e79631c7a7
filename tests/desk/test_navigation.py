"""The menu: which entry a page belongs to, and beside it only what waits for this person."""

import re
from collections.abc import Callable
from datetime import date

import pytest

from tests import factories as f
from tests.client import Client
from tracker.choices import Area
from tracker.progress_reports import handing, writing
from tracker.progress_reports.choices import Section
from tracker.reminders import morning
from tracker.reminders.papers import issuing
from tracker.reminders.papers.issuing import Order
from tracker.supervision import arranging, checking, replying
from tracker.supervision.arranging import Round
from tracker.supervision.checking import Observation
from tracker.supervision.choices import CheckIndicator, FindingReply
from tracker.supervision.replying import Reply

SignIn = Callable[[str], Client]


def count(client: Client, address: str) -> int:
    found = re.search(rf'<a href="{address}"[^>]*>[^<]*<span class="count"[^>]*>(\d+)</span>', client.get("/help").text)
    return int(found[1]) if found else 0


@pytest.mark.parametrize(
    ("path", "entry"),
    [
        ("/", "/"),
        ("/year-end/2018/units/fgj", "/year-end"),
        ("/guidance/circular", "/opinions"),
        ("/own-sheet", "/tasks"),
    ],
)
def test_every_page_marks_its_entry_of_the_menu(sign_in: SignIn, path: str, entry: str) -> None:
    f.liaison()
    page = sign_in("liaison-fgj").get(path).text
    assert re.findall(r'<li><a href="([^"]+)" aria-current="page"', page) == [entry]


def test_what_supervision_waits_for(app: object, sign_in: SignIn) -> None:
    liaison, office = f.liaison(), f.office()
    late = f.disclosure(f.assignment(unit_=liaison.unit), published_on=None, due_on=date(2018, 12, 14))
    unit, desk = sign_in("liaison-fgj"), sign_in("office")
    assert (count(unit, "/supervision"), count(desk, "/supervision")) == (0, 0)
    morning.remind(date(2018, 12, 20))
    assert count(unit, "/supervision") == 1
    issuing.begin(late.unit, [f"disclosure-{late.id}"], office, Order("王某"))
    assert count(unit, "/supervision") == 2
    span = (date(2018, 10, 1), date(2018, 12, 20))
    wanted = Round("检查", *span, tuple(Area), tuple(CheckIndicator), (late.unit_id,), 1, 1)
    made = arranging.open_round(wanted, office)
    found = checking.find(made.items[0], office, Observation(CheckIndicator.CONTENT, "内容不全", 1))
    assert count(unit, "/supervision") == 2
    replying.send(made, date(2018, 12, 25))
    assert count(unit, "/supervision") == 3
    replying.reply(found, liaison, Reply(FindingReply.OBJECTED, "内容齐全"))
    assert (count(unit, "/supervision"), count(desk, "/supervision")) == (2, 1)


def test_whose_turn_a_report_is(app: object, sign_in: SignIn) -> None:
    liaison, leader = f.liaison(), f.leader()
    f.office()
    clients = [sign_in(name) for name in ("liaison-fgj", "leader-fgj", "office")]
    report = writing.draft(f.unit(), 2018, liaison)
    writing.edit(report, liaison, {Section.PROBLEMS: "已改进"})
    writing.fill_in(report, liaison, {})
    assert [count(client, "/reports") for client in clients] == [0, 0, 0]
    handing.send_up(report, liaison)
    assert [count(client, "/reports") for client in clients] == [0, 1, 0]
    handing.approve(report, leader)
    assert [count(client, "/reports") for client in clients] == [1, 0, 0]
    handing.submit(report, liaison)
    assert [count(client, "/reports") for client in clients] == [0, 0, 1]
