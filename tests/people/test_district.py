"""Loading the working list of units, and the directory made of it."""

import re
from datetime import date

from flask import Flask
from sqlalchemy import func, select

from tests import factories
from tests.queries import counted
from tracker.choices import Area, UnitKind
from tracker.db import db
from tracker.people import district
from tracker.people.directory import load_directory
from tracker.people.models import Unit, UnitGroup, UnitName


def test_it_works(app: Flask) -> None:
    added = district.seed_district()
    assert added == db.session.scalar(select(func.count()).select_from(Unit)) == 44
    townships = db.session.scalars(
        select(Unit.short_name).where(Unit.kind == UnitKind.TOWNSHIP).order_by(Unit.position)
    )
    assert list(townships) == ["七一路街道", "红旗街街道", "桃园街道", "青年路街道", "王家河街道", "王益街道", "黄堡镇"]
    group = db.session.scalars(select(UnitGroup).where(UnitGroup.name == "各镇办")).one()
    assert len(group.members) == 7


def test_codes_serve_as_login_names(app: Flask) -> None:
    district.seed_district()
    codes = dict(db.session.execute(select(Unit.short_name, Unit.code)).all())
    assert all(re.fullmatch("[a-z]{2,10}", code) for code in codes.values())
    assert [codes[name] for name in ("区发改局", "区住建局", "区财政局", "黄堡镇")] == ["fgj", "zjj", "czj", "hbz"]


def test_a_second_time_adds_nothing(app: Flask) -> None:
    district.seed_district()
    assert district.seed_district() == 0
    assert db.session.scalar(select(func.count()).select_from(UnitGroup)) == 3


def test_what_was_edited_stays(app: Flask) -> None:
    district.seed_district()
    unit = db.session.scalars(select(Unit).where(Unit.code == "fgj")).one()
    unit.short_name, unit.names = "区发展局", []
    group = db.session.scalars(select(UnitGroup).where(UnitGroup.name == "各镇办")).one()
    group.members = group.members[:2]
    db.session.flush()
    assert district.seed_district() == 0
    db.session.expire_all()
    assert (unit.short_name, unit.names, len(group.members)) == ("区发展局", [], 2)


def test_a_unit_entered_by_hand_keeps_its_place(app: Flask) -> None:
    factories.unit("fz", name="区发展和改革局", short_name="区发改")
    assert district.seed_district() == 43
    assert db.session.scalar(select(Unit.code).where(Unit.name == "区发展和改革局")) == "fz"


def test_the_directory_is_loaded_in_few_queries(app: Flask) -> None:
    district.seed_district()
    with counted() as statements:
        directory = load_directory()
    assert len(statements) == 4
    assert [unit.code for unit in directory.resolve("区发改委").units] == ["fgj"]
    assert [unit.code for unit in directory.resolve("区规划局", Area.MAJOR_PROJECTS).units] == ["zrzywyfj"]
    assert [unit.short_name for unit in directory.resolve("全区各镇办").units][-1] == "黄堡镇"


def test_a_closed_unit_leaves_its_name_to_the_successor(app: Flask) -> None:
    old = factories.unit("fpb", name="区扶贫开发办公室", short_name="区扶贫办")
    new = factories.unit("nyncj", name="区农业农村局", short_name="区农业农村局")
    new.names.append(UnitName(text="区扶贫办", kind="former"))
    db.session.flush()
    assert load_directory().resolve("区扶贫办").units[0].id == old.id
    old.closed_on = date(2018, 12, 1)
    db.session.flush()
    assert load_directory().resolve("区扶贫办").units[0].id == new.id
