"""What a calendar program reads without signing in, and when it reads nothing."""

import logging
import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests import factories
from tests.client import Client
from tests.queries import counted
from tracker.choices import DeadlineKind, RectificationState, Role
from tracker.clock import now
from tracker.db import db
from tracker.disclosures import shares
from tracker.feeds import keys
from tracker.feeds.models import FeedKey
from tracker.journal import AuditEntry
from tracker.people.models import User
from tracker.reminders import upcoming

TODAY = date(2018, 12, 20)
Address = Callable[[User], str]


@pytest.fixture
def address(app: Flask) -> Address:
    return lambda person: f"/feeds/{keys.create(person, '手机')[1]}.ics"


def summaries(answer: TestResponse) -> list[str]:
    assert answer.status_code == 200
    found = Calendar.from_ical(answer.data)
    assert isinstance(found, Calendar)
    return [str(event["summary"]) for event in found.events]


def disclosure(code: str, title: str, due_on: date, **fields: object) -> None:
    share = factories.assignment(unit_=factories.unit(code))
    factories.disclosure(share, title=title, published_on=None, due_on=due_on, **fields)


def test_it_works(client: Client, address: Address) -> None:
    disclosure("fgj", "某项目批复", date(2018, 12, 31), explanation="形成日 2018-12-03，次日起算20个工作日。依据。")
    answer = client.get(address(factories.liaison()))
    assert summaries(answer) == ["《某项目批复》应公开（区发改局）"]
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer.headers
    assert "形成日 2018-12-03" in Calendar.from_ical(answer.data).events[0]["description"]
    assert "URL" not in Calendar.from_ical(answer.data).events[0]


def test_an_empty_feed_is_a_calendar_too(client: Client, address: Address) -> None:
    assert summaries(client.get(address(factories.leader()))) == []


def test_everything_that_is_open_with_the_unit(client: Client, address: Address) -> None:
    disclosure("fgj", "逾期的", date(2018, 11, 1))
    disclosure("fgj", "暂定的", date(2027, 1, 7), is_provisional=True)
    factories.withheld(title="不予公开的", due_on=date(2018, 12, 24))
    factories.disclosure(title="已公开的", due_on=date(2018, 12, 24))
    dated = factories.task(item="年度计划", deadline_kind=DeadlineKind.DATE, deadline_on=date(2018, 12, 28))
    factories.assignment(dated)
    shares.refresh([dated.id])
    factories.policy_document(title="救助办法", due_on=date(2018, 12, 25))
    factories.interpretation(factories.policy_document(title="已解读的"))
    factories.rectification(title="公开时效")
    factories.rectification(title="已上报的", state=RectificationState.REPORTED)
    assert (
        summaries(client.get(address(factories.liaison())))
        == [
            "《逾期的》应公开（区发改局）",
            "《救助办法》应发布解读（区发改局）",
            "《公开时效》应完成整改（区发改局）",
            "《年度计划》应公开（区发改局）",
            "《暂定的》应公开（区发改局，暂定）",
        ]
        or summaries(client.get(address(factories.leader()))) == []
    )


def test_a_withdrawn_task_s_limits_are_gone(client: Client, address: Address) -> None:
    task = factories.task(withdrawn_at=now())
    share = factories.assignment(task, due_on=date(2018, 12, 28))
    factories.disclosure(share, published_on=None, due_on=date(2018, 12, 28))
    assert summaries(client.get(address(factories.liaison()))) == []


def test_a_share_that_waits_for_a_disclosure_is_told_once(client: Client, address: Address) -> None:
    share = factories.assignment(due_on=date(2018, 12, 28))
    factories.disclosure(share, title="某项目批复", published_on=None, due_on=date(2018, 12, 28))
    assert summaries(client.get(address(factories.liaison()))) == ["《某项目批复》应公开（区发改局）"]


def test_another_unit_s_limits_never_appear(client: Client, address: Address) -> None:
    disclosure("zjj", "别人的", date(2018, 12, 24))
    factories.assignment(unit_=factories.unit("zjj"), due_on=date(2018, 12, 24))
    factories.assignment(factories.task(), unit_=factories.unit("zjj"), due_on=date(2018, 12, 24))
    factories.policy_document(factories.unit("zjj"), due_on=date(2018, 12, 25))
    factories.rectification(factories.unit("zjj"))
    assert summaries(client.get(address(factories.liaison()))) == []
    assert len(summaries(client.get(address(factories.liaison("zjj"))))) == 5


def test_the_office_reads_the_next_sixty_days_of_all(client: Client, address: Address) -> None:
    for title, days in (("昨天", -1), ("今天", 0), ("六十天", 60), ("太远", 61)):
        disclosure("fgj" if days else "zjj", title, TODAY + timedelta(days=days))
    assert summaries(client.get(address(factories.office()))) == [
        "《今天》应公开（区住建局）",
        "《六十天》应公开（区发改局）",
    ]


