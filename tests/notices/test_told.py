"""What the year-end pages show of notices: a withdrawal, and the result with what rectification gave back."""

from collections.abc import Callable
from datetime import date

import pytest

from tests import factories as f
from tests.appraisal.district import District, confirmed, heard
from tests.client import Client
from tests.notices.test_annual import issue
from tracker.appraisal import lists
from tracker.appraisal.models import Appraisal
from tracker.appraisal.schemes import drafting
from tracker.choices import RectificationState
from tracker.clock import now
from tracker.db import db
from tracker.notices import following
from tracker.notices.choices import FollowUpKind
from tracker.notices.following import FollowUp
from tracker.progress_reports import writing

SignIn = Callable[[str], Client]
pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def giving_back(district: District) -> Appraisal:
    """A year whose scheme gives half of what was lost back, confirmed and heard."""
    draft = drafting.copy(2018, None, district.office)
    draft.content = draft.content | {"rectified_back": 50}
    drafting.adopt(draft, "区政府常务会议研究同意", district.office)
    db.session.commit()
    assert lists.scheme_of(2018).rectified_back == 50
    return heard(confirmed(district), district.office)


def test_what_rectification_gave_back_is_shown(giving_back: Appraisal, district: District, sign_in: SignIn) -> None:
    orders = issue(giving_back, district).rectifications
    for each in orders:
        each.state, each.replied_at, each.closed_on = RectificationState.CLOSED, now(), date(2018, 12, 20)
    db.session.commit()
    score = next(each.document["score"] for each in giving_back.verdicts if each.unit.code == "zjj")
    back = round((100 - score) / 2 + 1e-9, 2)
    page = sign_in("liaison-zjj").get("/year-end/2018/units/zjj").text
    assert f"报年度考核 <strong>{score + back:.2f}</strong> = 得分 {score:.2f} + 整改返还 {back:.2f}" in page
    listed = sign_in("office").get("/year-end/2018").text
    assert f'data-name="整改返还">{back:+.2f}</td>' in listed
    assert f'data-name="报年度考核">{score + back:.2f}</td>' in listed


def test_the_chapter_says_on_which_moment_its_figures_rest(district: District, sign_in: SignIn) -> None:
    report, office = writing.draft(district.bad, 2018, f.liaison("zjj")), sign_in("office")
    assert "2018年度名单还没有确认，数字随记录变化" in office.get("/reports/chapter/2018").text
    assert "此后的记录会使它变化" in office.get(f"/reports/{report.id}").text
    frozen = confirmed(district)
    assert "取自确认2018年度名单时冻结的事实，截至 2018-12-20" in office.get("/reports/chapter/2018").text
    assert "与名单、通报同一套数字" in office.get(f"/reports/{report.id}").text
    frozen.as_of = date(2018, 12, 18)
    db.session.commit()
    own = sign_in("liaison-zjj").get(f"/reports/{report.id}").text
    assert "事实截至 2018-12-18 冻结；本报告的数字截至 2018-12-20" in own
    assert "请先更新数据，再报送" in own


def test_a_withdrawn_notice_is_not_shown_as_in_force(appraisal: Appraisal, district: District, sign_in: SignIn) -> None:
    notice = issue(appraisal, district)
    office: Client = sign_in("office")
    assert "2018-12-20 已签发" in office.get("/year-end/2018").text
    why = FollowUp(FollowUpKind.WITHDRAWAL, "王政办发〔2018〕62号", date(2018, 12, 20), "王某", "整改期限有误")
    following.issue(notice, why, district.office)
    db.session.commit()
    page = sign_in("liaison-zjj").get("/year-end/2018/units/zjj").text
    assert "已由 王政办发〔2018〕62号 于 2018-12-20 撤销：整改期限有误" in page
    assert "请按期" not in page
    listed = office.get("/year-end/2018").text
    assert "王政办发〔2018〕42号已由王政办发〔2018〕62号于 2018-12-20 撤销，不再执行" in listed
    assert "已签发" not in listed
    assert "已销号" not in listed, "what was lifted is neither open nor closed"
