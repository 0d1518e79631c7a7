"""Links read from both sides, made and taken away, never to what a person may not see."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from tests import factories
from tests.client import Client
from tracker.db import db
from tracker.guidance.models import RecordLink
from tracker.journal import AuditEntry

SignIn = Callable[[str], Client]


@pytest.fixture
def records(app: Any) -> dict[str, int]:
    """One record of each kind of the unit, and one paper of another."""
    factories.liaison()
    factories.liaison("zjj")
    factories.office()
    task = factories.task()
    share = factories.assignment(task)
    return {
        "case": factories.opinion_case(topic="施工扰民", task_id=task.id).id,
        "document": factories.policy_document(title="救助办法").id,
        "disclosure": factories.disclosure(share, title="可研批复").id,
        "other": factories.policy_document(factories.unit("zjj"), title="分配办法").id,
    }


def number() -> int:
    return db.session.scalar(select(func.count()).select_from(RecordLink)) or 0


def test_it_works(records: dict[str, int], sign_in: SignIn, manner: dict[str, str]) -> None:
    browser, address = sign_in("liaison-fgj"), f"/opinions/{records['case']}/related"
    data = {"other": f"document-{records['document']}"}
    assert browser.post(address, data=data, headers=manner).status_code == (200 if manner else 303)
    assert ">救助办法</a>" in browser.get(address).text
    assert ">施工扰民</a>" in browser.get(f"/interpretations/{records['document']}/related").text
    browser.post(f"/interpretations/{records['document']}/related", data={"other": f"case-{records['case']}"})
    assert number() == 1, "from the other side it is the same link"
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "record_link.add")).one()
    assert entry.summary == "关联政务舆情《施工扰民》与政策解读《救助办法》"


def test_a_link_is_taken_away(records: dict[str, int], sign_in: SignIn, manner: dict[str, str]) -> None:
    browser, address = sign_in("liaison-fgj"), f"/disclosures/{records['disclosure']}/related"
    data = {"other": f"case-{records['case']}"}
    browser.post(address, data=data)
    assert browser.post(f"{address}/removal", data=data, headers=manner).status_code == (200 if manner else 303)
    assert number() == 0
    assert browser.post(f"{address}/removal", data=data, headers=manner).status_code == 409


def test_what_is_likely(records: dict[str, int], sign_in: SignIn) -> None:
    browser, address = sign_in("liaison-fgj"), f"/opinions/{records['case']}/related"
    page = browser.get(address).text
    assert "可研批复" in page, "it belongs to the same task"
    assert "救助办法" not in page
    assert "救助办法" in browser.get(f"{address}?q=救助").text
    assert "分配办法" not in browser.get(f"{address}?q=办法").text, "another unit's"
    assert "没有标题中含“%”的记录" in browser.get(f"{address}?q=%25").text
    assert "分配办法" in sign_in("office").get(f"{address}?q=办法").text


def test_a_link_shows_nothing_that_a_person_may_not_see(records: dict[str, int], sign_in: SignIn) -> None:
    address = f"/opinions/{records['case']}/related"
    data = {"other": f"document-{records['other']}"}
    assert sign_in("liaison-fgj").post(address, data=data).status_code == 409
    assert sign_in("office").post(address, data=data).status_code == 303
    assert "分配办法" not in sign_in("liaison-fgj").get(address).text
    assert sign_in("liaison-zjj").get(address).status_code == 404
    assert "施工扰民" not in sign_in("liaison-zjj").get(f"/interpretations/{records['other']}/related").text


@pytest.mark.parametrize("other", ["", "x", "case-²", "case-1-2", "task-1", "case-99999999999"])
def test_a_made_up_record_is_refused(
    records: dict[str, int], sign_in: SignIn, manner: dict[str, str], other: str
) -> None:
    address = f"/interpretations/{records['document']}/related"
    assert sign_in("liaison-fgj").post(address, data={"other": other}, headers=manner).status_code == 404
    answer = sign_in("liaison-fgj").post(address, data={"other": f"document-{records['document']}"}, headers=manner)
    assert answer.status_code == 409, "two of one kind are not linked"
    assert number() == 0


@pytest.mark.parametrize("person", ["leader", "admin", "auditor"])
def test_others_read_only(records: dict[str, int], sign_in: SignIn, person: str) -> None:
    browser, address = sign_in(getattr(factories, person)().username), f"/opinions/{records['case']}/related"
    page = browser.get(address).text
    assert "还没有关联的记录" in page
    assert "<button class" not in page.partition("<main")[2]
    assert browser.post(address, data={"other": f"document-{records['document']}"}).status_code == 404
