"""提醒 → 催办 → 督办: each only after the one before went unanswered for its time."""

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
from tracker.reminders import tallies
from tracker.reminders.choices import PaperStep
from tracker.reminders.models import Paper
from tracker.reminders.papers import issuing, receiving
from tracker.reminders.papers.following import Standing, refusal
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
        (Standing(PaperStep.REMINDER, date(2018, 12, 25), False), [1], date(2018, 12, 25), "还没有过"),
        (Standing(PaperStep.REMINDER, date(2018, 12, 25), True), [1], date(2018, 12, 26), "已经反馈"),
        (Standing(PaperStep.URGING, date(2018, 12, 25), False), [], date(2018, 12, 26), "都已办结"),
        (
            Standing(PaperStep.URGING, date(2018, 12, 25), False, "王政办督〔2018〕1号"),
            [1],
            date(2018, 12, 26),
            "继续办理",
        ),
        (Standing(PaperStep.SUPERVISION, date(2018, 12, 25), False), [1], date(2018, 12, 26), "最后一步"),
    ],
)
def test_why_the_next_step_may_not_be_taken(standing: Standing, owed: list[int], on: date, why: str) -> None:
    assert why in (refusal(standing, owed, on) or "")


def test_the_next_step_after_the_time_ran_out() -> None:
    standing = Standing(PaperStep.REMINDER, date(2018, 12, 25), False)
    assert refusal(standing, [1], date(2018, 12, 26)) is None


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
    assert early.status_code == 409
    assert "还没有过" in early.text
    day(date(2018, 12, 26))
    assert client.post(address, data=data, headers=manner).status_code == (200 if manner else 303)
    urging = db.session.scalars(select(Paper).where(Paper.step == PaperStep.URGING)).one()
    assert (urging.number, urging.previous_id) == ("王政办催〔2018〕1号", paper.id)
    assert urging.answer_by == date(2018, 12, 29)
    assert client.post(address, data=data).status_code == 409
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
    assert early.status_code == 409
    assert client.post(f"{address}/receipt", headers=manner).status_code == (200 if manner else 303)
    assert client.post(f"{address}/receipt").status_code == 409
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


def test_an_answered_paper_is_not_followed(paper: Paper, sign_in: SignIn, day: Day) -> None:
    by = f.liaison()
    receiving.receive(paper, by)
    receiving.answer(paper, by, "正在办理")
    day(date(2018, 12, 26))
    data = {"version": paper.version, "signed_by": "王某"}
    answer = sign_in("office").post(f"/supervision/papers/{paper.id}/follow", data=data)
    assert answer.status_code == 409
    assert "单位已经反馈" in answer.text


def test_done_work_is_not_urged(paper: Paper, late: Disclosure, sign_in: SignIn, day: Day) -> None:
    late.published_on = date(2018, 12, 24)
    day(date(2018, 12, 26))
    data = {"version": paper.version, "signed_by": "王某"}
    answer = sign_in("office").post(f"/supervision/papers/{paper.id}/follow", data=data)
    assert answer.status_code == 409
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
