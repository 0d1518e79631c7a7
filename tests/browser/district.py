"""The demo district behind a server of its own, as the page tests and the tour see it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import time
from pathlib import Path

from tests.browsing import Live, serving
from tests.databases import House, Sqlite
from tracker.choices import Role
from tracker.db import db
from tracker.demo.commands import SAMPLES, load_demo
from tracker.demo.diary import acting
from tracker.intake import batches
from tracker.intake.pipeline import Source
from tracker.people.models import User


@contextmanager
def loaded(folder: Path) -> Iterator[Live]:
    """Load the demo into ``folder`` and serve it; it is ten in the morning there."""
    house = House(Sqlite(folder), folder / "data")
    result = house.app.test_cli_runner().invoke(load_demo)
    assert result.exit_code == 0, result.output
    house.app.config["TIME"] = time(10)
    with house.app.app_context():
        leave_an_import_waiting()
        db.session.commit()
        db.engine.dispose()
    with serving(house.app) as live:
        yield live


def leave_an_import_waiting() -> None:
    """A preview of next year's tables for the administrator to look at."""
    admin = db.session.scalars(db.select(User).where(User.role == Role.ADMIN)).one()
    sources = [Source(path.name, path.read_bytes()) for path in sorted(SAMPLES.glob("*.xlsx"))]
    with acting(admin):
        batches.keep(sources, 2019, admin)
