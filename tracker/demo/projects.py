"""The demo district's projects and transactions of the year, kept by their units' liaisons. All are invented.

``projects.csv`` has one row each: units by their codes, the amount in 万元, and the days of its stages in their order,
- for a stage that it did not go through.
"""

import csv
from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path

from sqlalchemy import select

from tracker.choices import ProjectKind, ProjectStage, PublicationDuty, Role
from tracker.db import db
from tracker.demo.diary import Diary, acting, workday_after
from tracker.demo.story import TODAY
from tracker.people.models import Unit, User
from tracker.projects import money, recording
from tracker.projects.models import Project
from tracker.projects.particulars import Particulars
from tracker.projects.stages import Step

TALES = Path(__file__).with_name("projects.csv")
FIRST_RECORDED = date(2018, 5, 21)


def plan(diary: Diary) -> None:
    """Enter every project and each of its stages into the diary."""
    people = {user.username: user for user in db.session.scalars(select(User).where(User.is_demo))}
    units = {unit.code: unit.id for unit in db.session.scalars(select(Unit))}
    with TALES.open(encoding="utf-8", newline="") as file:
        for tale in csv.DictReader(file):
            Keeping(tale, people[f"{Role.LIAISON.value}-{tale['unit']}"], units).plan(diary)


class Keeping:
    """One project's record, each stage written down on the next working day."""

    def __init__(self, tale: Mapping[str, str], liaison: User, units: Mapping[str, int]) -> None:
        self.tale, self.liaison, self.units = tale, liaison, units
        self.kind = ProjectKind(tale["kind"])
        stages = zip(ProjectStage.of(self.kind), tale["days"].split(), strict=False)
        self.steps = [Step(stage, date.fromisoformat(f"{TODAY.year}-{day}")) for stage, day in stages if day != "-"]
        self.project: Project | None = None

    def plan(self, diary: Diary) -> None:
        for number, step in enumerate(self.steps):
            on = workday_after(max(step.happened_on, FIRST_RECORDED), 1)
            diary.note(on, partial(self.move, step) if number else self.record)

    def record(self) -> None:
        with acting(self.liaison):
            self.project = recording.record(self._particulars(), self.steps[0], self.liaison)

    def move(self, step: Step) -> None:
        assert self.project is not None
        with acting(self.liaison):
            recording.move(self.project, step, self.liaison, self.project.version)

    def _particulars(self) -> Particulars:
        tale = self.tale
        begun = (step.happened_on for step in self.steps if step.stage is ProjectStage.CONSTRUCTION)
        return Particulars(
            kind=self.kind,
            name=f"（演示）{tale['name']}",
            unit_id=self.units[tale["unit"]],
            code=tale["code"],
            legal_person=f"（演示）{tale['legal_person']}",
            duty=PublicationDuty.SUPERVISED if tale["law"] else PublicationDuty.ENCOURAGED,
            law=tale["law"],
            approving=self._ids(tale["approving"]),
            implementing=self._ids(tale["implementing"]),
            amount_yuan=money.yuan(tale["amount"]) if tale["amount"] else None,
            location=tale["location"],
            started_on=next(begun, None),
        )

    def _ids(self, codes: str) -> tuple[int, ...]:
        return tuple(sorted(self.units[code] for code in codes.split()))
