"""The year-end pages: who sees what, confirmation once, changes with a reason."""

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from click.testing import Result
from flask import Flask

from tests import factories as f
from tests.appraisal.district import District
from tests.client import Client
from tests.queries import counted
from tracker.appraisal import confirming, lists
from tracker.appraisal.models import Appraisal, AppraisalScheme
from tracker.choices import AssignmentRole, AssignmentState, Outcome, Proposal, Role
from tracker.clock import now
from tracker.db import db
from tracker.files.models import StoredFile
from tracker.journal import AuditEntry
from tracker.outside import recording
from tracker.outside.choices import OutsideSource
from tracker.progress_reports import writing
from tracker.refusals import Refused

SignIn = Callable[[str], Client]


def actions() -> set[str]:
    return set(db.session.scalars(db.select(AuditEntry.action)))


# --- the list --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("person", ["office", "admin", "auditor"])
def test_the_list_is_for_those_who_see_all_units(district: District, sign_in: SignIn, person: str) -> None:
    client = sign_in(person)
    answer = client.get("/year-end")
    assert (answer.status_code, answer.location) == (303, "/year-end/2018")
    page = client.get("/year-end/2018").text
    assert page.index("黄堡镇人民政府") < page.index("区发展和改革局") < page.index("区住房和城乡建设局")
    assert "✓</span> 通报表扬" in page
    assert "●</span> 通报批评" in page
    assert "第1名" in page
    assert 'aria-current="step"' in page
    assert ("/year-end/2018/confirm" in page) is (person == "office")


@pytest.mark.parametrize("person", ["liaison-fgj", "leader-fgj"])
def test_a_unit_is_sent_to_its_own_page(district: District, sign_in: SignIn, person: str) -> None:
    client = sign_in(person)
    for address in ("/year-end", "/year-end/2018"):
        answer = client.get(address)
        assert (answer.status_code, answer.location) == (303, "/year-end/2018/units/fgj")
    page = client.get("/year-end/2018/units/fgj").text
    assert "100.00" in page
    assert "区住建局" not in page
    assert client.get("/year-end/2018/units/zjj").status_code == 404
    assert client.get("/year-end/2018/units/nobody").status_code == 404
    assert client.get("/year-end/2018/list.xlsx").status_code == 404


def test_an_account_without_a_unit_is_told_why(district: District, sign_in: SignIn) -> None:
    f.user(Role.LIAISON, None, username="new")
    answer = sign_in("new").get("/year-end")
    assert answer.status_code == 409
    assert "还没有所属单位" in answer.text


@pytest.mark.parametrize("year", ["2019", "2007", "99999999999999999999", "0"])
def test_a_year_that_cannot_be_judged_is_no_page(district: District, sign_in: SignIn, year: str) -> None:
    client = sign_in("office")
    for address in (f"/year-end/{year}", f"/year-end/{year}/units/fgj", f"/year-end/{year}/confirm"):
        assert client.get(address).status_code == 404


def test_an_earlier_year_without_records_is_empty_but_there(district: District, sign_in: SignIn) -> None:
    assert "不评分" in sign_in("office").get("/year-end/2017").text


def test_a_tracker_without_units_says_what_to_do(app: Flask, sign_in: SignIn) -> None:
    f.office()
    assert "还没有单位" in sign_in("office").get("/year-end/2018").text


def test_what_waits_for_review_is_named(district: District, sign_in: SignIn) -> None:
    f.assignment(unit_=district.good, state=AssignmentState.SUBMITTED)
    f.assignment(unit_=district.bad, state=AssignmentState.SUBMITTED, role=AssignmentRole.COOPERATING)
    f.assignment(f.task(year=2017), unit_=district.good, state=AssignmentState.SUBMITTED)
    page = sign_in("office").get("/year-end/2018").text
    assert "2018年度任务还有2项上报待审核（含配合任务）" in page
    assert "/tasks?state=submitted&amp;year=2018" in page
    own = sign_in("liaison-fgj").get("/year-end/2018/units/fgj").text
    assert "另有1项已上报待审核，通过后可加" in own


