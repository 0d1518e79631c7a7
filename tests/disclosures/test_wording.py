"""Finding records by a text: the table of neighbouring characters answers as looking at every title would."""

from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import select, update

from tests import factories
from tracker.clock import today
from tracker.db import db
from tracker.disclosures import register, wording
from tracker.disclosures.models import Disclosure, DisclosureGram

TITLES = (
    ("关于漆水河治理项目的批复", "王发改〔2018〕7号"),
    ("漆水河（二期）批复", ""),
    ("批复漆水", "王发改〔2018〕77号"),
    ("PPP项目ppp协议", ""),
    ("河", "1"),
    ("100%到位", "a_b"),
)


@pytest.fixture
def six(app: Any) -> list[Disclosure]:
    return [factories.disclosure(title=title, document_number=number) for title, number in TITLES]


def pairs(record: Disclosure) -> set[str]:
    return set(db.session.scalars(select(DisclosureGram.gram).where(DisclosureGram.disclosure_id == record.id)))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("批复", {0, 1, 2}),
        ("漆水河", {0, 1}),
        ("漆水河治理项目的批复", {0}),
        ("河治批复", set()),
        ("河", {0, 1, 4}),
        ("7号", {0, 2}),
        ("〔2018〕77号", {2}),
        ("（二期）", {1}),
        ("%", {5}),
        ("a_b", {5}),
        ("0%到", {5}),
        ("〕", {0, 2}),
    ],
)
def test_both_ways_find_what_holds_the_text(six: list[Disclosure], text: str, found: set[int]) -> None:
    sought = {six[number].id for number in found}
    assert set(db.session.scalars(select(Disclosure.id).where(wording.holding(text)))) == sought
    assert set(db.session.scalars(wording.by_rarest(text))) == sought
    assert set(db.session.scalars(wording.by_rarest(text, Disclosure.id.in_(sought)))) == sought
    assert set(db.session.scalars(wording.by_rarest(text, Disclosure.id.not_in(sought)))) == set()


def test_a_pair_is_found_in_either_width_and_case(six: list[Disclosure]) -> None:
    for text in ("pp", "PP", "ｐｐ"):
        assert set(db.session.scalars(wording.by_rarest(text))) == {six[3].id}
        assert set(db.session.scalars(select(Disclosure.id).where(wording.holding(text)))) == {six[3].id}


def test_the_table_follows_a_changed_title(six: list[Disclosure]) -> None:
    first = six[0]
    db.session.expire(first)
    first.title = "漆水河公示"
    db.session.flush()
    assert pairs(first) == {"漆水", "水河", "河公", "公示", "王发", "发改", "20", "01", "18", "7号"}
    first.document_number = ""
    db.session.flush()
    assert pairs(first) == {"漆水", "水河", "河公", "公示"}


def test_what_does_not_touch_the_words_leaves_the_table(six: list[Disclosure]) -> None:
    before = pairs(six[1])
    six[1].contact = "0919-1234567"
    db.session.flush()
    assert pairs(six[1]) == before


def test_it_can_be_made_anew(six: list[Disclosure]) -> None:
    before = [pairs(record) for record in six]
    db.session.execute(update(DisclosureGram).values(gram="乱码").where(DisclosureGram.gram == "批复"))
    wording.rebuild()
    assert [pairs(record) for record in six] == before


def test_every_mixture_of_filters_counts_and_shows_the_same_records(app: Any) -> None:
    """The register reads in parts what exports and draws read in one piece."""
    units = [factories.unit(f"u{number}") for number in range(2)]
    for number in range(16):
        of = factories.assignment(factories.task(item="批复" if number % 2 else "施工许可"), units[number % 3 // 2])
        factories.disclosure(
            of,
            title=f"漆水河{'批复' if number % 3 else '公示'}{number}",
            published_on=None if number % 4 == 0 else date(2018, 10, 20 + number % 8),
            due_on=date(2019, 1, 8) if number == 8 else date(2018, 10, 24),
            channels=factories.channels(*(("公告栏", "公告栏") if number % 5 else ("政府网站", "公告栏"))),
        )
    office, texts = factories.office(), ("", "批复", "漆水河批")
    for text, state, channel, whose in product(texts, ("", "late", "open"), ("", "公告栏"), ("", str(units[0].id))):
        asked = {"state": state, "channel": channel, "unit": whose}
        meant = register.found(office, asked, text, today())
        found = set(db.session.scalars(meant.ids()))
        with app.test_request_context(f"/disclosures?{urlencode(asked)}"):
            assert meant.total() == len(found), (asked, text)
            for sort in ("recorded", "title"):
                ids = [row.id for row in meant.page(register.SORTS, sort, 1, len(found))]
                assert set(ids) == found and len(ids) == len(found), (asked, text, sort)
            assert [row.id for row in meant.page(register.SORTS, "-recorded", 1, len(found))] == sorted(
                found, reverse=True
            )


def test_pages_go_on_across_the_parts(app: Any) -> None:
    of = factories.assignment()
    for number in range(60):
        factories.disclosure(of, published_on=None if number % 2 else date(2018, 11, 1))
    office = factories.office()
    meant = register.found(office, {"state": "late"}, "", today())
    with app.test_request_context("/disclosures"):
        pages = [[row.id for row in meant.page(register.SORTS, "-recorded", number, 60)] for number in (1, 2)]
    assert pages[0] + pages[1] == sorted(db.session.scalars(meant.ids()), reverse=True)


@pytest.mark.parametrize("few", [0, 59, 60])
def test_what_is_fetched_whole_is_paged_as_what_is_counted(app: Any, few: int) -> None:
    of = factories.assignment()
    for number in range(60):
        factories.disclosure(of, title=f"漆水河批复{number}")
    meant = replace(register.found(factories.office(), {}, "漆水河", today()), few=few)
    with app.test_request_context("/disclosures?q=漆水河"):
        total = meant.total()
        for sort, down in (("recorded", False), ("-recorded", True)):
            pages = [[row.id for row in meant.page(register.SORTS, sort, number, total)] for number in (1, 2)]
            assert pages[0] + pages[1] == sorted(db.session.scalars(meant.ids()), reverse=down)
            assert (total, len(pages[0])) == (60, 50)
