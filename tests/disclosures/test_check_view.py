"""The office finds a record in order or gives it back with a reason and words."""

from typing import Any

import pytest

from tests import factories
from tests.client import Client
from tracker.choices import CheckState, ReturnReason
from tracker.db import db
from tracker.disclosures.models import Disclosure


@pytest.fixture
def record(app: Any) -> Disclosure:
    found: Disclosure = factories.disclosure(title="某批复")
    return found


@pytest.fixture
def office(record: Disclosure, sign_in: Any) -> Client:
    factories.office()
    return sign_in("office")


def give_back(office: Client, record: Disclosure, manner: dict[str, str], **data: str) -> Any:
    sent = {"version": str(record.version), "reason": "incomplete", "note": "缺附件"} | data
    return office.post(f"/disclosures/{record.id}/check-return", data=sent, headers=manner)


def test_it_works(office: Client, record: Disclosure, manner: dict[str, str]) -> None:
    assert give_back(office, record, manner).status_code == (200 if manner else 303)
    db.session.refresh(record)
    assert (record.check_state, record.checks[0].reason) == (CheckState.RETURNED, ReturnReason.INCOMPLETE)
    assert "内容不完整。缺附件" in office.get(f"/disclosures/{record.id}").text


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"note": " "}, "请填写此项"),
        ({"reason": ""}, "请选择退回原因"),
        ({"reason": "unsupported"}, "请从列出的选项中选择"),
        ({"reason": "x"}, "请从列出的选项中选择"),
    ],
)
def test_reason_and_words_are_asked_for(
    office: Client, record: Disclosure, manner: dict[str, str], wrong: dict[str, str], message: str
) -> None:
    answer = give_back(office, record, manner, **wrong)
    assert answer.status_code == 422
    assert message in answer.text
    db.session.refresh(record)
    assert record.check_state is CheckState.UNCHECKED


def test_what_is_said_of_tasks_alone_is_not_offered(office: Client, record: Disclosure) -> None:
    page = office.get(f"/disclosures/{record.id}").text
    assert "缺公开网址或截图" in page
    assert "“未产生”理由不充分" not in page


def test_the_unit_does_not_check_itself(office: Client, record: Disclosure, sign_in: Any) -> None:
    factories.liaison()
    assert give_back(sign_in("liaison-fgj"), record, {}).status_code == 404
