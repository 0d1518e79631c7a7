"""What moves a clock or stops it: marked, told in full, in its order."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.opinions.test_views import EDITED, FOUND, STEP, case
from tracker.clock import SHANGHAI
from tracker.db import db
from tracker.opinions.choices import Severity
from tracker.opinions.models import OpinionCase, OpinionEntry

__all__ = ["case"]


def test_a_moved_clock_stays_marked(case: OpinionCase, sign_in: Any) -> None:
    browser, address = sign_in("liaison-fgj"), f"/opinions/{case.id}/edit"
    browser.post(address, data=EDITED | {"version": "1", "found_where": "论坛"})
    assert "改过发现时间或等级" not in browser.get("/opinions").text
    browser.post(address, data=EDITED | {"version": "2", "severity": "major", "reason": "上级核定"})
    office = sign_in("office")
    for page in (f"/opinions/{case.id}", "/opinions", "/"):
        assert "改过发现时间或等级" in office.get(page).text


def test_a_clock_that_ran_out_is_moved_by_the_office_alone(
    case: OpinionCase, sign_in: Any, manner: dict[str, str]
) -> None:
    case.severity, case.answer_due_at = Severity.MAJOR, FOUND + timedelta(hours=5)
    data = EDITED | {"version": str(case.version + 1), "severity": "other", "reason": "降级"}
    for name, changed in (("severity", {}), ("found_at", {"severity": "major", "found_at": "2018-12-20T01:00"})):
        answer = sign_in("liaison-fgj").post(f"/opinions/{case.id}/edit", data=data | changed, headers=manner)
        assert answer.status_code == 422
        assert f'id="{name}-error"' in answer.text or f'href="#{name}"' in answer.text
        assert "已经超过时限，发现时间和等级由区公开办核实后更正" in answer.text
    done = sign_in("office").post(f"/opinions/{case.id}/edit", data=data, headers=manner)
    assert done.status_code == (200 if manner else 303)


def test_of_one_minute_the_later_recorded_stands_above(case: OpinionCase, sign_in: Any) -> None:
    """The system notes its own acts to the second, people state minutes."""
    office = sign_in("office")
    office.post(f"/opinions/{case.id}/take-over", data={"reason": "重大"})
    moment = db.session.scalars(select(OpinionEntry.happened_at)).one()
    data = STEP | {"text": "随后答复", "happened_at": f"{moment.astimezone(SHANGHAI):%Y-%m-%dT%H:%M}"}
    assert office.post(f"/opinions/{case.id}/entries", data=data).status_code == 303
    page = office.get(f"/opinions/{case.id}").text
    assert page.index("随后答复") < page.index("<strong>公开办接办</strong>")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"response_kind": ""}, "请选择回应方式"),
        ({"channel": ""}, "请填写回应渠道"),
        ({"address": ""}, "在网上作出的回应，请填写网址"),
        ({"address": "www.tcwy.gov.cn"}, "网址应以 http:// 或 https:// 开头"),
    ],
)
def test_an_answer_says_how_and_where(
    case: OpinionCase, sign_in: Any, manner: dict[str, str], changed: dict[str, str], words: str
) -> None:
    answer = sign_in("liaison-fgj").post(f"/opinions/{case.id}/entries", data=STEP | changed, headers=manner)
    assert answer.status_code == 422
    assert words in answer.text
    assert STEP["text"] in answer.text
    assert number_of_entries() == 0


def number_of_entries() -> int:
    return db.session.scalar(select(func.count(OpinionEntry.id))) or 0
