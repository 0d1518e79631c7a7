"""Fixtures for the whole suite.

A test that uses `app`, or anything on top of it, runs twice: on SQLite and on PostgreSQL. With a real browser it runs
on SQLite alone. `@pytest.mark.databases("sqlite", "postgresql")` chooses otherwise.
"""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskCliRunner
from hypothesis import HealthCheck, settings

from tests import machine
from tests.browsing import browser, live, open_page, page, watch
from tests.client import Client, apart, login
from tests.databases import House, Street

__all__ = ["browser", "live", "open_page", "page", "watch"]
# The same examples in every run, and no clock that a busy machine could miss.
settings.register_profile(
    "house", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")
DATABASES = ("sqlite", "postgresql")
MEMORY = Path("/dev/shm") if Path("/dev/shm").is_dir() else None  # a commit need not wait for a disk there


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database" in metafunc.fixturenames:
        mark = metafunc.definition.get_closest_marker("databases")
        default = DATABASES[:1] if "live" in metafunc.fixturenames else DATABASES
        names = mark.args if mark else default
        params = [pytest.param(name, marks=[pytest.mark.postgresql] if name == "postgresql" else []) for name in names]
        metafunc.parametrize("database", params, indirect=True)


@pytest.fixture(scope="session")
def street() -> Iterator[Street]:
    with tempfile.TemporaryDirectory(prefix="tracker-", dir=MEMORY) as folder:
        street = Street(Path(folder), machine.find_postgresql())
        with street.stack:
            yield street


@pytest.fixture
def database(request: pytest.FixtureRequest, street: Street) -> str:
    if request.param == "postgresql" and street.postgresql is None:
        machine.unavailable("PostgreSQL")
    return str(request.param)


@pytest.fixture
def house(street: Street, database: str) -> Iterator[House]:
    house = street.house(database)
    house.open()
    yield house
    house.close()


@pytest.fixture
def app(house: House) -> Iterator[Flask]:
    """The application with an open context, so that a test may use models at once."""
    with house.app.app_context():
        yield house.app


@pytest.fixture
def client(app: Flask) -> Client:
    return Client(app)


@pytest.fixture
def sign_in(app: Flask) -> Callable[[str], Client]:
    """`sign_in("liaison-fgj")`: that person's own browser, signed in with the password that factories give."""
    return lambda name: login(Client(app), name)


@pytest.fixture
def command(app: Flask) -> Callable[..., Result]:
    """`command("due", "--from", "2018-10-15")`: a `flask` command; look at `exit_code`, `stdout`, `stderr`."""
    runner = FlaskCliRunner(app)
    return lambda *args, **options: apart(runner.invoke, args=[str(arg) for arg in args], **options)


@pytest.fixture(params=[{}, {"HX-Request": "true"}], ids=["plain", "htmx"])
def manner(request: pytest.FixtureRequest) -> dict[str, str]:
    """Headers of a browser without scripts, then of htmx: `client.post(url, data=…, headers=manner)`."""
    return dict(request.param)