@pytest.mark.databases("sqlite")
def test_at_most_five_hundred(client: Client, address: Address) -> None:
    share = factories.assignment()
    for number in range(upcoming.MOST + 3):
        factories.disclosure(share, published_on=None, due_on=TODAY + timedelta(days=number % 50))
    answer = client.get(address(factories.office()))
    assert len(summaries(answer)) == upcoming.MOST
    assert "更多的未列出" in Calendar.from_ical(answer.data)["x-wr-caldesc"]


def test_titles_are_text(client: Client, address: Address) -> None:
    title = "关于<b>某项目</b>的批复,甲;乙\\丙" + "很长的标题" * 30
    disclosure("fgj", title[:200], date(2018, 12, 24))
    answer = client.get(address(factories.liaison()))
    assert summaries(answer) == [f"《{title[:200]}》应公开（区发改局）"]
    assert max(map(len, answer.data.split(b"\r\n"))) <= 75


def nowhere(client: Client, at: str) -> bool:
    return client.get(at).status_code == 404 and client.head(at).status_code == 404


@pytest.mark.parametrize("token", ["x", "A" * 43, "%00", "..%2f..%2fetc", "长" * 40, "a" * 3000])
def test_an_address_that_never_was(client: Client, address: Address, token: str) -> None:
    address(factories.liaison())
    assert nowhere(client, f"/feeds/{token}.ics")


def test_a_revoked_address_opens_nothing(client: Client, address: Address) -> None:
    at = address(factories.liaison())
    keys.revoke(db.session.scalars(select(FeedKey)).one(), factories.liaison())
    assert nowhere(client, at)


@pytest.mark.parametrize(
    "change",
    [
        {"disabled_at": now},
        {"role": lambda: Role.AUDITOR},
        {"role": lambda: Role.OFFICE},
        {"unit_id": lambda: factories.unit("zjj").id},
        {"unit_id": lambda: None},
    ],
    ids=["disabled", "auditor", "office", "another unit", "no unit"],
)
def test_an_owner_in_another_place_has_no_feed(
    client: Client, address: Address, change: dict[str, Callable[[], object]]
) -> None:
    person = factories.liaison()
    at = address(person)
    disclosure("fgj", "某项目批复", date(2018, 12, 24))
    assert client.get(at).status_code == 200
    for name, value in change.items():
        setattr(person, name, value())
    assert nowhere(client, at)


def test_the_office_s_feed_ends_with_the_office(client: Client, address: Address) -> None:
    person = factories.office()
    at = address(person)
    person.role, person.unit_id = Role.LIAISON, factories.unit().id
    assert nowhere(client, at)


def test_all_that_is_no_address_is_answered_alike(client: Client, address: Address) -> None:
    person = factories.liaison()
    at = address(person)
    person.disabled_at = now()
    answers = [client.get(at), client.get(f"/feeds/{'A' * 43}.ics")]
    assert len({re.sub(r"编号 <code>\w+", "", answer.text) for answer in answers}) == 1


def test_reading_is_on_record_once_a_day(app: Flask, client: Client, address: Address) -> None:
    at = address(factories.liaison())
    for day in (20, 20, 21):
        app.config["TODAY"] = date(2018, 12, day)
        client.get(at)
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "feed.read")).all()
    assert [(entry.actor_name, entry.actor_unit, entry.object_id) for entry in entries] == [
        ("区发改局联络员", "区发改局", db.session.scalars(select(FeedKey.id)).one())
    ] * 2


@pytest.mark.databases("sqlite")
def test_a_second_reading_of_the_day_writes_nothing(client: Client, address: Address) -> None:
    at = address(factories.liaison())
    client.get(at)
    before = db.session.scalar(select(func.count()).select_from(AuditEntry))
    with counted() as statements:
        client.get(at)
    assert not [statement for statement in statements if statement.startswith(("UPDATE", "INSERT", "BEGIN IMM"))]
    assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == before


def test_no_log_holds_the_address(client: Client, address: Address, caplog: pytest.LogCaptureFixture) -> None:
    at = address(factories.liaison())
    with caplog.at_level(logging.DEBUG):
        client.get(at)
    assert at not in caplog.text
    assert at.removeprefix("/feeds/").removesuffix(".ics") not in caplog.text


def test_nothing_is_written_by_another_method(client: Client, address: Address) -> None:
    at = address(factories.liaison())
    assert client.post(at).status_code == 405
    assert client.put(at).status_code in (400, 405)


def test_a_request_is_told_until_it_is_answered(client: Client, address: Address) -> None:
    factories.information_request(
        subject="征收补偿方案", due_on=date(2018, 12, 10), explanation="2018-11-19 收到申请。"
    )
    factories.information_request(subject="已答复的", due_on=date(2018, 12, 21), replied_on=TODAY)
    factories.information_request(subject="等补正的", due_on=None)
    answer = client.get(address(factories.liaison()))
    assert summaries(answer) == ["《征收补偿方案》应答复申请人（区发改局）"]
    assert "2018-11-19 收到申请" in Calendar.from_ical(answer.data).events[0]["description"]
