"""The time of day in this room's tests: limits in hours must not depend on when the suite runs."""

from datetime import time

import pytest
from flask import Flask


@pytest.fixture
def app(app: Flask) -> Flask:
    """Half past eight: what was found at nine two days before has half an hour left of its 48."""
    app.config["TIME"] = time(8, 30)
    return app
