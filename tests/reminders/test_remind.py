"""``flask remind``: the morning's list."""

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from click.testing import Result
from sqlalchemy import select

from tests import factories as f
from tests.queries import counted
from tests.reminders.conftest import Day, soon
from tracker.choices import AssignmentState, DeadlineKind
from tracker.clock import SHANGHAI
from tracker.db import db
from tracker.disclosures import shares
from tracker.disclosures.models import Disclosure
from tracker.reminders import morning
from tracker.reminders.choices import ReminderKind, ReminderLight
from tracker.reminders.models import Reminder
from tracker.tasks import reassign

Command = Callable[..., Result]


def made() -> list[Reminder]:
    return list(db.session.scalars(select(Reminder).order_by(Reminder.id)))


def test_it_works(late: Disclosure, command: Command) -> None:
    soon(late.unit)
    soon(late.unit, date(2019, 1, 31), "还早的")
    result = command("remind")
    assert (result.exit_code, result.stdout) == (0, "2018-12-20：已提醒2项，0项已办结或转出。\n")
    assert [(each.title, each.light) for each in made()] == [
        ("某项目批复", ReminderLight.RED),
        ("某项目验收", ReminderLight.YELLOW),
    ]
    assert made()[0].sentence == "公开记录应公开，期限 2018-12-14 已过，逾期4个工作日，请尽快办理。"


def test_once_a_day(late: Disclosure, command: Command) -> None:
    command("remind")
    assert "已提醒0项" in command("remind").stdout
    soon(late.unit)
    assert "已提醒1项" in command("remind").stdout
    assert len(made()) == 2


def test_not_on_a_rest_day(late: Disclosure, command: Command, day: Day) -> None:
    day(date(2018, 12, 22))
    result = command("remind")
    assert (result.exit_code, result.stdout) == (0, "2018-12-22 是休息日，不发提醒。\n")
    assert made() == []


def test_on_a_make_up_workday(late: Disclosure, command: Command, day: Day) -> None:
    day(date(2018, 9, 29))
    f.disclosure(f.assignment(), published_on=None, due_on=date(2018, 9, 28))
    assert "已提醒1项" in command("remind").stdout


def test_every_kind_of_limit(app: Any, command: Command) -> None:
    unit = f.liaison().unit
    dated = f.task(deadline_kind=DeadlineKind.DATE, deadline_on=date(2018, 12, 21), item="年度计划")
    f.assignment(dated, unit)
    shares.refresh([dated.id])
    soon(unit)
    f.policy_document(unit, due_on=date(2018, 12, 19))
    f.information_request(unit, due_on=date(2018, 12, 21))
    f.opinion_case(unit, found_at=datetime(2018, 12, 19, 9, 0, tzinfo=SHANGHAI))
    f.rectification(unit, due_on=date(2018, 12, 20))
    command("remind")
    assert {each.kind for each in made()} == set(ReminderKind)


def test_what_was_handed_in_is_not_told(app: Any, command: Command) -> None:
    unit = f.liaison().unit
    for state in (AssignmentState.SUBMITTED, AssignmentState.ACCEPTED):
        f.assignment(f.task(), unit, state=state, due_on=date(2018, 12, 21))
    f.assignment(f.task(), unit, state=AssignmentState.RETURNED, due_on=date(2018, 12, 21))
    command("remind")
    assert len(made()) == 1


def test_what_was_published_is_settled(late: Disclosure, command: Command, day: Day) -> None:
    command("remind")
    late.published_on = date(2018, 12, 20)
    day(date(2018, 12, 21))
    assert "1项已办结或转出" in command("remind").stdout
    assert made()[0].settled_on == date(2018, 12, 21)
    assert len(made()) == 1


def test_what_went_to_another_unit_is_told_there(app: Any, command: Command, day: Day) -> None:
    first, other = f.liaison().unit, f.liaison("zjj").unit
    share = f.assignment(f.task(item="移交的"), first, due_on=date(2018, 12, 21))
    command("remind")
    share.unit_id = other.id
    day(date(2018, 12, 21))
    command("remind")
    assert [(each.unit_id, each.settled_on) for each in made()] == [
        (first.id, date(2018, 12, 21)),
        (other.id, None),
    ]


def test_a_row_without_a_unit_is_told_to_none_until_it_has_one(app: Any, command: Command, day: Day) -> None:
    share = f.assignment(f.task(), unit_id=None, as_written="有关部门", due_on=date(2018, 12, 21))
    command("remind")
    assert made() == []
    reassign.assign(share, [f.unit("zjj")], f.office())
    command("remind")
    assert [each.unit_id for each in made()] == [f.unit("zjj").id]


def test_a_closed_unit_is_told_nothing(late: Disclosure, command: Command) -> None:
    late.unit.closed_on = date(2018, 12, 1)
    command("remind")
    assert made() == []


def test_a_dry_run_changes_nothing(late: Disclosure, command: Command) -> None:
    result = command("remind", "--dry-run", "--json")
    document = json.loads(result.stdout)
    assert document["reminders"] == [
        {
            "unit": "区发展和改革局",
            "kind": "disclosure",
            "id": late.id,
            "title": "某项目批复",
            "due_on": "2018-12-14",
            "light": "red",
            "sentence": "公开记录应公开，期限 2018-12-14 已过，逾期4个工作日，请尽快办理。",
        }
    ]
    assert made() == []


def test_wrong_usage_is_one_line(app: Any, command: Command) -> None:
    result = command("remind", "--fast")
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1


def test_more_records_ask_no_more_of_the_database(app: Any) -> None:
    unit = f.liaison().unit
    share = f.assignment(unit_=unit)
    numbers = []
    for count in (1, 30):
        for number in range(count):
            f.disclosure(share, title=f"{count}-{number}", published_on=None, due_on=date(2018, 12, 14))
        with counted() as statements:
            morning.remind(date(2018, 12, 20))
        numbers.append(sum(text.startswith("SELECT") for text in statements))
    assert numbers[1] <= numbers[0]
