"""The district of two units in a house of its own, crawled once for all tests that only look."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from tests import factories as f
from tests.databases import House, Sqlite
from tests.trust.crawling import Crawl, crawl
from tests.trust.district import MARK, OTHER, OWN, PEOPLE, enrich, furnish, person
from tests.trust.later import furnish_later


@dataclass(frozen=True)
class Crawled:
    app: Flask
    folder: Path
    by: dict[str, Crawl]


@pytest.fixture(scope="session")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    folder: Path = tmp_path_factory.mktemp("crawled")
    house = House(Sqlite(folder), folder / "data")
    app = house.open()
    with app.app_context():
        furnish()
        furnish_later({MARK: f.unit(OWN), "others": f.unit(OTHER)})
        enrich(app)
        yield Crawled(app, folder, {name: crawl(person(app, name)) for name in PEOPLE})
    house.close()
