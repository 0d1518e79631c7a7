"""Pictures: the right numbers, told apart without colour, and each unit its own."""

from datetime import date, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest

from tests import factories
from tracker.clock import SHANGHAI, now
from tracker.guidance.pictures.counting import pictures
from tracker.guidance.pictures.shapes import Picture, ages, forms, months, scaled
from tracker.interpretations.choices import InterpretationForm
from tracker.people.models import User


def test_the_longest_bar_fills_the_width_and_parts_stand_end_to_end() -> None:
    picture = ages({(0, True): 1, (0, False): 3, (2, False): 1})
    drawn = scaled(picture, 400)
    assert [(part.value, at, wide) for part, at, wide in drawn[0][1]] == [(1, 0, 100), (3, 100, 300)]
    assert [(part.value, at, wide) for part, at, wide in drawn[2][1]] == [(0, 0, 0), (1, 0, 100)]
    assert picture.said == "未办结舆情的时间长短：不满1天已回应1、未回应3；3至7天已回应0、未回应1"


def test_nothing_is_drawn_of_nothing() -> None:
    for picture in (ages({}), months(2018, {}), forms(2018, {})):
        assert (picture.total, picture.most) == (0, 0)
        assert picture.said.endswith("没有")
        assert {wide for _, parts in scaled(picture, 400) for _, _, wide in parts} == {0}


def test_parts_differ_by_their_pattern() -> None:
    for picture in (ages({}), months(2018, {})):
        assert len({pattern for _, pattern in picture.legend}) == len(picture.legend)


def values(picture: Picture) -> dict[str, tuple[int, ...]]:
    return {bar.label: tuple(part.value for part in bar.parts) for bar in picture.bars if bar.total}


@pytest.fixture
def office(app: Any) -> User:
    moment = now()
    for days, answered in ((0.5, None), (2, moment), (40, None)):
        factories.opinion_case(found_at=moment - timedelta(days=days), answered_at=answered)
    last_moment = datetime(2018, 6, 30, 23, 59, tzinfo=SHANGHAI)
    closed = {"closed_at": moment}
    factories.opinion_case(found_at=last_moment, answered_at=last_moment, **closed)
    factories.opinion_case(found_at=last_moment, answer_due_at=None, **closed)
    factories.opinion_case(found_at=None, answer_due_at=None)
    factories.opinion_case(factories.unit("zjj"), found_at=last_moment + timedelta(minutes=1), **closed)
    factories.interpretation(form=InterpretationForm.VIDEO)
    factories.interpretation(factories.policy_document(published_on=date(2017, 1, 4)), published_on=date(2017, 1, 5))
    return factories.office()


def test_the_numbers(office: User) -> None:
    open_, answers, read = pictures(2018, office, None)
    assert values(open_) == {"不满1天": (0, 1), "1至3天": (1, 0), "30天以上": (0, 1)}
    assert values(answers) == {"6月": (1, 0, 0), "7月": (0, 1, 0), "11月": (0, 1, 0), "12月": (1, 0, 1)}
    assert values(read) == {"视频": (1,)}
    assert values(pictures(2018, office, factories.unit("zjj").id)[1]) == {"7月": (0, 1, 0)}
    assert values(pictures(2018, factories.liaison("zjj"), None)[1]) == {"7月": (0, 1, 0)}


def test_the_page_and_its_pictures(office: User, sign_in: Any) -> None:
    browser = sign_in("office")
    page = browser.get("/guidance").text
    assert page.count("<svg") == 3
    assert "<summary>数据</summary>" in page
    answer = browser.get("/guidance/months.svg?year=2018&unit=zjj")
    assert ElementTree.fromstring(answer.text).tag.endswith("svg")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "区住建局2018年各月舆情回应情况" in answer.text


@pytest.mark.parametrize("query", ["?unit=xx", "?year=2019", "?year=1999"])
def test_what_is_not_there(office: User, sign_in: Any, query: str) -> None:
    assert sign_in("office").get(f"/guidance{query}").status_code == 404
    assert sign_in("office").get("/guidance/other.svg").status_code == 404


def test_a_unit_sees_its_own_whatever_it_asks(office: User, sign_in: Any) -> None:
    factories.liaison("zjj")
    page = sign_in("liaison-zjj").get("/guidance?unit=fgj").text
    assert "区住建局2018年各月舆情回应情况（共1件）" in page
    assert "没有可以画出的记录" in page
