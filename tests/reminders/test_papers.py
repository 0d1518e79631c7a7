"""提醒 → 催办 → 督办: each only after the one before went unanswered for its time."""

import re
from datetime import date
from io import BytesIO

import docx
import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from tests import factories as f
from tests.reminders.conftest import Day, SignIn, soon
from tracker.db import db
from tracker.disclosures.models import Disclosure
from tracker.reminders import rules, tallies
from tracker.reminders.choices import PaperStep
from tracker.reminders.lights import Rule
from tracker.reminders.models import Paper
from tracker.reminders.papers import issuing, receiving
from tracker.reminders.papers.following import Standing, refusal, word
from tracker.reminders.papers.issuing import Order
from tracker.reminders.papers.wording import RECEIPT_TITLE

ORDER = Order("王某", "请分管领导督促")


@pytest.fixture
def paper(late: Disclosure) -> Paper:
    """Issued on 2018-12-20, to be answered by the 25th."""
    f.liaison("zjj")
    return issuing.begin(late.unit, [f"disclosure-{late.id}"], f.office(), ORDER)


def words(data: bytes) -> str:
    of = docx.Document(BytesIO(data))
    cells = [cell.text for table in of.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in of.paragraphs), *cells])


@pytest.mark.parametrize(
    ("standing", "owed", "on", "why"),
    [
        (Standing(PaperStep.REMINDER, date(2018, 12, 25)), [1], date(2018, 12, 25), "到期未反馈才能催办"),
        (
            Standing(PaperStep.REMINDER, date(2018, 12, 25), date(2018, 12, 21)),
            [1],
            date(2018, 12, 24),
            "期满仍未办结才能催办",
        ),
        (Standing(PaperStep.URGING, date(2018, 12, 25)), [], date(2018, 12, 26), "都已办结"),
        (
            Standing(PaperStep.URGING, date(2018, 12, 25), None, "王政办督〔2018〕1号"),
            [1],
            date(2018, 12, 26),
            "继续办理",
        ),
        (Standing(PaperStep.SUPERVISION, date(2018, 12, 25)), [1], date(2018, 12, 26), "最后一步"),
    ],
)
def test_why_the_next_step_may_not_be_taken(standing: Standing, owed: list[int], on: date, why: str) -> None:
    assert why in (refusal(standing, owed, on) or "")


@pytest.mark.parametrize("answered_on", [None, date(2018, 12, 21), date(2018, 12, 26)])
def test_the_next_step_after_the_time_ran_out(answered_on: date | None) -> None:
    standing = Standing(PaperStep.REMINDER, date(2018, 12, 25), answered_on)
    assert refusal(standing, [1], date(2018, 12, 26)) is None, "an answer alone does not do the work"


@pytest.mark.parametrize(
    ("answered_on", "followed_by", "told"),
    [
        (date(2018, 12, 25), "", "已反馈"),
        (date(2018, 12, 26), "", "逾期反馈"),
        (date(2018, 12, 26), "王政办催〔2018〕1号", "逾期反馈，仍未办结，已升级为王政办催〔2018〕1号"),
        (None, "", "逾期未反馈"),
    ],
)
def test_how_a_paper_stands(answered_on: date | None, followed_by: str, told: str) -> None:
    standing = Standing(PaperStep.REMINDER, date(2018, 12, 25), answered_on, followed_by)
    assert word(standing, True, date(2018, 12, 27))[2] == told


def test_it_is_numbered_and_printed(late: Disclosure, sign_in: SignIn, manner: dict[str, str]) -> None:
    f.office()
    soon(late.unit)
    address = f"/supervision/papers/new?unit={late.unit_id}"
    client = sign_in("office")
    page = client.get(address).text
    assert "某项目批复》，期限 2018-12-14，逾期4个工作日" in page
    data = {"matters": [f"disclosure-{late.id}"], "signed_by": "王某", "requirement": ""}
    assert client.post(address, data=data, headers=manner).status_code == (200 if manner else 303)
    made = db.session.scalars(select(Paper)).one()
    assert (made.number, made.answer_by) == ("王政办提〔2018〕1号", date(2018, 12, 25))
    said = words(client.get(f"/supervision/papers/{made.id}.docx").data)
    for text in (
        "王政办提〔2018〕1号",
        "区发展和改革局：",
        "1项逾期未办结",
        "2018年12月25日（含当日）前",
        RECEIPT_TITLE,
    ):
        assert text in said