def test_units_without_a_rank_are_counted_apart(district: District, sign_in: SignIn) -> None:
    f.disclosure(f.assignment(unit_=f.unit("czj")))
    f.unit("mzj")
    client = sign_in("office")
    for address in ("/year-end/2018", "/year-end/2018/confirm"):
        assert "5个单位，其中4个参加评分、3个参加排名" in client.get(address).text
    assert "不排名" in client.get("/year-end/2018").text
    assert "任务不足3项，不参加排名" in client.get("/year-end/2018/units/czj").text


def test_the_number_of_queries_does_not_grow(district: District, sign_in: SignIn) -> None:
    client = sign_in("office")
    counts = []
    for codes in ("ab", "cdefghij"):
        for code in codes:
            f.disclosure(f.assignment(unit_=f.unit(code)))
        db.session.commit()
        for address in ("/year-end/2018", "/year-end/2018/units/zjj"):
            client.get(address)
            with counted() as seen:
                client.get(address)
            counts.append(len(seen))
    assert counts[:2] == counts[2:]


def test_the_workbook_has_places_points_and_losses(district: District, sign_in: SignIn) -> None:
    answer = sign_in("office").get("/year-end/2018/list.xlsx")
    book = openpyxl.load_workbook(BytesIO(answer.data))
    assert book.sheetnames == ["名单", "得分明细", "失分明细"]
    places = list(book["名单"].values)
    assert [row[:2] + row[11:] for row in places[1:2]] == [("序号", "单位", "名单", "理由")]
    assert [(row[0], row[11]) for row in places[2:5]] == [(1, "不列入"), (2, "通报表扬"), (3, "通报批评")]
    assert any("未确认" in str(row[0]) for row in places)
    losses = list(book["失分明细"].values)
    late = [row[3:] for row in losses if row[2] == "公开时效" and str(row[6]).startswith("住建")]
    note = "应于2018-10-24前公开，2018-11-05公开，逾期8个工作日"
    assert late[0] == (20, 20, "应公开4条，按期0条（0%），逾期4条", "住建批复0", note)
    assert [row[:4] for row in late[1:]] == [(None, None, None, f"住建批复{number}") for number in (1, 2, 3)]
    for sheet in book:
        assert sum(column.width for column in sheet.column_dimensions.values()) < 180
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert "appraisal.export" in actions()


# --- one unit --------------------------------------------------------------------------------------------------------


def test_every_point_lost_names_its_record(district: District, sign_in: SignIn) -> None:
    page = sign_in("liaison-zjj").get("/year-end/2018/units/zjj").text
    assert "住建批复0" in page
    assert "应于2018-10-24前公开，2018-11-05公开，逾期8个工作日" in page
    numbers = re.findall(r'href="/disclosures/(\d+)"', page)
    assert numbers
    assert re.search(r'href="/tasks/\d+"', page)
    assert "再办结4项任务，可加" in page
    assert "触及红线" in page


def test_on_paper_every_record_stands_outside_what_is_folded(district: District, sign_in: SignIn) -> None:
    page = sign_in("liaison-zjj").get("/year-end/2018/units/zjj").text
    open_ = re.sub(r"<details.*?</details>", "", page, flags=re.S)
    printed = "".join(re.findall(r'<div class="on-paper">(.*?)</div>', open_, flags=re.S))
    assert "4条：5—8" in printed, "the line names its records by their numbers"
    records = re.findall(r"<li>(.*?)</li>", re.findall(r'<ol class="on-paper">(.*?)</ol>', open_, flags=re.S)[0])
    for number in range(4):
        assert sum(f"住建批复{number}" in record for record in records) == 1
    assert "（应于2018-10-24前公开，2018-11-05公开，逾期8个工作日；" in records[4]
    assert "本单位2018年度考核" in page
    assert "查看记录" not in page


