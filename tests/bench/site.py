"""A tracker in a folder of its own, for measuring."""

import os
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade

from app import create_app
from tests.databases import SETTINGS


def build(folder: Path) -> Flask:
    """The application on an empty database."""
    settings = {**SETTINGS, "DATA_DIR": folder, "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'tracker.db'}"}
    app = create_app(settings, mode="test")
    with app.app_context():
        upgrade()
    return app


def environment(folder: Path) -> dict[str, str]:
    """The same tracker for a command of its own."""
    ours = {"TRACKER_DATA_DIR": str(folder), "TRACKER_SECRET_KEY": SETTINGS["SECRET_KEY"]}
    return {**os.environ, **ours}
