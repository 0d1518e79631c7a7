"""Progress reports of the demo year: a few units are at different steps of the way when the visitor comes."""

from collections.abc import Callable
from datetime import date

from sqlalchemy import select

from tracker.choices import Role
from tracker.db import db
from tracker.demo import story
from tracker.demo.diary import Diary, acting
from tracker.people.models import User
from tracker.progress_reports import due, handing, writing
from tracker.progress_reports.choices import Section
from tracker.progress_reports.models import ProgressReport

YEAR = story.TODAY.year
STEPS = ("draft", "send_up", "approve", "submit", "accept")
REACHED = {"fgj": "accept", "hbz": "accept", "czj": "submit", "jktj": "approve", "jtj": "send_up", "zjj": "draft"}
WRITTEN = {
    Section.OVERALL: "（演示）成立由分管领导任组长的工作专班，明确一名联络员，每月对照任务分解表自查。",
    Section.PROBLEMS: "（演示）部分信息内部流转慢，公开不够及时。\n将公开要求写入办文流程，形成后5个工作日内送审。",
}

TABLES = {
    "fgj": {"documents_made": 2, "documents_in_force": 9, "licences": 41, "review_upheld": 1, "review_total": 1},
    "hbz": {"documents_made": 1, "documents_in_force": 4, "penalties": 3},
    "jktj": {"documents_in_force": 6, "licences": 12},
    "jtj": {"documents_in_force": 5, "licences": 26, "penalties": 48},
    "czj": {"documents_made": 3, "documents_repealed": 1, "documents_in_force": 15, "fees": 1_263_000},
}


def plan(diary: Diary) -> None:
    """Enter the reports into the diary, a day a step."""
    people = {user.username: user for user in db.session.scalars(select(User).where(User.is_demo))}
    office = people[Role.OFFICE.value]
    _note(diary, date(2018, 12, 7), office, lambda: due.set_due(YEAR, date(2019, 1, 15), office))
    for code, last in REACHED.items():
        Reporting(code, people).plan(diary, STEPS[: STEPS.index(last) + 1])


def _note(diary: Diary, on: date, who: User, act: Callable[[], object]) -> None:
    def done() -> None:
        with acting(who):
            act()

    diary.note(on, done)


class Reporting:
    """One unit's report."""

    def __init__(self, code: str, people: dict[str, User]) -> None:
        self.liaison, self.leader = people[f"{Role.LIAISON.value}-{code}"], people[f"{Role.LEADER.value}-{code}"]
        self.office = people[Role.OFFICE.value]
        self.report: ProgressReport | None = None

    @property
    def made(self) -> ProgressReport:
        assert self.report is not None
        return self.report

    def plan(self, diary: Diary, steps: tuple[str, ...]) -> None:
        acts: dict[str, tuple[User, Callable[[], object]]] = {
            "draft": (self.liaison, self._draft),
            "send_up": (self.liaison, lambda: handing.send_up(self.made, self.liaison)),
            "approve": (self.leader, lambda: handing.approve(self.made, self.leader)),
            "submit": (self.liaison, lambda: handing.submit(self.made, self.liaison)),
            "accept": (self.office, lambda: handing.accept(self.made, self.office)),
        }
        days = (date(2018, 12, 13), date(2018, 12, 14), date(2018, 12, 17), date(2018, 12, 18), date(2018, 12, 19))
        for on, step in zip(days, steps, strict=False):
            _note(diary, on, *acts[step])

    def _draft(self) -> None:
        assert self.liaison.unit is not None
        self.report = writing.draft(self.liaison.unit, YEAR, self.liaison)
        writing.edit(self.report, self.liaison, WRITTEN)
        if self.liaison.unit.code in TABLES:
            writing.fill_in(self.report, self.liaison, TABLES[self.liaison.unit.code])
