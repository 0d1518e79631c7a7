"""Attempts to bend the facts of a record: to move its limit, to talk away a review, to publish what was withheld."""

from datetime import date
from typing import Any

import pytest

from tests import factories
from tests.disclosures.test_change_view import typed
from tracker.choices import ClockStart, DayCount, DeadlineKind, Mode, Role, SecrecyResult, WithholdGround
from tracker.db import db
from tracker.disclosures.models import Disclosure
from tracker.disclosures.proposals import proposing
from tracker.disclosures.secrecy import reviewing

LATE = {"formed_on": date(2018, 9, 20), "published_on": date(2018, 11, 1)}
STATED = {"formed_on": "2018-09-20", "published_on": "2018-11-01"}


@pytest.fixture
def liaison(app: Any, sign_in: Any) -> Any:
    factories.liaison()
    return sign_in("liaison-fgj")


def edit(who: Any, record: Disclosure, **changed: Any) -> Any:
    answer = who.post(f"/disclosures/{record.id}/edit", data=typed(record, reason="") | changed)
    db.session.refresh(record)
    return answer


@pytest.mark.parametrize(
    "changed",
    [
        {"formed_on": "2018-10-20"},
        {"published_on": "2018-10-20"},
        {"published_on": "", "mode": "on_request", "ground_note": "某条例第五条"},
        {"law_days": "90", "law_source": "某条例第五条"},
        {"kind": "licence", "decided_on": "2018-10-31"},
    ],
)
@pytest.mark.parametrize("is_public", [True, False])
def test_what_moves_the_clock_needs_a_reason_and_leaves_a_mark(
    liaison: Any, changed: dict[str, str], is_public: bool
) -> None:
    if "published_on" in changed and not is_public:
        changed = changed | {"mode": "on_request", "ground_note": "某条例第五条"}
    before = STATED if is_public else STATED | {"published_on": ""}
    record = factories.disclosure(**LATE | ({} if is_public else {"published_on": None}))
    refused = edit(liaison, record, **before | changed | ({} if is_public else {"published_on": ""}))
    assert (refused.status_code, record.version, record.clock_changes) == (422, 1, 0)
    assert "这样修改会改变公开期限、公开方式或公开日期，请写明理由" in refused.text
    after = before | changed | ({} if is_public else {"published_on": ""})
    waiting = edit(liaison, record, **after, reason="登记时抄错")
    assert (waiting.status_code, record.version, record.clock_changes) == (303, 1, 0)
    proposal = proposing.open_of(record)
    assert proposal is not None
    proposing.agree(proposal, record, factories.office())
    assert record.clock_changes == 1
    assert "▲ 改过期限或日期" in liaison.get("/disclosures?state=clock_changed").text


def test_what_only_adds_needs_no_reason(liaison: Any) -> None:
    record = factories.disclosure(**LATE | {"published_on": None})
    assert edit(liaison, record, **STATED, document_number="王发〔2018〕1号").status_code == 303
    assert (record.published_on, record.clock_changes) == (LATE["published_on"], 0)


def test_a_decision_added_later_cannot_win_time(liaison: Any) -> None:
    task = factories.task(deadline_kind=DeadlineKind.WORKDAYS, deadline_days=7, deadline_start=ClockStart.DECIDED)
    record = factories.disclosure(factories.assignment(task), **LATE | {"due_on": date(2018, 9, 30)})
    assert edit(liaison, record, **STATED, decided_on="2018-10-30").status_code == 422


@pytest.fixture
def withheld(app: Any) -> Disclosure:
    record = factories.disclosure(
        published_on=None, secrecy_reviewed_by="", secrecy_reviewed_on=None, secrecy_result=None, recorded_by_id=None
    )
    reviewing.review(record, factories.leader(), SecrecyResult.WITHHOLD, ground=WithholdGround.COMMERCIAL_SECRET)
    db.session.commit()
    return record


def test_the_reviewers_own_finding_is_not_talked_away(liaison: Any, withheld: Disclosure) -> None:
    answer = edit(liaison, withheld, secrecy_reviewed_by="张三", secrecy_reviewed_on="2018-12-10", reason="已解密")
    assert answer.status_code == 422
    assert "在系统中审查，结论为“不予公开”，只能由审查人重新审查" in answer.text
    assert (withheld.mode, withheld.published_on) == (Mode.WITHHELD, None)


def test_withholding_is_not_stated_without_a_review(liaison: Any) -> None:
    record = factories.disclosure(**LATE | {"published_on": None})
    blank = {"secrecy_reviewed_by": "", "secrecy_reviewed_on": "", "secrecy_result": ""}
    changed = STATED | {"published_on": "", "mode": "withheld", "ground": "commercial_secret", "reason": "有商业秘密"}
    answer = edit(liaison, record, **changed | blank)
    assert answer.status_code == 422
    assert "决定不予公开前应完成保密审查，请填写审查人" in answer.text


