"""The pages are read in the demo district, loaded once; these tests only read, so nothing is put back between them."""

from collections.abc import Iterator

import pytest

from tests.browser.district import loaded
from tests.browsing import Live


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with loaded(tmp_path_factory.mktemp("district")) as live:
        yield live


@pytest.fixture
def live(demo: Live) -> Live:
    return demo
