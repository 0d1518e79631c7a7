"""What each share has covered follows its records: published, corrected, and deduced anew."""

from dataclasses import replace
from datetime import date
from importlib import import_module

import pytest
from sqlalchemy import insert, select, update

from tests import factories
from tracker.choices import MatterKind, Phase, SecrecyResult
from tracker.db import db
from tracker.disclosures import coverage, recording
from tracker.disclosures.channels import Channel
from tracker.disclosures.entry import Entry
from tracker.disclosures.models import DisclosureChannel, DisclosureCoverage

pytestmark = pytest.mark.usefixtures("app")
OPEN = Entry("某批复", MatterKind.GENERAL, formed_on=date(2018, 12, 3), channels=(Channel("公告栏", "大厅"),))
KEPT = replace(
    OPEN,
    published_on=date(2018, 12, 10),
    secrecy_reviewed_by="王审查",
    secrecy_reviewed_on=date(2018, 12, 9),
    secrecy_result=SecrecyResult.CLEAR,
    phase=Phase.RESULT,
)


def covered() -> set[tuple[str, str]]:
    table = DisclosureCoverage
    return {(row.phase, row.channel) for row in db.session.execute(select(table.phase, table.channel))}


def test_it_follows_the_records() -> None:
    by, of = factories.liaison(), factories.assignment()
    found = recording.record(of.task, by, OPEN)
    assert covered() == set()
    recording.change(found, by, KEPT, found.version)
    assert covered() == {("result", "公告栏")}
    online = (Channel("政府网站", "http://a.b/1"),)
    recording.record(of.task, by, replace(KEPT, title="另一条", phase=None, channels=(*KEPT.channels, *online)))
    assert covered() == {("result", "公告栏"), ("", "公告栏"), ("", "政府网站")}
    recording.change(found, by, replace(KEPT, channels=online), found.version, "渠道写错")
    assert covered() == {("result", "政府网站"), ("", "公告栏"), ("", "政府网站")}


def test_rebuilding_gives_the_same() -> None:
    by, of = factories.liaison(), factories.assignment()
    recording.record(of.task, by, KEPT)
    recording.record(of.task, by, replace(KEPT, title="另一条", phase=Phase.SERVICE))
    before = covered()
    coverage.rebuild()
    assert covered() == before == {("result", "公告栏"), ("service", "公告栏")}


def test_platforms_stored_under_an_older_spelling_get_the_one_name() -> None:
    of = factories.assignment()
    factories.disclosure(of, channels=factories.channels("信用王益", "公告栏"))
    coverage.rebuild()
    old = "“信用王益”网站"
    db.session.execute(update(DisclosureChannel).where(DisclosureChannel.name == "信用王益").values(name=old))
    share = {"task_id": of.task_id, "unit_id": of.unit_id}
    rows = [share | {"phase": "", "channel": old}, share | {"phase": "result", "channel": old}]
    db.session.execute(insert(DisclosureCoverage), rows)
    import_module("tracker.migrations.versions.0100_wording")._one_name(db.session.connection())
    assert set(db.session.scalars(select(DisclosureChannel.name))) == {"信用王益", "公告栏"}
    assert covered() == {("", "信用王益"), ("", "公告栏"), ("result", "信用王益")}
