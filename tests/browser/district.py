"""The demo district behind a server of its own, as the page tests and the tour see it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time
from pathlib import Path

from flask import Flask

from tests.appraisal.district import heard
from tests.browsing import Live, serving
from tests.databases import House, Sqlite
from tracker.appraisal import confirming, lists
from tracker.appraisal.choices import ExcuseState
from tracker.appraisal.hearing import excusing
from tracker.choices import AssignmentState, NoticeKind, Role
from tracker.db import db
from tracker.demo.commands import SAMPLES, load_demo
from tracker.demo.diary import acting
from tracker.intake import batches
from tracker.intake.pipeline import Source
from tracker.notices import drafting, issuing
from tracker.notices.drafting import Particulars
from tracker.people.models import User
from tracker.rectification import reporting
from tracker.rectification.models import Rectification
from tracker.tasks import review
from tracker.tasks.models import Assignment


def load(folder: Path) -> None:
    """Load the demo into the folder."""
    house = House(Sqlite(folder), folder / "data")
    result = house.app.test_cli_runner().invoke(load_demo)
    assert result.exit_code == 0, result.output
    with house.app.app_context():
        leave_an_import_waiting()
        db.session.commit()
        db.engine.dispose()


@contextmanager
def served(folder: Path) -> Iterator[Live]:
    """Serve the demo that was loaded into the folder; it is ten in the morning there."""
    house = House(Sqlite(folder), folder / "data")
    house.app.config["TIME"] = time(10)
    with serving(house.app) as live:
        yield live


def leave_an_import_waiting() -> None:
    """A preview of next year's tables for the administrator to look at."""
    admin = person(Role.ADMIN)
    sources = [Source(path.name, path.read_bytes()) for path in sorted(SAMPLES.glob("*.xlsx"))]
    with acting(admin):
        batches.keep(sources, 2019, admin)


def person(role: Role) -> User:
    return db.session.scalars(db.select(User).where(User.role == role).order_by(User.id)).first() or User()


def close_the_year(app: Flask) -> None:
    """The office reviews what waits, confirms the list and issues the criticism; a unit reports on its first problem.

    The commendation stays a draft.
    """
    with app.app_context():
        office = person(Role.OFFICE)
        with acting(office):
            for share in db.session.scalars(
                db.select(Assignment).where(Assignment.state == AssignmentState.SUBMITTED)
            ).all():
                review.accept(share, office, "")
            for excuse in excusing.of(2018):
                if excuse.state is ExcuseState.ASKED:
                    excusing.answer(excuse, ExcuseState.REFUSED, "（演示）依据不足。", office)
            db.session.commit()
            appraisal = confirming.confirm(2018, lists.of(2018).fingerprint, office)
            heard(appraisal, office)
            seen = drafting.fingerprint(appraisal, NoticeKind.CRITICISM)
            particulars = Particulars(
                "王政办发〔2018〕43号", date(2018, 12, 20), "（演示）区长", "（演示）0919-0000000", date(2019, 1, 11)
            )
            issuing.issue(appraisal, NoticeKind.CRITICISM, particulars, seen, office)
            problem = db.session.scalars(db.select(Rectification).order_by(Rectification.id)).first()
            assert problem is not None
            reporting.report(problem, office, "（演示）已补报并公开，指定专人负责。")
        db.session.commit()
        db.engine.dispose()
