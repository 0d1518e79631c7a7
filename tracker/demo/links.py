"""Visits to recorded addresses in the last weeks of the demo year, as if the command had been run; no network is used.

Each story begins with a page that stops opening: one is corrected, one waits for its unit, one was a false alarm, one
waits for the office.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from sqlalchemy import select

from tracker import journal
from tracker.choices import Role
from tracker.db import db
from tracker.demo.diary import Diary, acting
from tracker.demo.story import SITE
from tracker.disclosures import recording
from tracker.disclosures.entry import Entry
from tracker.disclosures.models import Disclosure, DisclosureChannel
from tracker.links import deciding, noting
from tracker.links.choices import FindingState, LinkState
from tracker.links.models import LinkFinding
from tracker.links.outcomes import Visit
from tracker.people.models import User

ROUNDS = tuple(date(2018, month, day) for month, day in ((11, 26), (12, 3), (12, 10), (12, 17)))
MOST = 60
ALIVE, GONE = Visit(LinkState.ALIVE, 200), Visit(LinkState.GONE, 404)
SILENT = Visit(LinkState.NO_ANSWER, None, "", "等了太久没有回答")
GUARDED = Visit(LinkState.UNCLEAR, 403, "", "网站拒绝访问（403）")
MOVED = Visit(LinkState.REDIRECTED, 200, "http://www.tcwy.gov.cn/demo/new/index.html")
AMONG_THE_LIVING = {7: MOVED, 19: GUARDED}  # each n-th address


@dataclass(frozen=True)
class Story:
    """The unit whose page stops opening, from when until when, and as what the visits see it."""

    unit: str
    since: date
    until: date
    visit: Visit


CORRECTED = Story("fgj", ROUNDS[0], date(2018, 12, 6), GONE)
FALSE_ALARM = Story("jktj", ROUNDS[0], date(2018, 12, 11), SILENT)
CONFIRMED = Story("nyncj", ROUNDS[1], date.max, GONE)
OPEN = Story("zjj", ROUNDS[2], date.max, GONE)
STORIES = (CORRECTED, FALSE_ALARM, CONFIRMED, OPEN)


def plan(diary: Diary) -> None:
    for on in ROUNDS:
        diary.note(on, partial(_visit, on))
    diary.note(date(2018, 12, 4), partial(_confirm, CORRECTED))
    diary.note(CORRECTED.until, partial(_correct, CORRECTED))
    diary.note(FALSE_ALARM.until, partial(_dismiss, FALSE_ALARM))
    diary.note(date(2018, 12, 11), partial(_confirm, CONFIRMED))


def _visit(on: date) -> None:
    addresses = _addresses(ROUNDS[0])[:MOST]
    dead = {_page(story): story.visit for story in STORIES if story.since <= on < story.until}
    for number, address in enumerate(dict.fromkeys([*map(_page, STORIES), *addresses]), 1):
        living = next((visit for each, visit in AMONG_THE_LIVING.items() if number % each == 0), ALIVE)
        noting.note(address, dead.get(address, living))
    journal.record("link.check", "register", None, "核查公开网址（演示）")


def _page(story: Story) -> str:
    """The first page that the unit published, under the address that it has at the time."""
    return _addresses(ROUNDS[0], story.unit)[0]


def _addresses(before: date, unit: str = "") -> Sequence[str]:
    """What was public on the government's website by that day, in the order of recording."""
    channel = DisclosureChannel
    of = (channel.name == "政府网站", channel.address.startswith(SITE), Disclosure.published_on < before)
    statement = select(channel.address).join(Disclosure, Disclosure.id == channel.disclosure_id).where(*of)
    if unit:
        statement = statement.where(Disclosure.unit_id == _person(f"liaison-{unit}").unit_id)
    return db.session.scalars(statement.order_by(Disclosure.id)).all()


def _confirm(story: Story) -> None:
    office = _person(Role.OFFICE.value)
    with acting(office):
        deciding.confirm(_finding(story), office)


def _dismiss(story: Story) -> None:
    office = _person(Role.OFFICE.value)
    with acting(office):
        deciding.dismiss(_finding(story), office, "用浏览器可以打开；网站当时正在检修，已与网站维护单位核实。")


def _correct(story: Story) -> None:
    liaison, record = _person(f"liaison-{story.unit}"), _finding(story).disclosure
    entry = Entry.of(record)
    channels = tuple(
        replace(each, address=each.address.replace("/demo/", "/demo/new/")) if each.is_first_platform else each
        for each in entry.channels
    )
    with acting(liaison):
        recording.change(
            record, liaison, replace(entry, channels=channels), record.version, "区政府网站改版，网页地址变更"
        )


def _finding(story: Story) -> LinkFinding:
    unit_id = _person(f"liaison-{story.unit}").unit_id
    statement = select(LinkFinding).join(Disclosure, Disclosure.id == LinkFinding.disclosure_id)
    of = (Disclosure.unit_id == unit_id, LinkFinding.state.in_((FindingState.OPEN, FindingState.CONFIRMED)))
    return db.session.scalars(statement.where(*of)).one()


def _person(username: str) -> User:
    return db.session.scalars(select(User).where(User.username == username)).one()