def test_the_whole_chain(paper: Paper, sign_in: SignIn, manner: dict[str, str], day: Day) -> None:
    client, data = sign_in("office"), {"version": "1", "signed_by": "王某"}
    address = f"/supervision/papers/{paper.id}/follow"
    early = client.post(address, data=data)
    assert early.status_code == 422
    assert "还没有过" in early.text
    assert 'value="王某"' in early.text
    day(date(2018, 12, 26))
    assert client.post(address, data=data, headers=manner).status_code == (200 if manner else 303)
    urging = db.session.scalars(select(Paper).where(Paper.step == PaperStep.URGING)).one()
    assert (urging.number, urging.previous_id) == ("王政办催〔2018〕1号", paper.id)
    assert urging.answer_by == date(2018, 12, 29)
    assert client.post(address, data=data).status_code == 422
    day(date(2019, 1, 2))
    client.post(f"/supervision/papers/{urging.id}/follow", data=data)
    last = db.session.scalars(select(Paper).where(Paper.step == PaperStep.SUPERVISION)).one()
    assert last.number == "王政办督〔2019〕1号"
    said = words(client.get(f"/supervision/papers/{last.id}.docx").data)
    for text in ("以王政办提〔2018〕1号向你单位发出提醒函", "以王政办催〔2018〕1号", "现予督办", "限期整改"):
        assert text in said
    assert "督办是最后一步" in client.get(f"/supervision/papers/{last.id}").text


def test_the_unit_signs_and_answers(paper: Paper, sign_in: SignIn, manner: dict[str, str]) -> None:
    client, address = sign_in("liaison-fgj"), f"/supervision/papers/{paper.id}"
    early = client.post(f"{address}/answer", data={"version": "1", "answer": "已办"})
    assert early.status_code == 422
    assert "请先签收" in early.text
    assert ">\n已办</textarea>" in early.text.replace("\r", "")
    assert client.post(f"{address}/receipt", headers=manner).status_code == (200 if manner else 303)
    assert client.post(f"{address}/receipt").status_code == 422
    db.session.refresh(paper)
    assert paper.received_by_id == f.liaison().id
    assert client.post(f"{address}/answer", data={"version": paper.version, "answer": ""}).status_code == 422
    client.post(f"{address}/answer", data={"version": paper.version, "answer": "已于今天公开"}, headers=manner)
    db.session.refresh(paper)
    assert paper.answer == "已于今天公开"
    assert "已反馈" in client.get(address).text


def test_a_stale_answer_keeps_what_was_typed(paper: Paper, sign_in: SignIn) -> None:
    client, by = sign_in("liaison-fgj"), f.liaison()
    receiving.receive(paper, by)
    version = paper.version
    receiving.answer(paper, by, "另一人先反馈的")
    data = {"version": version, "answer": "我写的反馈"}
    answer = client.post(f"/supervision/papers/{paper.id}/answer", data=data)
    assert answer.status_code == 409
    assert "另一人先反馈的" in answer.text
    assert "我写的反馈" in answer.text


