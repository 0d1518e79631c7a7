"""The server under measurement: the tracker, and beside it in the same process the floor that it is judged against.

The floor is a second, bare Flask application under ``/floor``: ``bare`` answers a constant, ``list`` runs the
register's own query in SQLAlchemy Core and renders as many cells in a plain table, without session, rights or layout.
"""

import sys
from pathlib import Path

from flask import Flask, render_template_string
from sqlalchemy import create_engine, select
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from app import create_app
from tests.databases import SETTINGS
from tracker.disclosures.models import Disclosure
from tracker.listing import PAGE_SIZE
from tracker.opinions.models import OpinionCase
from tracker.people.models import Unit
from tracker.server import serve
from tracker.tasks import register
from tracker.tasks.models import Assignment, Task

CELLS = 8  # as many as a row of the register has
TABLE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>floor</title></head><body><table>
{% for row in rows %}<tr>{% for cell in row[:CELLS] %}<td>{{ cell }}</td>{% endfor %}</tr>
{% endfor %}</table></body></html>"""


QUERIES = {
    "list": select(*register.COLUMNS)
    .select_from(Assignment)
    .join(Task, Assignment.task_id == Task.id)
    .outerjoin(Unit, Assignment.unit_id == Unit.id)
    .where(Task.withdrawn_at.is_(None))
    .order_by(Assignment.due_on, Assignment.id),
    "disclosures": select(Disclosure.title, Disclosure.document_number, Task.item, Unit.short_name, Disclosure.kind)
    .add_columns(Disclosure.formed_on, Disclosure.due_on, Disclosure.published_on)
    .join(Task, Disclosure.task_id == Task.id)
    .join(Unit, Disclosure.unit_id == Unit.id)
    .order_by(Disclosure.id.desc()),
    "opinions": select(OpinionCase.topic, OpinionCase.area, Unit.short_name, OpinionCase.severity, OpinionCase.source)
    .add_columns(OpinionCase.found_at, OpinionCase.answer_due_at, OpinionCase.answered_at)
    .join(Unit, OpinionCase.unit_id == Unit.id)
    .order_by(OpinionCase.id.desc()),
}


def make_floor(url: str) -> Flask:
    floor = Flask("floor")
    engine = create_engine(url)

    @floor.get("/bare")
    def bare() -> str:
        return "ok"

    @floor.get("/<any(list, disclosures, opinions):name>")
    def rows(name: str) -> str:
        with engine.connect() as connection:
            found = connection.execute(QUERIES[name].limit(PAGE_SIZE)).all()
            return render_template_string(TABLE, rows=found, CELLS=CELLS)

    return floor


def main(folder: Path, port: int) -> None:
    settings = {**SETTINGS, "DATA_DIR": folder, "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'tracker.db'}"}
    app = create_app(settings, mode="test")
    floor = make_floor(settings["SQLALCHEMY_DATABASE_URI"])
    app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {"/floor": floor})  # type: ignore[method-assign]
    serve(app, "127.0.0.1", port, lambda _server: None)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
