"""What a unit learns at its desk of the list and the notices, for two weeks."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask

from tests import factories as f
from tests.appraisal.district import build, confirmed
from tests.client import Client
from tracker.appraisal import adjusting
from tracker.choices import NoticeKind, NoticeState, Proposal
from tracker.clock import now
from tracker.db import db
from tracker.desk import news
from tracker.files.models import StoredFile
from tracker.notices.choices import FollowUpKind
from tracker.notices.models import Notice, NoticeFollowUp

SignIn = Callable[[str], Client]
pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.databases("sqlite")]


def told(code: str) -> list[tuple[str, str]]:
    return [(each.what, each.detail) for each in news.of(f.liaison(code))]


def notice(kind: NoticeKind, appraisal_id: int, *codes: str, **fields: Any) -> Notice:
    content = {"units": list(codes), "paragraphs": [], "title": "通报"}
    return f.add(
        Notice(
            appraisal_id=appraisal_id, kind=kind, state=NoticeState.ISSUED, document_number="王政办发〔2018〕62号",
            dated_on=date(2018, 12, 20), content=content, drafted_at=now(), issued_at=now(), **fields,
        )
    )  # fmt: skip


def test_a_change_of_its_place_is_told_whatever_was_issued(app: Flask, sign_in: SignIn) -> None:
    district = build()
    appraisal = confirmed(district)
    assert told("fgj") == []
    verdict = next(each for each in appraisal.verdicts if each.unit.code == "fgj")
    adjusting.adjust(verdict, Proposal.NONE, "经核实情况属实", district.office)
    appraisal.commended_on = appraisal.criticised_on = date(2018, 12, 20)
    db.session.commit()
    assert told("fgj") == [("公开办调整名单：由“通报表扬”改为“不列入”", "理由：经核实情况属实")]
    assert told("zjj") == []
    page = sign_in("liaison-fgj").get("/").text
    assert 'href="/year-end/2018/units/fgj">公开办调整名单' in page
    appraisal.commended_on = None
    adjusting.adjust(verdict, Proposal.COMMEND, "复核后情况有变化", district.office)
    assert told("fgj") == [("公开办调整名单：改回“通报表扬”", "理由：复核后情况有变化")]
    app.config["TODAY"] = date(2019, 1, 10)
    assert told("fgj") == []


def test_a_notice_and_its_withdrawal_are_told_to_whom_they_name(sign_in: SignIn) -> None:
    issued = notice(NoticeKind.COMMENDATION, confirmed(build()).id, "fgj")
    assert told("fgj") == [("通报表扬：王政办发〔2018〕62号，其中有本单位", "")]
    assert told("zjj") == []
    paper = f.add(StoredFile(sha256="0" * 64, size=1, name="a.docx", media_type="application/x", uploaded_at=now()))
    f.add(
        NoticeFollowUp(
            notice=issued, kind=FollowUpKind.WITHDRAWAL, document_number="王政办发〔2018〕65号", signed_by="王某",
            dated_on=date(2018, 12, 20), reason="名单有误", stored_file_id=paper.id, issued_at=now(),
        )
    )  # fmt: skip
    db.session.expire_all()
    gone = "通报表扬王政办发〔2018〕62号已由 王政办发〔2018〕65号 撤销，原通报不再执行"
    assert (gone, "理由：名单有误") in told("fgj")
    page = sign_in("liaison-fgj").get("/").text
    assert f'href="/year-end/2018/notices/commendation/{issued.id}"' in page


def test_a_criticism_says_until_when_to_rectify() -> None:
    notice(NoticeKind.CRITICISM, confirmed(build()).id, "zjj", rectify_by=date(2019, 1, 11))
    assert told("zjj") == [("通报批评：王政办发〔2018〕62号，其中有本单位", "整改期限 2019-01-11")]
