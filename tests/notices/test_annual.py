"""The result for the annual assessment: score, grade, notice, rectification, fingerprints."""

import hashlib
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from tests import factories as f
from tests.appraisal.district import District, confirmed, heard
from tests.client import Client
from tracker.appraisal.models import Appraisal
from tracker.choices import NoticeKind, RectificationState
from tracker.clock import now
from tracker.db import db
from tracker.notices import drafting, following, issuing
from tracker.notices.annual.result import Orders, given_back, grade
from tracker.notices.choices import FollowUpKind
from tracker.notices.drafting import Particulars
from tracker.notices.following import FollowUp

SignIn = Callable[[str], Client]


@pytest.mark.parametrize(
    ("score", "name"),
    [(95, "优秀"), (90, "优秀"), (89.99, "良好"), (80, "良好"), (60, "合格"), (59.99, "不合格"), (None, "不评分")],
)
def test_grades(score: float | None, name: str) -> None:
    assert grade(score) == name


@pytest.mark.parametrize(
    ("score", "orders", "percent", "back"),
    [
        (60, Orders(4, 4, 2, 0), 50, "10.00"),
        (60, Orders(4, 4, 4, 0), 0, "0"),
        (None, Orders(4, 4, 4, 0), 50, "0"),
        (60, Orders(), 50, "0"),
        (33.33, Orders(3, 3, 1, 0), 25, "5.56"),
        (104, Orders(1, 1, 1, 0), 100, "0.00"),
    ],
)
def test_points_come_back_for_what_was_put_right(score: float | None, orders: Orders, percent: int, back: str) -> None:
    assert given_back(score, orders, percent) == Decimal(back)


def issue(appraisal: Appraisal, district: District) -> Any:
    kind = NoticeKind.CRITICISM
    given = Particulars("王政办发〔2018〕42号", date(2018, 12, 20), "王某", "李某", date(2019, 1, 11))
    made = issuing.issue(appraisal, kind, given, drafting.fingerprint(appraisal, kind), district.office)
    db.session.commit()
    return made


def test_it_works(appraisal: Appraisal, district: District, sign_in: SignIn) -> None:
    notice = issue(appraisal, district)
    first = notice.rectifications[0]
    first.state, first.replied_at, first.closed_on = RectificationState.CLOSED, now(), date(2018, 12, 20)
    db.session.commit()
    client = sign_in("auditor")
    found = json.loads(client.get("/year-end/2018/annual.json").data)
    assert found["fingerprint"] == appraisal.fingerprint
    bad = next(unit for unit in found["units"] if unit["code"] == "zjj")
    assert (bad["decision"], bad["notice"]["number"], bad["notice"]["withdrawn"]) == (
        "criticise",
        "王政办发〔2018〕42号",
        None,
    )
    fixed = bad["rectification"]
    assert (fixed["ordered"], fixed["closed"], fixed["in_time"], fixed["late"]) == (len(notice.rectifications), 1, 1, 0)
    own = client.get("/year-end/2018/units/zjj/facts.json").data
    assert bad["fingerprint"] == hashlib.sha256(own).hexdigest()
    rows = list(openpyxl.load_workbook(BytesIO(client.get("/year-end/2018/annual.xlsx").data)).active.values)
    assert any(row[1] == "区住房和城乡建设局" and row[6] == "王政办发〔2018〕42号" for row in rows)


@pytest.mark.databases("sqlite")
def test_what_is_watched_goes_along_and_a_withdrawal_is_told(district: District, sign_in: SignIn) -> None:
    f.information_request(district.bad, due_on=date(2018, 12, 17))
    db.session.commit()
    appraisal = heard(confirmed(district), district.office)
    notice = issue(appraisal, district)
    why = FollowUp(FollowUpKind.WITHDRAWAL, "王政办发〔2018〕62号", date(2018, 12, 20), "王某", "整改期限有误")
    following.issue(notice, why, district.office)
    db.session.commit()
    client = sign_in("auditor")
    found = json.loads(client.get("/year-end/2018/annual.json").data)
    bad = next(unit for unit in found["units"] if unit["code"] == "zjj")
    assert bad["watched"] == {"requests_late": 1}
    rows = list(openpyxl.load_workbook(BytesIO(client.get("/year-end/2018/annual.xlsx").data)).active.values)
    row = next(row for row in rows if row[1] == "区住房和城乡建设局")
    assert row[5] == "通报批评（通报已撤销，不作为依据）"
    assert row[14] == "依申请公开逾期答复或逾期未答复1"


@pytest.mark.databases("sqlite")
def test_what_another_unit_took_over_still_counts_where_it_was_ordered(
    appraisal: Appraisal, district: District, sign_in: SignIn
) -> None:
    notice = issue(appraisal, district)
    client = sign_in("auditor")
    before = json.loads(client.get("/year-end/2018/annual.json").data)["units"]
    for each in notice.rectifications:
        each.unit_id = district.good.id
    db.session.commit()
    assert json.loads(client.get("/year-end/2018/annual.json").data)["units"] == before


def test_before_confirmation_there_is_no_result(district: District, sign_in: SignIn) -> None:
    answer = sign_in("office").get("/year-end/2018/annual.json")
    assert answer.status_code == 409
    assert "还没有确认" in answer.text
    assert sign_in("office").get("/year-end/2031/annual.xlsx").status_code == 404


@pytest.mark.parametrize("person", ["liaison-zjj", "leader-fgj"])
def test_units_do_not_see_each_others_results(appraisal: Appraisal, sign_in: SignIn, person: str) -> None:
    client = sign_in(person)
    assert client.get("/year-end/2018/annual.json").status_code == 404
    assert client.get("/year-end/2018/annual.xlsx").status_code == 404
