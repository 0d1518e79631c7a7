"""The roof: the only file that knows every room. ``python3 app.py`` sets the environment up and starts the demo."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask

ROOT = Path(__file__).parent


def create_app(config: Mapping[str, Any] | None = None, *, mode: str = "development") -> Flask:
    """Build the application. ``mode`` is development, test or production (which refuses demo settings)."""
    from flask import Flask
    from flask_migrate import Migrate

    from tracker import assets, configuration, logbook, once, proxy, web
    from tracker.db import db
    from tracker.desk import navigation
    from tracker.notices import told
    from tracker.people import access
    from tracker.progress_reports import judged

    app = Flask(__name__, template_folder="templates", static_folder=None)
    configuration.apply(app, config or {}, mode)
    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "tracker" / "migrations"), render_as_batch=True)
    proxy.install(app)
    logbook.install(app)
    web.install(app)
    access.install(app)
    once.install(app)
    navigation.install(app)
    told.install(app)
    judged.install(app)
    assets.install(app, ROOT / "static")
    open_rooms(app)
    add_commands(app)
    join_rooms()
    return app


def open_rooms(app: Flask) -> None:
    """Give every room its addresses."""
    from tracker.appraisal import views as appraisal
    from tracker.audit import views as audit
    from tracker.calendar import views as calendar
    from tracker.coverage import views as coverage
    from tracker.desk import views as desk
    from tracker.disclosures import views as disclosures
    from tracker.feeds import views as feeds
    from tracker.guidance import views as guidance
    from tracker.intake import views as intake
    from tracker.interpretations import views as interpretations
    from tracker.links import views as links
    from tracker.notices import views as notices
    from tracker.opinions import views as opinions
    from tracker.outside import views as outside
    from tracker.own_sheets import views as own_sheets
    from tracker.people import views as people
    from tracker.progress_reports import views as progress_reports
    from tracker.projects import views as projects
    from tracker.rectification import views as rectification
    from tracker.reminders import views as reminders
    from tracker.requests import views as requests
    from tracker.review import views as review
    from tracker.supervision import views as supervision
    from tracker.tasks import views as tasks
    from tracker.upkeep import views as upkeep

    work = (
        tasks,
        review,
        links,
        disclosures,
        projects,
        requests,
        opinions,
        interpretations,
        appraisal,
        notices,
        rectification,
        supervision,
        reminders,
        progress_reports,
        outside,
    )
    for views in (people, desk, *work, coverage, guidance, intake, own_sheets, calendar, audit, upkeep, feeds):
        app.register_blueprint(views.bp)


def add_commands(app: Flask) -> None:
    """Give ``flask`` the commands of every room that has some."""
    from tracker.appraisal import commands as appraisal
    from tracker.calendar import commands as calendar
    from tracker.demo import commands as demo
    from tracker.intake import commands as intake
    from tracker.links import commands as links
    from tracker.people import commands as people
    from tracker.reminders import commands as reminders
    from tracker.upkeep import commands as upkeep

    for commands in (people, calendar, intake, links, appraisal, reminders, upkeep, demo):
        commands.install(app)


def join_rooms() -> None:
    """Let rooms upstairs hear of what changes downstairs: limits follow the calendar and what is handed in,
    dead links what a record says; a year's facts take in what the reports say."""
    from tracker.appraisal import readings
    from tracker.calendar import arranging
    from tracker.disclosures import recording, recounting
    from tracker.interpretations import recounting as interpretations
    from tracker.links import noting
    from tracker.progress_reports import judged
    from tracker.requests import recounting as requests
    from tracker.tasks import progress

    for room in (recounting, interpretations, requests):
        arranging.CHANGED.connect(room.recount)
    progress.HANDED.connect(recording.follow_share)
    recording.CHANGED.connect(noting.follow)
    readings.ASKED.connect(judged.reports)


if __name__ == "__main__":
    from tracker.bootstrap import main

    sys.exit(main(sys.argv[1:]))