def test_until_the_list_is_confirmed_the_page_is_a_forecast(district: District, app: Flask, sign_in: SignIn) -> None:
    app.config["TODAY"] = date(2018, 9, 30)
    client = sign_in("liaison-zjj")
    page = client.get("/year-end/2018/units/zjj").text
    assert "本单位2018年度考核（预测）" in page
    assert "这是预测：按截至 2018-09-30 的记录核算" in page
    assert "未到期4项任务暂不计入“任务完成”。没有固定期限的任务从 2018-12-01 起算到期。" in page
    assert "承担的任务未到期4项，暂不计入，此项不计" in page
    assert "触及的红线" not in page
    desk = client.get("/year-end/2018/units/zjj", headers={"HX-Request": "true"}).text
    assert "2018年度考核预测" in desk
    office = sign_in("office")
    page = office.get("/year-end/2018").text
    assert "未到期任务6项，暂不计入" in page
    assert '<span class="muted beside">未到期4</span>' in page
    assert "没有固定期限的从 2018-12-01 起算到期" in office.get("/year-end/2018/confirm").text


def test_a_confirmed_year_is_no_forecast(appraisal: Appraisal, sign_in: SignIn) -> None:
    page = sign_in("liaison-zjj").get("/year-end/2018/units/zjj").text
    assert "预测" not in page
    assert "报年度考核" in page


@pytest.mark.databases("sqlite")
def test_the_years_own_report_is_followed(district: District, sign_in: SignIn) -> None:
    client = sign_in("liaison-zjj")
    page = client.get("/year-end/2018/units/zjj").text
    assert "未起草，报送期限 2019-01-20" in page
    assert "在2019年度到期，计入该年度" in page
    made = writing.draft(district.bad, 2018, f.liaison("zjj"))
    db.session.commit()
    assert f'href="/reports/{made.id}">起草中' in client.get("/year-end/2018/units/zjj").text


@pytest.mark.databases("sqlite")
def test_what_is_watched_and_found_outside_stands_apart(district: District, sign_in: SignIn) -> None:
    f.information_request(district.bad, due_on=date(2018, 12, 17))
    paper = f.add(StoredFile(sha256="0" * 64, size=1, name="a.pdf", media_type="application/pdf", uploaded_at=now()))
    what = recording.Result(
        2018, OutsideSource.CITY, "全市考核", "市政府办公室", date(2018, 12, 18), 5860, 10_000, "第9名"
    )
    made = recording.record(district.bad, district.office, what, paper)
    db.session.commit()
    page = sign_in("liaison-zjj").get("/year-end/2018/units/zjj").text
    assert "依申请公开逾期答复或逾期未答复 1" in page
    assert "58.6/100" in page
    assert f"/supervision/outside/{made.id}" in page
    assert page.count("不计分</td>") == 2


def test_a_unit_without_tasks_is_not_scored(district: District, sign_in: SignIn) -> None:
    f.unit("czj")
    assert "不评分" in sign_in("office").get("/year-end/2018/units/czj").text


# --- confirm ---------------------------------------------------------------------------------------------------------


def seen() -> str:
    return lists.of(2018).fingerprint


def test_confirm_asks_first(district: District, sign_in: SignIn) -> None:
    page = sign_in("office").get("/year-end/2018/confirm").text
    assert "不能撤销" in page
    assert "尚未结束" in page
    assert "事实到 2018-12-20 为止" in page
    assert seen() in page
    assert db.session.scalar(db.select(Appraisal)) is None


def test_confirm_works(district: District, sign_in: SignIn, manner: dict[str, str]) -> None:
    client, print_ = sign_in("office"), seen()
    answer = client.post("/year-end/2018/confirm", data={"fingerprint": print_}, headers=manner)
    assert answer.status_code == (200 if manner else 303)
    appraisal = db.session.scalars(db.select(Appraisal)).one()
    assert (appraisal.year, appraisal.as_of, appraisal.fingerprint) == (2018, date(2018, 12, 20), print_)
    decisions = {verdict.unit.code: verdict.decision for verdict in appraisal.verdicts}
    assert decisions == {"fgj": Proposal.COMMEND, "zjj": Proposal.CRITICISE, "hbz": Proposal.NONE}
    assert db.session.scalar(db.select(AppraisalScheme.number)) == 1
    assert "appraisal.confirm" in actions()


