"""Which cases a typed title may mean: Chinese without blanks, whatever the width of its signs."""

from typing import Any

import pytest
from sqlalchemy import func, select

from tests import factories
from tests.opinions.cases import opened
from tracker.db import db
from tracker.grams import grams
from tracker.grams import likeness as alike
from tracker.opinions import likeness, recording
from tracker.opinions.models import CaseGram
from tracker.opinions.recording import Finding


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("保障房分配", {"保障", "障房", "房分", "分配"}),
        ("Ａ区、12345", {"a区", "12", "23", "34", "45"}),
        ("水", set()),
        ("，。！", set()),
    ],
)
def test_grams(text: str, found: set[str]) -> None:
    assert grams(text) == found


@pytest.mark.parametrize(
    ("one", "other", "is_like"),
    [
        ("老旧小区改造停水通知不及时", "群众反映老旧小区停水没有通知", True),
        ("公租房分配不公", "公租房分配结果公示后有群众询问排序依据", True),
        ("公租房分配不公", "道路施工夜间扰民", False),
        ("", "道路", False),
    ],
)
def test_alike(one: str, other: str, is_like: bool) -> None:
    assert (alike(grams(one), grams(other)) >= 0.25) is is_like


def found(text: str, person: Any) -> list[str]:
    return [row.topic for row in likeness.likely(text, person)]


def test_the_likest_comes_first(app: Any) -> None:
    for topic in ("道路施工夜间扰民", "小区停水通知不及时", "老旧小区改造停水"):
        opened(topic=topic)
    assert found("老旧小区停水", factories.office())[:1] == ["老旧小区改造停水"]
    assert found("财政预算", factories.office()) == []


def test_another_units_cases_are_not_named(app: Any) -> None:
    opened(topic="老旧小区改造停水")
    assert found("老旧小区停水", factories.liaison()) == ["老旧小区改造停水"]
    assert found("老旧小区停水", factories.liaison("zjj")) == []


def test_the_table_follows_what_is_known(app: Any) -> None:
    case = opened(topic="停水")
    recording.amend(case, factories.liaison(), Finding(**vars(Finding.of(case)) | {"topic": "停电了"}), None, "")
    assert set(db.session.scalars(select(CaseGram.gram))) == {"停电", "电了"}


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("停水通知", True),
        ("停水_通知", False),
        ("水停", False),
        ("城投", True),
        ("论坛", True),
        ("水", True),
        ("，", True),
        ("知论坛", False),
        ("12345ab", True),
    ],
)
def test_the_register_is_searched_by_text(app: Any, sign_in: Any, text: str, is_found: bool) -> None:
    opened(topic="小区停水通知，不及时12345ab", found_where="论坛", supervised_body="城投公司")
    page = sign_in("liaison-fgj").get("/opinions", query_string={"q": text}).text
    assert ('href="/opinions/1"' in page) is is_found


def test_the_form_names_them_while_the_topic_is_typed(app: Any, sign_in: Any) -> None:
    case = opened(topic="老旧小区改造停水")
    browser = sign_in("liaison-fgj")
    part = browser.get("/opinions/similar?topic=小区停水", headers={"HX-Request": "true"}).text
    assert f'href="/opinions/{case.id}"' in part
    assert "可能是已经登记的同一件舆情" in part
    assert "老旧小区改造停水" not in browser.get(f"/opinions/similar?topic=小区停水&but={case.id}").text
    assert browser.get("/opinions/similar?topic=&but=x").status_code == 200


def test_odd_signs_are_only_text(app: Any, sign_in: Any) -> None:
    opened(topic="100%的_<b>群众</b>")
    assert db.session.scalar(select(func.count()).select_from(CaseGram)) == 3
    page = sign_in("liaison-fgj").get("/opinions/similar?topic=100%25群众").text
    assert "&lt;b&gt;群众&lt;/b&gt;" in page