def test_an_answer_does_not_end_what_is_still_not_done(
    paper: Paper, late: Disclosure, sign_in: SignIn, day: Day, manner: dict[str, str]
) -> None:
    by = f.liaison()
    receiving.receive(paper, by)
    day(date(2018, 12, 27))
    receiving.answer(paper, by, "已办结")
    office, address = sign_in("office"), f"/supervision/papers/{paper.id}"
    page = office.get(address).text
    assert "逾期反馈" in page
    assert "未办结，逾期9个工作日" in page
    new = office.get(f"/supervision/papers/new?unit={late.unit_id}").text
    assert "没有可以发文的事项" in new, "the steps go on, they do not begin anew"
    data = {"version": paper.version, "signed_by": "王某"}
    assert office.post(f"{address}/follow", data=data, headers=manner).status_code == (200 if manner else 303)
    urging = db.session.scalars(select(Paper).where(Paper.step == PaperStep.URGING)).one()
    said = words(office.get(f"/supervision/papers/{urging.id}.docx").data)
    assert "你单位于2018年12月27日逾期反馈，但所列事项没有全部办结" in said
    assert "应公开，期限2018年12月14日" in said


@pytest.mark.databases("sqlite")
def test_what_was_answered_and_is_not_late_is_left_alone(paper: Paper, sign_in: SignIn, day: Day) -> None:
    rules.set_rule(Rule(date(2018, 12, 20), yellow_workdays=10), f.office())
    other = soon(paper.unit, date(2018, 12, 28))
    made = issuing.begin(paper.unit, [f"disclosure-{other.id}"], f.office(), ORDER)
    receiving.receive(made, f.liaison())
    receiving.answer(made, f.liaison(), "按期公开")
    day(date(2018, 12, 27))
    answer = sign_in("office").post(
        f"/supervision/papers/{made.id}/follow", data={"version": made.version, "signed_by": "王某"}
    )
    assert answer.status_code == 422
    assert "尚未到期" in answer.text


@pytest.mark.databases("sqlite")
def test_nothing_goes_out_on_a_rest_day(paper: Paper, sign_in: SignIn, day: Day) -> None:
    day(date(2018, 12, 30))
    client, address = sign_in("office"), f"/supervision/papers/{paper.id}"
    assert "是休息日，不发文" in client.get(address).text
    answer = client.post(f"{address}/follow", data={"version": paper.version, "signed_by": "王某"})
    assert answer.status_code == 422
    assert "是休息日，不发文" in answer.text
    assert len(db.session.scalars(select(Paper)).all()) == 1


def test_the_late_orders_of_a_unit_go_into_one_paper(late: Disclosure, sign_in: SignIn, day: Day) -> None:
    f.office()
    orders = [f.rectification(late.unit, title=title) for title in ("公开时效：4条逾期公开", "任务完成：5项未办结")]
    day(date(2019, 1, 7))
    client = sign_in("office")
    assert (
        f"/supervision/papers/new?unit={late.unit_id}&amp;about=rectification"
        in client.get(f"/rectification/{orders[0].id}").text
    )
    page = client.get(f"/supervision/papers/new?unit={late.unit_id}&about=rectification").text
    ticked = re.findall(r'checked[^>]*value="([a-z]+-\d+)"', page)
    assert sorted(ticked) == sorted(f"rectification-{each.id}" for each in orders)
    data = {"matters": ticked, "signed_by": "王某"}
    address = f"/supervision/papers/new?unit={late.unit_id}"
    assert client.post(address, data=data).status_code == 303
    made = db.session.scalars(select(Paper)).one()
    assert made.number == "王政办提〔2019〕1号"
    assert "应完成整改" in words(client.get(f"/supervision/papers/{made.id}.docx").data)
    assert "提醒：王政办提〔2019〕1号" in client.get(f"/rectification/{orders[1].id}").text
    assert orders[0].title in client.get("/rectification?state=escalated").text


def test_done_work_is_not_urged(paper: Paper, late: Disclosure, sign_in: SignIn, day: Day) -> None:
    late.published_on = date(2018, 12, 24)
    day(date(2018, 12, 26))
    data = {"version": paper.version, "signed_by": "王某"}
    answer = sign_in("office").post(f"/supervision/papers/{paper.id}/follow", data=data)
    assert answer.status_code == 422
    assert "都已办结" in answer.text


