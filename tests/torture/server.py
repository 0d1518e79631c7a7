"""The server that is tortured: the production server around the application, with a district of a few busy people."""

import sys
from pathlib import Path

from flask_migrate import upgrade

from app import create_app
from tests import factories as f
from tests.databases import SETTINGS
from tracker import journal
from tracker.choices import Role
from tracker.db import db
from tracker.server import serve
from tracker.tasks.models import Assignment

CLIENTS = 4


def settings(folder: Path) -> dict[str, object]:
    return {**SETTINGS, "DATA_DIR": folder, "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'tracker.db'}"}


def environment(folder: Path, port: int) -> dict[str, str]:
    """The same settings for the server as an operator starts it."""
    return {
        "TRACKER_DATA_DIR": str(folder),
        "TRACKER_SECRET_KEY": str(SETTINGS["SECRET_KEY"]),
        "TRACKER_DATABASE_URL": "",
        "TRACKER_TODAY": "",
        "HOST": "127.0.0.1",
        "PORT": str(port),
    }


def furnish(folder: Path) -> dict[str, int]:
    """Make the database; each client's login name and the share that it alone works on."""
    app = create_app(settings(folder), mode="test")
    with app.app_context():
        upgrade()
        shares: dict[str, int] = {}
        for number in range(CLIENTS):
            unit = f.unit(f"u{number}")
            person = f.user(Role.LIAISON, unit)
            share: Assignment = f.assignment(unit_=unit)
            shares[person.username] = share.id
        journal.record("unit.load", "unit", None, "载入单位")
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return shares


def main(folder: Path, port: int) -> None:
    serve(create_app(settings(folder), mode="test"), "127.0.0.1", port, lambda _server: None)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
