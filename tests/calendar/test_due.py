"""`flask due`: the test vectors of the working calendar, and what it answers to bad input."""

import json
from collections.abc import Callable
from datetime import date

import pytest
from click.testing import Result
from flask import Flask

from tests import factories
from tracker.calendar.book import package_calendar
from tracker.calendar.models import CalendarDay, CalendarYear

Command = Callable[..., Result]
VECTORS = [
    ("2018-09-20", 20, "2018-10-24"),
    ("2018-09-20", 7, "2018-09-30"),
    ("2019-01-25", 20, "2019-02-27"),
    ("2025-01-20", 7, "2025-02-05"),
    ("2025-09-24", 20, "2025-10-28"),
    ("2026-01-30", 20, "2026-03-05"),
    ("2026-02-11", 7, "2026-02-27"),
    ("2026-09-18", 7, "2026-09-29"),
    ("2026-09-18", 20, "2026-10-22"),
]


@pytest.mark.parametrize(("start", "workdays", "due_on"), VECTORS)
def test_the_limit_ends_on(start: str, workdays: int, due_on: str) -> None:
    due = package_calendar().due(date.fromisoformat(start), workdays)
    assert (due.due_on.isoformat(), due.provisional) == (due_on, False)


@pytest.mark.parametrize(
    ("start", "workdays", "due_on", "provisional"),
    [
        ("2026-12-10", 15, "2026-12-31", False),
        ("2026-12-10", 16, "2027-01-01", True),
        ("2027-03-01", 1, "2027-03-02", True),
        ("2003-03-03", 5, "2003-03-10", True),
    ],
)
def test_beyond_the_last_known_year_it_is_provisional(
    start: str, workdays: int, due_on: str, provisional: bool
) -> None:
    due = package_calendar().due(date.fromisoformat(start), workdays)
    assert (due.due_on.isoformat(), due.provisional) == (due_on, provisional)
    assert ("暂按周一至周五推算" in due.explanation) is provisional


def test_it_works(command: Command) -> None:
    answer = command("due", "--from", "2018-09-20", "--workdays", 20, "--json")
    assert answer.exit_code == 0
    assert json.loads(answer.stdout) == {
        "due_on": "2018-10-24",
        "provisional": False,
        "explanation": (
            "起算日 2018-09-20，次日起算20个工作日，中秋节1天、国庆节7天、调休上班2天已计，截止 2018-10-24（含当日）"
        ),
    }


def test_in_words(command: Command) -> None:
    answer = command("due", "--from", "2026-12-10", "--workdays", 20)
    assert answer.stdout.startswith("2027-01-07\n")
    assert "暂按周一至周五推算" in answer.stdout


def test_a_year_entered_by_the_office_counts(app: Flask, command: Command) -> None:
    days = [CalendarDay(on=date(2027, 1, 1), is_worked=False, name="元旦")]
    factories.add(CalendarYear(year=2027, notice="国办发明电〔2026〕9号", days=days))
    answer = json.loads(command("due", "--from", "2026-12-10", "--workdays", 20, "--json").stdout)
    assert (answer["due_on"], answer["provisional"]) == ("2027-01-08", False)


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--workdays", "3"),
        ("--from", "2018-09-20"),
        ("--from", "2018-13-01", "--workdays", "3"),
        ("--from", "20.9.2018", "--workdays", "3"),
        ("--from", "2018-09-20", "--workdays", "0"),
        ("--from", "2018-09-20", "--workdays", "-3"),
        ("--from", "2018-09-20", "--workdays", "three"),
        ("--from", "2018-09-20", "--workdays", "99999999999999999999"),
        ("--from", "2018-09-20", "--workdays", "3", "--yesterday"),
        ("--from", "2018-09-20", "--workdays", "3", "4"),
    ],
)
def test_wrong_usage_is_told_in_one_line(command: Command, arguments: tuple[str, ...]) -> None:
    answer = command("due", *arguments)
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr.count("\n") == 1


def test_the_end_of_time_is_refused(command: Command) -> None:
    answer = command("due", "--from", "9999-12-01", "--workdays", 300)
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert answer.stderr == "从9999-12-01起300个工作日超出了可以推算的范围（至9999年）。\n"


def test_help_shows_an_example(command: Command) -> None:
    assert "flask due --from 2018-09-20 --workdays 20" in command("due", "--help").stdout
