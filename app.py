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

    from tracker import assets, configuration, web
    from tracker.appraisal import commands as appraisal_commands
    from tracker.appraisal import views as appraisal_views
    from tracker.audit import views as audit_views
    from tracker.calendar import commands as calendar_commands
    from tracker.calendar import views as calendar_views
    from tracker.db import db
    from tracker.demo import commands as demo_commands
    from tracker.desk import navigation
    from tracker.desk import views as desk_views
    from tracker.disclosures import views as disclosure_views
    from tracker.intake import commands as intake_commands
    from tracker.intake import views as intake_views
    from tracker.interpretations import views as interpretation_views
    from tracker.notices import views as notice_views
    from tracker.opinions import views as opinion_views
    from tracker.people import access
    from tracker.people import commands as people_commands
    from tracker.people import views as people_views
    from tracker.rectification import views as rectification_views
    from tracker.tasks import views as task_views
    from tracker.upkeep import commands as upkeep_commands
    from tracker.upkeep import views as upkeep_views

    app = Flask(__name__, template_folder="templates", static_folder=None)
    configuration.apply(app, config or {}, mode)
    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "tracker" / "migrations"), render_as_batch=True)
    web.install(app)
    access.install(app)
    navigation.install(app)
    assets.install(app, ROOT / "static")
    for views in (
        appraisal_views,
        audit_views,
        calendar_views,
        desk_views,
        disclosure_views,
        intake_views,
        interpretation_views,
        notice_views,
        opinion_views,
        people_views,
        rectification_views,
        task_views,
        upkeep_views,
    ):
        app.register_blueprint(views.bp)
    for commands in (
        appraisal_commands,
        calendar_commands,
        demo_commands,
        intake_commands,
        people_commands,
        upkeep_commands,
    ):
        commands.install(app)
    return app


if __name__ == "__main__":
    from tracker.bootstrap import main

    sys.exit(main(sys.argv[1:]))
