"""A later date, a re-check in part, and what happens to an order that is late."""

from collections.abc import Callable
from datetime import date

import pytest

from tests import factories as f
from tests.client import Client
from tracker.choices import RectificationState
from tracker.db import db
from tracker.journal import AuditEntry
from tracker.rectification.choices import Step
from tracker.rectification.models import Rectification, RectificationEntry

SignIn = Callable[[str], Client]
ASKED = {"version": "1", "until": "2019-01-11", "reason": "网站改版，1月初才能补充公开"}


@pytest.fixture
def order(app: object) -> Rectification:
    made = f.rectification(f.unit("zjj"))
    for person in (f.office(), f.admin(), f.auditor(), f.liaison("zjj"), f.liaison("fgj"), f.leader("zjj")):
        assert person.id
    db.session.commit()
    return made


def fresh(order: Rectification) -> Rectification:
    db.session.expire_all()
    return db.session.get_one(Rectification, order.id)


def steps() -> list[Step | None]:
    return list(db.session.scalars(db.select(RectificationEntry.step).order_by(RectificationEntry.id)))


# --- extension -------------------------------------------------------------------------------------------------------


def test_it_works(order: Rectification, sign_in: SignIn, manner: dict[str, str]) -> None:
    unit, office, address = sign_in("liaison-zjj"), sign_in("office"), f"/rectification/{order.id}"
    assert unit.post(f"{address}/extension", data=ASKED, headers=manner).status_code in (200, 303)
    assert fresh(order).due_on == date(2018, 12, 28)
    assert "等待公开办答复" in unit.get(address).text
    assert "申请延期至 2019-01-11" in office.get(address).text
    assert order.title in office.get("/rectification?state=asked").text
    assert order.title not in office.get("/rectification?state=escalated").text
    data = {"version": "2", "granted": "yes", "answer": "情况属实"}
    assert office.post(f"{address}/extension/answer", data=data, headers=manner).status_code in (200, 303)
    assert (fresh(order).due_on, fresh(order).first_due_on) == (date(2019, 1, 11), date(2018, 12, 28))
    assert "原为 2018-12-28，经同意延期" in unit.get(address).text
    assert steps() == [Step.ASKED, Step.EXTENDED]
    assert {"rectification.asked", "rectification.extended"} <= set(db.session.scalars(db.select(AuditEntry.action)))


def test_what_is_not_granted_leaves_the_date(order: Rectification, sign_in: SignIn) -> None:
    sign_in("liaison-zjj").post(f"/rectification/{order.id}/extension", data=ASKED)
    data = {"version": "2", "granted": "no", "answer": "理由不充分"}
    sign_in("office").post(f"/rectification/{order.id}/extension/answer", data=data)
    found = fresh(order)
    assert (found.due_on, found.extension_until, found.first_due_on) == (date(2018, 12, 28), None, None)


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"until": "2018-12-28"}, 422, "应在现在的期限 2018-12-28 之后"),
        ({"until": ""}, 422, "请填写此项"),
        ({"reason": " "}, 422, "请填写此项"),
        ({"version": "7"}, 409, "刚刚有了变化"),
    ],
)
def test_an_extension_that_cannot_be(
    order: Rectification, sign_in: SignIn, manner: dict[str, str], fields: dict[str, str], status: int, words: str
) -> None:
    answer = sign_in("liaison-zjj").post(f"/rectification/{order.id}/extension", data=ASKED | fields, headers=manner)
    assert answer.status_code == status
    assert words in answer.text
    assert (ASKED | fields)["reason"] in answer.text, "what was typed stays"
    assert fresh(order).extension_until is None


def test_after_its_date_nothing_is_extended(order: Rectification, sign_in: SignIn) -> None:
    order.due_on = date(2018, 12, 19)
    db.session.commit()
    answer = sign_in("liaison-zjj").post(f"/rectification/{order.id}/extension", data=ASKED | {"version": "2"})
    assert answer.status_code == 422
    assert "已过" in answer.text
    assert ASKED["reason"] in answer.text
    assert "不能再申请延期" in sign_in("liaison-zjj").get(f"/rectification/{order.id}").text, "told beforehand"


@pytest.mark.parametrize("person", ["liaison-fgj", "leader-zjj", "admin", "auditor", "office"])
def test_only_the_units_liaison_asks(order: Rectification, sign_in: SignIn, person: str) -> None:
    assert sign_in(person).post(f"/rectification/{order.id}/extension", data=ASKED).status_code == 404


@pytest.mark.parametrize("person", ["liaison-zjj", "admin", "auditor"])
def test_only_the_office_answers(order: Rectification, sign_in: SignIn, person: str) -> None:
    data = {"version": "1"}
    assert sign_in(person).post(f"/rectification/{order.id}/extension/answer", data=data).status_code == 404


def test_nothing_asked_is_nothing_to_answer(order: Rectification, sign_in: SignIn) -> None:
    data = {"version": "1", "granted": "yes", "answer": "好"}
    answer = sign_in("office").post(f"/rectification/{order.id}/extension/answer", data=data)
    assert answer.status_code == 422
    assert "没有待答复" in answer.text


# --- re-check --------------------------------------------------------------------------------------------------------


def test_a_recheck_in_part_goes_back(order: Rectification, sign_in: SignIn, manner: dict[str, str]) -> None:
    sign_in("liaison-zjj").post(f"/rectification/{order.id}/report", data={"version": "1", "reply": "已补充公开3条"})
    data = {"version": "2", "result": "partly", "note": "还有1条没有公开"}
    answer = sign_in("office").post(f"/rectification/{order.id}/send-back", data=data, headers=manner)
    assert answer.status_code in (200, 303)
    assert fresh(order).state is RectificationState.ORDERED
    assert steps() == [None, Step.PARTLY]
    assert "复核：部分整改" in sign_in("liaison-zjj").get(f"/rectification/{order.id}").text