def test_afterwards_the_pages_show_what_was_frozen(
    appraisal: Appraisal, district: District, sign_in: SignIn, command: Callable[..., Result]
) -> None:
    before = command("year-end", "--year", 2018, "--json").stdout
    for _ in range(9):
        f.assignment(unit_=district.good)
    db.session.commit()
    page = sign_in("office").get("/year-end/2018").text
    assert "✓</span> 通报表扬" in page
    assert appraisal.fingerprint in page
    assert "截至2018-12-20，已冻结" in page
    assert "100.00" in sign_in("liaison-fgj").get("/year-end/2018/units/fgj").text
    assert command("year-end", "--year", 2018, "--json").stdout == before
    assert lists.proposed(2018).fingerprint != appraisal.fingerprint


def test_confirming_twice_is_refused(appraisal: Appraisal, sign_in: SignIn) -> None:
    client = sign_in("office")
    for answer in (
        client.post("/year-end/2018/confirm", data={"fingerprint": appraisal.fingerprint}),
        client.get("/year-end/2018/confirm"),
    ):
        assert answer.status_code == 409
        assert "已经确认并冻结" in answer.text
    assert len(db.session.scalars(db.select(Appraisal)).all()) == 1


def test_a_list_that_changed_since_it_was_seen_is_not_confirmed(district: District, sign_in: SignIn) -> None:
    old = seen()
    f.disclosure(f.assignment(unit_=district.good), published_on=None)
    answer = sign_in("office").post("/year-end/2018/confirm", data={"fingerprint": old})
    assert answer.status_code == 409
    assert "在您查看之后有变化" in answer.text
    assert seen() in answer.text
    assert db.session.scalar(db.select(Appraisal)) is None


def test_nothing_is_confirmed_while_a_submission_waits(
    district: District, sign_in: SignIn, manner: dict[str, str]
) -> None:
    f.assignment(unit_=district.good, state=AssignmentState.SUBMITTED, role=AssignmentRole.COOPERATING)
    client = sign_in("office")
    answers = [
        client.get("/year-end/2018/confirm"),
        client.post("/year-end/2018/confirm", data={"fingerprint": seen()}, headers=manner),
    ]
    assert [answer.status_code for answer in answers] == [200, 409]
    for answer in answers:
        assert "2018年度任务还有1项上报待审核（含配合任务）" in answer.text
        assert "/tasks?state=submitted&amp;year=2018" in answer.text
        assert "确认并冻结" not in answer.text
    with pytest.raises(Refused, match="审核完才能确认"):
        confirming.confirm(2018, seen(), district.office)
    assert db.session.scalar(db.select(Appraisal)) is None


def test_nobody_to_judge_is_refused(app: Flask, sign_in: SignIn) -> None:
    f.office()
    answer = sign_in("office").post("/year-end/2018/confirm", data={"fingerprint": seen()})
    assert answer.status_code == 409
    assert "没有可以评分的单位" in answer.text


@pytest.mark.parametrize("person", ["liaison-fgj", "leader-fgj", "admin", "auditor"])
def test_only_the_office_confirms(district: District, sign_in: SignIn, person: str) -> None:
    client = sign_in(person)
    assert client.get("/year-end/2018/confirm").status_code == 404
    assert client.post("/year-end/2018/confirm", data={"fingerprint": seen()}).status_code == 404
    assert db.session.scalar(db.select(Appraisal)) is None


def test_outcomes_of_a_year_that_is_over(district: District, app: Flask) -> None:
    app.config["TODAY"] = date(2019, 3, 1)
    f.assignment(unit_=district.good, state=AssignmentState.ACCEPTED, outcome=Outcome.DONE)
    found = lists.of(2018)
    assert (found.as_of, found.is_over) == (date(2018, 12, 31), True)
