"""What the year's end asks of a unit, on its desk: to be heard, to answer papers, to report, to sign."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask

from tests import factories as f
from tests.appraisal.district import build, confirmed, heard
from tests.client import Client
from tracker.appraisal.hearing import stating
from tracker.choices import Area, NoticeKind, Role
from tracker.clock import now
from tracker.db import db
from tracker.desk import unit as desk
from tracker.files.models import StoredFile
from tracker.notices import drafting
from tracker.notices.models import NoticeText
from tracker.people.models import User
from tracker.progress_reports import handing, writing
from tracker.progress_reports.choices import Section
from tracker.reminders.choices import PaperStep
from tracker.reminders.models import Paper
from tracker.supervision import arranging, checking, replying
from tracker.supervision.arranging import Round
from tracker.supervision.checking import Observation
from tracker.supervision.choices import CheckIndicator

SignIn = Callable[[str], Client]
pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.databases("sqlite")]


def asked(user: User, kind: str) -> list[tuple[str, str]]:
    return [(item.title, item.step) for item in desk.agenda(user) if item.kind == kind]


def test_a_unit_that_is_to_be_criticised_is_told(sign_in: SignIn) -> None:
    district = build()
    appraisal = confirmed(district)
    assert asked(f.liaison("zjj"), "hearing") == [("拟列入2018年度通报批评名单", "申述")]
    assert asked(f.liaison("fgj"), "hearing") == []
    page = sign_in("liaison-zjj").get("/").text
    assert "签发之前可以申述" in page
    assert "/year-end/2018/units/zjj/statement" in page
    heard(appraisal, district.office)
    assert asked(f.liaison("zjj"), "hearing") == []
    assert stating.waiting(2018) == []


def test_what_an_inspection_found_waits_for_the_unit(sign_in: SignIn) -> None:
    liaison, by, unit = f.liaison(), f.office(), f.unit()
    f.assignment()
    span = (date(2018, 10, 1), date(2018, 12, 20))
    asks = Round("第四季度督促检查", *span, tuple(Area), tuple(CheckIndicator), (unit.id,), 1, 20181220)
    inspection = arranging.open_round(asks, by)
    found = checking.find(inspection.items[0], by, Observation(CheckIndicator.TIMELINESS, "逾期8个工作日", 2))
    assert asked(liaison, "finding") == []
    replying.send(inspection, date(2018, 12, 25))
    assert asked(liaison, "finding") == [("逾期8个工作日", "反馈")]
    assert asked(f.liaison("zjj"), "finding") == []
    assert f"/supervision/findings/{found.id}" in sign_in("liaison-fgj").get("/").text


def paper(**fields: Any) -> Paper:
    file = f.add(StoredFile(sha256="0" * 64, size=1, name="a.docx", media_type="application/x", uploaded_at=now()))
    when = {"issued_on": date(2018, 12, 10), "answer_by": date(2018, 12, 14), "issued_at": now()}
    what = {"step": PaperStep.REMINDER, "year": 2018, "serial": 3, "matters": [], "signed_by": "王某"}
    return f.add(Paper(unit_id=f.unit().id, stored_file_id=file.id, **when | what | fields))


def test_a_paper_waits_until_it_is_answered_or_followed_by_the_next(sign_in: SignIn) -> None:
    by = f.liaison()
    first = paper()
    assert asked(by, "paper") == [("王政办提〔2018〕3号", "签收")]
    assert f"/supervision/papers/{first.id}" in sign_in("liaison-fgj").get("/").text
    second = paper(step=PaperStep.URGING, previous_id=first.id, received_at=now())
    assert asked(by, "paper") == [("王政办催〔2018〕3号", "反馈")]
    second.answered_at = now()
    db.session.flush()
    assert asked(by, "paper") == []


def test_the_report_of_the_year_that_is_over_waits_until_it_is_handed_in(app: Flask, sign_in: SignIn) -> None:
    by = f.liaison()
    f.assignment(unit_=by.unit)
    f.leader()
    assert asked(by, "report") == []
    app.config["TODAY"] = date(2019, 1, 22)
    assert asked(by, "report") == [("2018年度工作进展报告", "报送")]
    client = sign_in("liaison-fgj")
    assert "逾期" in client.get("/").text
    assert "<h1>2018年度工作进展报告</h1>" in client.get("/reports").text
    assert client.get("/year-end").headers["Location"].endswith("/year-end/2018/units/fgj")
    report = writing.draft(by.unit, 2018, by)
    writing.edit(report, by, {Section.PROBLEMS: "人手不足。"})
    writing.fill_in(report, by, {})
    handing.send_up(report, by)
    handing.approve(report, f.leader())
    handing.submit(report, by)
    assert asked(by, "report") == []


def test_the_leader_who_signs_is_called_once_a_text_is_ready(sign_in: SignIn) -> None:
    signs = f.user(Role.LEADER, f.unit("zfb", name="区人民政府办公室", short_name="区政府办"))
    appraisal = confirmed(build())
    assert asked(signs, "sign-criticism") == []
    kind = NoticeKind.CRITICISM
    text = NoticeText(
        appraisal_id=appraisal.id, kind=kind, number=1, title="通报", recipients="各镇办", paragraphs=["一"],
        list_fingerprint=drafting.fingerprint(appraisal, kind), at=now(),
    )  # fmt: skip
    db.session.add(text)
    db.session.commit()
    assert asked(signs, "sign-criticism") == [("2018年度批评通报第1版", "签批")]
    client = sign_in("leader-zfb")
    assert "/year-end/2018/notices/criticism" in client.get("/").text
    other = client.get("/year-end/2018/units/zjj")
    assert other.status_code == 200, "may look at what is signed for"
    assert "<h1>区住房和城乡建设局2018年度考核</h1>" in other.text
    assert sign_in("leader-fgj").get("/year-end/2018/units/zjj").status_code == 404
    office = sign_in("office")
    assert "年度考核待办" not in office.get("/").text
    text.signed_by_id = signs.id
    db.session.flush()
    assert asked(signs, "sign-criticism") == []
    page = office.get("/").text
    assert "待编号签发" in page
    assert "/year-end/2018/notices/criticism#issue" in page
    verdict = next(each for each in appraisal.verdicts if stating.may_state(each))
    stating.state(verdict, True, "有一条不是本单位的", (), signs)
    page = office.get("/").text
    assert "待答复的申述" in page
    assert 'href="/year-end/2018/units/zjj">区住建局（2018年度）' in page
