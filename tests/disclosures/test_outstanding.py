"""What a unit has not published, shown before it hands in and before the office reviews."""

from datetime import date
from typing import Any

import pytest

from tests import factories
from tests.client import Client
from tests.queries import counted
from tracker.choices import DeadlineKind, Period
from tracker.tasks.models import Assignment

pytestmark = pytest.mark.usefixtures("app")
HTMX = {"HX-Request": "true"}


@pytest.fixture
def of() -> Assignment:
    """A monthly duty handed out in October, shared with another unit that published nothing."""
    task = factories.task(
        deadline_kind=DeadlineKind.PERIODIC,
        deadline_period=Period.MONTH,
        deadline_days=None,
        starts_on=date(2018, 10, 8),
    )
    share: Assignment = factories.assignment(task)
    factories.assignment(task, factories.unit("zjj"))
    factories.liaison(), factories.leader(), factories.office()
    return share


def part(client: Client, address: str) -> str:
    answer = client.get(address, headers=HTMX)
    assert answer.status_code == 200
    return str(answer.text)


@pytest.mark.parametrize("who", ["liaison-fgj", "leader-fgj", "office"])
def test_it_shows_what_is_unpublished_and_each_period(sign_in: Any, of: Assignment, who: str) -> None:
    factories.disclosure(of, title="已公开的")
    factories.withheld(of, title="不公开的")
    factories.disclosure(of, title="迟了的", published_on=None, due_on=date(2018, 12, 18))
    factories.disclosure(of, title="未到期的", published_on=None, due_on=date(2018, 12, 28))
    factories.disclosure(of, title="未起算的", published_on=None, due_on=None, formed_on=None)
    page = part(sign_in(who), f"/tasks/{of.task_id}/outstanding?unit=fgj")
    assert "区发改局还有3条没有公开" in page
    places = [page.index(title) for title in ("迟了的", "未到期的", "未起算的")]
    assert places == sorted(places)
    assert "应于 2018-12-18 前公开" in page
    assert "</span> 逾期2个工作日</span>" in page
    assert "</span> 还有6个工作日</span>" in page
    assert "已公开的" not in page
    assert "不公开的" not in page
    for mark in ("✓</span> 10月<", "●</span> 11月未公开<", "○</span> 12月未到期<"):
        assert mark in page
    assert "9月" not in page


def test_no_record_at_all_is_said(sign_in: Any, of: Assignment) -> None:
    browser = sign_in("liaison-fgj")
    assert "还没有登记任何公开记录" in part(browser, f"/tasks/{of.task_id}/outstanding")
    assert "<html" in browser.get(f"/tasks/{of.task_id}/outstanding").text


def test_all_published_is_said(sign_in: Any) -> None:
    share = factories.assignment()
    factories.disclosure(share)
    factories.liaison()
    assert "已登记的1条公开记录都已公开" in part(sign_in("liaison-fgj"), f"/tasks/{share.task_id}/outstanding")


def test_the_office_sees_one_units_records_with_what_it_owes(sign_in: Any, of: Assignment) -> None:
    other = next(each for each in of.task.assignments if each is not of)
    factories.disclosure(of, title="本单位的")
    factories.disclosure(other, title="别单位的", published_on=None)
    browser, address = sign_in("office"), f"/tasks/{of.task_id}/disclosures"
    page = part(browser, f"{address}?unit=fgj")
    assert "本单位的" in page
    assert "11月未公开" in page
    assert "别单位的" not in page
    assert "别单位的" in part(browser, f"{address}?unit=zjj")
    assert "没有公开：" in part(browser, f"{address}?unit=zjj")
    both = part(browser, address)
    assert "本单位的" in both
    assert "别单位的" in both
    assert "未公开<" not in both


def test_the_own_unit_sees_its_periods_on_the_task(sign_in: Any, of: Assignment) -> None:
    page = part(sign_in("liaison-fgj"), f"/tasks/{of.task_id}/disclosures")
    assert "●</span> 10月未公开<" in page


@pytest.mark.parametrize("room", ["disclosures", "outstanding"])
@pytest.mark.parametrize("unit", ["czj", "nobody", "\x00"])
def test_a_unit_without_a_share_is_not_there(sign_in: Any, of: Assignment, room: str, unit: str) -> None:
    factories.unit("czj")
    assert sign_in("office").get(f"/tasks/{of.task_id}/{room}?unit={unit}", headers=HTMX).status_code == 404


def test_another_units_is_not_there(sign_in: Any, of: Assignment) -> None:
    factories.liaison("czj")
    assert sign_in("liaison-czj").get(f"/tasks/{of.task_id}/outstanding").status_code == 404
    other = next(each for each in of.task.assignments if each is not of)
    factories.disclosure(other, title="别单位的", published_on=None)
    page = part(sign_in("liaison-fgj"), f"/tasks/{of.task_id}/outstanding?unit=zjj")
    assert "别单位的" not in page
    assert "区发改局" in page
    assert sign_in("office").get(f"/tasks/{of.task_id}/outstanding").status_code == 404


@pytest.mark.databases("sqlite")
def test_more_records_cost_no_more_statements(sign_in: Any, of: Assignment) -> None:
    factories.disclosure(of, published_on=None)
    browser, address = sign_in("office"), f"/tasks/{of.task_id}/outstanding?unit=fgj"
    browser.get(address)
    with counted() as few:
        browser.get(address)
    for _ in range(30):
        factories.disclosure(of, published_on=None)
    with counted() as many:
        page = browser.get(address).text
    assert len(many) == len(few) <= 7
    assert "其余11条见公开记录" in page
