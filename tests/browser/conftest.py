"""The pages are read in the demo district, loaded once; these tests only read, so nothing is put back between them."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.district import load, served
from tests.browsing import Live


@pytest.fixture(scope="session")
def district(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo, loaded once; whoever changes something takes a copy of the folder."""
    folder = tmp_path_factory.mktemp("district")
    load(folder)
    return folder


@pytest.fixture(scope="session")
def demo(district: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with served(Path(shutil.copytree(district, tmp_path_factory.mktemp("open") / "district"))) as live:
        yield live


@pytest.fixture
def live(demo: Live) -> Live:
    return demo
