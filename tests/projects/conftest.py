"""A project kept by one unit, approved and implemented by two others; a stranger's unit has no part in it."""

from typing import Any

import pytest

from tests import factories
from tracker.projects.models import Project


@pytest.fixture
def project(app: Any) -> Project:
    for code in ("fgj", "zjj", "czj", "hbz"):
        factories.liaison(code)
    factories.office()
    return factories.project(
        name="河道治理工程",
        code="2018-610202-76-01-000102",
        approving=[factories.unit("zjj")],
        implementing=[factories.unit("czj")],
    )