def test_a_row_that_changed_since_leaves_the_record_alone(liaison: Any) -> None:
    task = factories.task(deadline_kind=DeadlineKind.WORKDAYS, deadline_days=20)
    record = factories.disclosure(factories.assignment(task))
    task.deadline_days = 40
    db.session.commit()
    assert edit(liaison, record, contact="0919-0000000").status_code == 303
    assert (record.due_on, record.clock_changes) == (date(2018, 10, 24), 0)
    assert (
        "最迟 2018-10-24 公开"
        in liaison.get(f"/disclosures/limit?task={task.id}&of={record.id}&kind=general&formed_on=2018-09-20").text
    )
    assert (
        "最迟 2018-11-21 公开"
        in liaison.get(f"/disclosures/limit?task={task.id}&kind=general&formed_on=2018-09-20").text
    )


@pytest.mark.parametrize("days", ["-5", "0", "366", "9" * 20, "x"])
def test_a_senseless_number_of_days_is_said_at_its_field(liaison: Any, days: str) -> None:
    record = factories.disclosure()
    law = {"law_days": days, "law_source": "某条例第五条", "law_counts": DayCount.DAYS.value}
    assert edit(liaison, record, **law, reason="依法").status_code == 422
    page = liaison.get(f"/disclosures/limit?task={record.task_id}&kind=general&formed_on=2018-09-20&law_days={days}")
    assert "最迟 2018-10-24 公开" in page.text


def test_channels_are_kept_as_they_were_typed(liaison: Any) -> None:
    record = factories.disclosure()
    rows = [("政府网站", "http://www.tcwy.gov.cn/1.html"), ("政府网站", "http://www.tcwy.gov.cn/2.html")]
    channels = {
        f"channels-{n}-{part}": text
        for n, row in enumerate(rows)
        for part, text in zip(("name", "address"), row, strict=True)
    }
    ticked = {"channels-0-on": "yes", "channels-1-on": "yes"}
    assert edit(liaison, record, **channels | ticked, reason="补充地址").status_code == 303
    assert [(each.name, each.address) for each in record.channels] == rows
    nameless = {"channels-2-name": "", "channels-2-address": "http://a.b/3", "channels-2-own": "yes"}
    answer = edit(liaison, record, **channels | ticked | nameless, reason="补充地址")
    assert answer.status_code == 422
    assert "请一并写明渠道名称" in answer.text


@pytest.fixture
def cleared(app: Any) -> Disclosure:
    record = factories.disclosure(
        published_on=None, secrecy_reviewed_by="", secrecy_reviewed_on=None, secrecy_result=None, recorded_by_id=None
    )
    reviewing.review(record, factories.leader(), SecrecyResult.CLEAR)
    db.session.commit()
    return record


def kept(record: Disclosure) -> dict[str, str]:
    """The reviewer's own finding, as the form gives it back."""
    on = record.secrecy_reviewed_on
    return {"secrecy_reviewed_by": record.secrecy_reviewed_by, "secrecy_reviewed_on": str(on), "published_on": ""}


def test_another_title_after_the_review_must_be_reviewed_anew(liaison: Any, cleared: Disclosure) -> None:
    review = kept(cleared)
    at_once = edit(liaison, cleared, **review | {"title": "另一份名单", "published_on": "2018-12-20"})
    assert at_once.status_code == 422
    assert "标题、文号或形成日期在保密审查之后改过，公开前应重新审查" in at_once.text
    assert edit(liaison, cleared, **review, title="另一份名单").status_code == 303
    assert "▲ 保密审查后改过" in liaison.get("/disclosures?state=review_stale").text
    public = review | {"title": "另一份名单", "published_on": "2018-12-20"}
    assert edit(liaison, cleared, **public).status_code == 422
    reviewing.review(cleared, factories.user(Role.LEADER, cleared.unit), SecrecyResult.CLEAR)
    db.session.commit()
    assert not cleared.is_review_stale
    assert (
        edit(liaison, cleared, **kept(cleared) | {"title": "另一份名单", "published_on": "2018-12-20"}).status_code
        == 303
    )


def test_a_number_that_is_only_added_leaves_the_review(liaison: Any, cleared: Disclosure) -> None:
    review = kept(cleared)
    assert edit(liaison, cleared, **review, document_number="王发〔2018〕1号").status_code == 303
    assert not cleared.is_review_stale
    assert edit(liaison, cleared, **review, document_number="王发〔2018〕2号").status_code == 303
    assert cleared.is_review_stale


def test_what_is_public_stays_marked(liaison: Any) -> None:
    record = factories.disclosure()
    assert edit(liaison, record, title="另一个标题", reason="抄错").status_code == 303
    assert record.is_review_stale
    assert "改动和理由见历次版本" in liaison.get(f"/disclosures/{record.id}").text


def test_a_day_of_forming_moved_behind_the_review_is_marked(liaison: Any) -> None:
    record = factories.disclosure()
    assert edit(liaison, record, formed_on="2018-10-12", reason="抄错").status_code == 303
    proposal = proposing.open_of(record)
    assert proposal is not None
    proposing.agree(proposal, record, factories.office())
    assert record.is_review_stale