def test_a_running_matter_is_not_reminded_of_again(paper: Paper, late: Disclosure, sign_in: SignIn) -> None:
    data = {"matters": [f"disclosure-{late.id}"], "signed_by": "王某"}
    answer = sign_in("office").post(f"/supervision/papers/new?unit={late.unit_id}", data=data)
    assert answer.status_code == 422
    assert len(db.session.scalars(select(Paper)).all()) == 1


@pytest.mark.parametrize("data", [{"signed_by": "王某"}, {"matters": ["disclosure-9999"], "signed_by": "王某"}])
@pytest.mark.databases("sqlite")
def test_bad_input_comes_back(late: Disclosure, sign_in: SignIn, data: dict[str, object]) -> None:
    f.office()
    answer = sign_in("office").post(f"/supervision/papers/new?unit={late.unit_id}", data=data)
    assert answer.status_code == 422
    assert db.session.scalar(select(Paper.id)) is None


def test_each_step_and_year_is_numbered_by_itself(paper: Paper, late: Disclosure, day: Day) -> None:
    soon(late.unit, title="另一项")
    other = next(each for each in issuing.owed(late.unit_id) if each.title == "另一项")
    assert issuing.begin(late.unit, [other.key], f.office(), ORDER).number == "王政办提〔2018〕2号"
    day(date(2019, 1, 3))
    third = soon(late.unit, date(2019, 1, 4), "第三项")
    made = issuing.begin(late.unit, [f"disclosure-{third.id}"], f.office(), ORDER)
    assert made.number == "王政办提〔2019〕1号"


@pytest.mark.parametrize("who", ["liaison-zjj", "leader-fgj", "admin", "auditor"])
@pytest.mark.databases("sqlite")
def test_who_may_not(paper: Paper, sign_in: SignIn, who: str) -> None:
    f.leader(), f.admin(), f.auditor()
    client = sign_in(who)
    assert client.post(f"/supervision/papers/{paper.id}/receipt").status_code == 404
    assert client.post(f"/supervision/papers/{paper.id}/follow", data={"version": "1"}).status_code == 404
    assert client.get("/supervision/papers/new").status_code == 404


@pytest.mark.databases("sqlite")
def test_another_unit_does_not_know_of_it(paper: Paper, sign_in: SignIn) -> None:
    client = sign_in("liaison-zjj")
    for address in (f"/supervision/papers/{paper.id}", f"/supervision/papers/{paper.id}.docx"):
        assert client.get(address).status_code == 404
    assert paper.number not in client.get("/supervision/papers").text


@pytest.mark.parametrize("query", ["", "?step=reminder&state=unsigned&year=2018&serial=1", "?step=x&state=x&unit=²"])
def test_the_register(paper: Paper, sign_in: SignIn, query: str) -> None:
    assert paper.number in sign_in("office").get(f"/supervision/papers{query}").text


@pytest.mark.parametrize("query", ["?state=answered", "?state=unanswered", "?step=urging", "?serial=2"])
@pytest.mark.databases("sqlite")
def test_the_register_leaves_out_what_does_not_fit(paper: Paper, sign_in: SignIn, query: str) -> None:
    assert paper.number not in sign_in("office").get(f"/supervision/papers{query}").text


def test_the_register_goes_out_as_a_workbook(paper: Paper, sign_in: SignIn) -> None:
    answer = sign_in("office").get("/supervision/papers?export=xlsx")
    cells = [cell.value for row in load_workbook(BytesIO(answer.data)).active.iter_rows() for cell in row]
    assert paper.number in cells


def test_silence_is_counted(paper: Paper, late: Disclosure) -> None:
    def tally(on: date) -> tuple[int, int]:
        found = tallies.of_year(2018, on, db.session.connection())[late.unit_id]
        return found.papers[PaperStep.REMINDER], found.papers_unanswered

    assert tally(date(2018, 12, 25)) == (1, 0)
    assert tally(date(2018, 12, 26)) == (1, 1)
