"""``flask load-demo``: the demo district, the same at every start; what is there already is left alone."""

import json
from pathlib import Path

import click
from flask import Flask, current_app
from sqlalchemy import func, select

from tracker.cli import house_command
from tracker.configuration import DEMO_MARK, ROOT
from tracker.db import db
from tracker.demo import (
    almanac,
    asking,
    guidance,
    links,
    matters,
    people,
    projects,
    reporting,
    story,
    supervising,
    year_end,
)
from tracker.demo.diary import Diary, acting, day
from tracker.demo.year import Year
from tracker.intake import applying, batches
from tracker.intake.pipeline import Source
from tracker.people.district import seed_district
from tracker.people.models import User
from tracker.refusals import Refused

SAMPLES = ROOT / "imports" / "samples"


@house_command("load-demo", example="flask load-demo")
def load_demo() -> None:
    """装入演示数据：单位、人员、导入三张样表，以及虚构的一年记录；已装入时不作改动。"""
    mark: Path = current_app.config["DATA_DIR"] / DEMO_MARK
    if mark.exists():
        click.echo("演示数据已经存在，未作改动。")
        return
    if db.session.scalar(select(func.count()).select_from(User)):
        raise Refused("数据库中已有人员，不能再装入演示数据。请把 TRACKER_DATA_DIR 指向一个空目录。")
    with day(story.IMPORTED_ON):
        seed_district()
        people.settle()
        almanac.enter_first()
        import_samples()
    diary = Diary(story.TODAY)
    Year(diary).plan()
    matters.plan(diary)
    guidance.plan(diary)
    projects.plan(diary)
    asking.plan(diary)
    almanac.plan(diary)
    links.plan(diary)
    supervising.plan(diary)
    reporting.plan(diary)
    year_end.plan(diary)
    diary.live()
    db.session.commit()
    mark.write_text(json.dumps({"today": story.TODAY.isoformat()}))
    current_app.config.update(DEMO=True, TODAY=story.TODAY)
    click.echo("演示数据已装入。")


def import_samples() -> None:
    """The real import of the three sample tables, as the administrator would do it."""
    admin = db.session.scalars(select(User).where(User.username == "admin")).one()
    sources = [Source(path.name, path.read_bytes()) for path in sorted(SAMPLES.glob("*.xlsx"))]
    with acting(admin):
        batch = batches.keep(sources, story.TODAY.year, admin)
        applying.apply(batch, batches.read(batch), None)


def install(app: Flask) -> None:
    """Add this room's commands to ``flask``."""
    app.cli.add_command(load_demo)
