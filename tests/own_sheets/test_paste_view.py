"""Pasting rows in the browser: read, looked at, then recorded; nothing before."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from tests import factories
from tests.client import Client
from tracker.db import db
from tracker.disclosures.models import Disclosure
from tracker.tasks.models import Assignment

ROW = "某批复\t\t一般信息\t2018-12-03\t\t2018-12-12\t政府网站\thttp://www.tcwy.gov.cn/1.html\t王审查\t2018-12-10\t可以公开"


def recorded() -> int:
    return db.session.scalar(select(func.count()).select_from(Disclosure)) or 0


def test_it_works(liaison: Client, shares: list[Assignment], confirm: Any, manner: dict[str, str]) -> None:
    data = {"task": str(shares[0].task_id), "text": f"{ROW}\n{ROW.replace('某批复', '另一批复')}\n"}
    answer = liaison.post("/own-sheet/paste", data=data, headers=manner)
    address = answer.headers.get("HX-Redirect") or answer.location
    page = liaison.get(address).text
    assert "核对粘贴的公开记录" in page
    assert "次日起算" in page  # the limit and its sentence, before anything is written
    assert recorded() == 0
    answer = confirm(address, page, manner)
    assert answer.status_code == (200 if manner else 303)
    assert {(each.title, each.task_id) for each in db.session.scalars(select(Disclosure))} == {
        ("某批复", shares[0].task_id),
        ("另一批复", shares[0].task_id),
    }
    assert "粘贴的公开记录（已写入）" in liaison.get(address).text


def test_what_is_wrong_is_told_at_its_line(liaison: Client, shares: list[Assignment]) -> None:
    early = ROW.replace("2018-12-12", "2018-12-01").replace("某批复", "早的")
    own = ROW.replace("王审查", "区发改局联络员").replace("某批复", "自己审的")
    data = {"task": str(shares[0].task_id), "text": f"{ROW}\n{early}\n{own}"}
    page = liaison.post("/own-sheet/paste", data=data, follow_redirects=True).text
    assert "粘贴的第2行“公开日期”：公开日期早于形成（变更）日期" in page
    assert "第3行" in page
    assert "审查人不能是登记人本人" in page
    assert 'name="digest"' not in page


def test_other_columns_are_named(liaison: Client, shares: list[Assignment]) -> None:
    text = "标题\t任务\t形成日期\t备注\n某批复\t第1项\t2018-12-03\t无"
    page = liaison.post("/own-sheet/paste", data={"text": text}, follow_redirects=True).text
    assert "没有读取的列：备注" in page
    assert "登记公开记录 1" in page


def test_the_task_of_another_unit_is_refused(liaison: Client, shares: list[Assignment]) -> None:
    other = db.session.scalars(select(Assignment).where(Assignment.id == 3)).one()
    text = f"标题\t任务\t形成日期\n某批复\t{other.task_id} 别家的事\t2018-12-03"
    page = liaison.post("/own-sheet/paste", data={"text": text}, follow_redirects=True).text
    assert "这不是本单位的任务" in page
    assert liaison.post("/own-sheet/paste", data={"task": str(other.task_id), "text": ROW}).status_code == 422


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "请粘贴从表格软件中复制的行"),
        ("标题\t文号\n", "没有可以读取的行"),
        ("批复\x07", "不可见的控制字符"),
        ("长" * 400_001, "一次粘贴不超过40万字"),
        ("批复\x00", "不可见的控制字符"),
    ],
)
def test_bad_input_is_told_at_the_field(liaison: Client, manner: dict[str, str], text: str, words: str) -> None:
    answer = liaison.post("/own-sheet/paste", data={"text": text}, headers=manner)
    assert answer.status_code == 422
    assert words in answer.text


def test_the_page_starts_from_a_task(liaison: Client, shares: list[Assignment]) -> None:
    page = liaison.get(f"/own-sheet/paste?task={shares[1].task_id}").text
    assert f'<option selected value="{shares[1].task_id}">' in page


@pytest.mark.parametrize("person", ["leader", "office", "admin", "auditor"])
def test_nobody_else_pastes(sign_in: Callable[[str], Client], person: str, app: Any) -> None:
    browser = sign_in(getattr(factories, person)().username)
    assert browser.get("/own-sheet/paste").status_code == 404
    assert browser.post("/own-sheet/paste", data={"text": ROW}).status_code == 404


def test_what_was_pasted_comes_back_to_be_mended(liaison: Client, shares: list[Assignment], app: Any) -> None:
    wrong = ROW.replace("2018-12-12", "明天")
    data = {"task": str(shares[0].task_id), "text": wrong}
    answer = liaison.post("/own-sheet/paste", data=data)
    page = liaison.get(answer.location).text
    assert "工作表" not in page
    assert "粘贴的第1行“公开日期”" in page
    again = f"/own-sheet/paste?again={answer.location.rsplit('/', 1)[1]}"
    assert again in page
    form = liaison.get(again).text
    assert wrong in form
    assert f'<option selected value="{shares[0].task_id}">' in form


def test_a_task_that_is_none_is_told_without_a_list(liaison: Client, shares: list[Assignment]) -> None:
    data = {"text": "标题\t任务\t形成日期\n某批复\t没有的事\t2018-12-03"}
    page = liaison.post("/own-sheet/paste", data=data, follow_redirects=True).text
    assert "粘贴的第2行“任务”：“没有的事”不是本单位这一年的任务" in page
    assert "下拉列表" not in page


def test_a_cell_without_end_is_an_error(liaison: Client, shares: list[Assignment]) -> None:
    data = {"task": str(shares[0].task_id), "text": "长" * 140_000}
    answer = liaison.post("/own-sheet/paste", data=data, follow_redirects=True)
    assert answer.status_code == 200
    assert "信息标题有140000个字，最多200个字" in answer.text
