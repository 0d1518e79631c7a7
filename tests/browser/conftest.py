"""The pages are read in the demo district, loaded once; these tests only read, so nothing is put back between them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browsing import Live, serving
from tests.databases import House, Sqlite
from tracker.choices import Role
from tracker.db import db
from tracker.demo.commands import SAMPLES, load_demo
from tracker.demo.diary import acting
from tracker.intake import batches
from tracker.intake.pipeline import Source
from tracker.people.models import User


@pytest.fixture(scope="session")
def district(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    folder: Path = tmp_path_factory.mktemp("district")
    house = House(Sqlite(folder), folder / "data")
    result = house.app.test_cli_runner().invoke(load_demo)
    assert result.exit_code == 0, result.output
    with house.app.app_context():
        leave_an_import_waiting()
        db.session.commit()
        db.engine.dispose()
    with serving(house.app) as live:
        yield live


def leave_an_import_waiting() -> None:
    """A preview for the administrator to look at, with nothing new in it."""
    admin = db.session.scalars(db.select(User).where(User.role == Role.ADMIN)).one()
    sample = min(SAMPLES.glob("*.xlsx"))
    with acting(admin):
        batches.keep([Source(sample.name, sample.read_bytes())], 2019, admin)


@pytest.fixture
def live(district: Live) -> Live:
    return district
