"""A correction in the unit's favour counts only when the office agrees."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from tests import factories
from tests.disclosures.test_change_view import typed
from tracker.choices import CheckState, Timing
from tracker.db import db
from tracker.disclosures.models import Disclosure
from tracker.disclosures.proposals.choices import ProposalState
from tracker.disclosures.proposals.models import Proposal
from tracker.journal import AuditEntry

LATE = {"formed_on": date(2018, 9, 20), "published_on": date(2018, 11, 1)}
EARLIER = {"published_on": "2018-10-24", "reason": "登记时抄错"}


@pytest.fixture
def record(app: Any) -> Disclosure:
    factories.liaison()
    factories.liaison("zjj")
    factories.office()
    found: Disclosure = factories.disclosure(title="某批复", **LATE)
    return found


@pytest.fixture
def proposal(record: Disclosure, sign_in: Any) -> Proposal:
    answer = sign_in("liaison-fgj").post(f"/disclosures/{record.id}/edit", data=typed(record, **EARLIER))
    assert answer.status_code == 303
    return db.session.scalars(select(Proposal)).one()


def say(who: Any, proposal: Proposal, act: str, manner: dict[str, str] | None = None, **data: str) -> Any:
    address = f"/disclosures/{proposal.disclosure_id}/proposals/{proposal.id}/{act}"
    answer = who.post(address, data={"version": "1"} | data, headers=manner or {})
    db.session.expire_all()
    return answer


def test_it_works(record: Disclosure, proposal: Proposal, sign_in: Any, manner: dict[str, str]) -> None:
    db.session.refresh(record)
    assert (record.published_on, record.timing, record.clock_changes) == (date(2018, 11, 1), Timing.LATE, 0)
    office = sign_in("office")
    assert "公开日期由 2018-11-01 提前到 2018-10-24" in office.get("/").text
    assert "某批复" in office.get("/disclosures?state=proposed").text
    answer = say(office, proposal, "agree", manner, note="看过网页存档")
    assert answer.status_code == (200 if manner else 303)
    assert (record.published_on, record.timing, record.clock_changes) == (date(2018, 10, 24), Timing.KEPT, 1)
    assert (record.versions[0].reason, proposal.state) == ("登记时抄错", ProposalState.AGREED)
    page = office.get(f"/disclosures/{record.id}").text
    assert "看过网页存档" in page
    assert "▲ 改过期限或日期" in page
    acts = set(db.session.scalars(select(AuditEntry.action)))
    assert {"disclosure.propose", "disclosure.change", "disclosure.proposal_agreed"} <= acts


def test_what_is_not_agreed_to_changes_nothing(record: Disclosure, proposal: Proposal, sign_in: Any) -> None:
    office = sign_in("office")
    answer = say(office, proposal, "decline", note=" ")
    assert (answer.status_code, proposal.state) == (422, ProposalState.OPEN)
    assert say(office, proposal, "decline", note="网页显示为11月1日").status_code == 303
    assert (record.published_on, record.version, proposal.state) == (date(2018, 11, 1), 1, ProposalState.DECLINED)
    assert "网页显示为11月1日" in sign_in("liaison-fgj").get(f"/disclosures/{record.id}").text
    assert say(office, proposal, "agree").status_code == 409
    assert record.published_on == date(2018, 11, 1)


def test_a_changed_record_is_looked_at_again(record: Disclosure, proposal: Proposal, sign_in: Any) -> None:
    answer = say(sign_in("office"), proposal, "agree", version="0")
    assert answer.status_code == 409
    assert "这条记录已有变化" in answer.text
    assert proposal.state is ProposalState.OPEN


def test_the_unit_takes_it_back_or_proposes_another(record: Disclosure, proposal: Proposal, sign_in: Any) -> None:
    liaison = sign_in("liaison-fgj")
    other = typed(record, published_on="2018-10-22", reason="再次核对")
    assert liaison.post(f"/disclosures/{record.id}/edit", data=other).status_code == 303
    db.session.refresh(proposal)
    last = db.session.scalars(select(Proposal).order_by(Proposal.id.desc())).first()
    assert last is not None
    assert (proposal.state, last.state) == (ProposalState.WITHDRAWN, ProposalState.OPEN)
    assert say(liaison, last, "withdraw").status_code == 303
    assert last.state is ProposalState.WITHDRAWN


def test_only_the_office_agrees_and_only_the_unit_withdraws(proposal: Proposal, sign_in: Any) -> None:
    assert say(sign_in("liaison-fgj"), proposal, "agree").status_code == 404
    assert say(sign_in("liaison-zjj"), proposal, "withdraw").status_code == 404
    assert say(sign_in("office"), proposal, "withdraw").status_code == 404
    assert proposal.state is ProposalState.OPEN


def test_a_returned_record_is_answered_by_it(record: Disclosure, sign_in: Any) -> None:
    record.check_state = CheckState.RETURNED
    db.session.commit()
    data = typed(record, **EARLIER)
    assert sign_in("liaison-fgj").post(f"/disclosures/{record.id}/edit", data=data).status_code == 303
    db.session.refresh(record)
    assert (record.check_state, record.published_on) == (CheckState.CORRECTED, date(2018, 11, 1))


def test_what_waits_for_a_secrecy_review_stands_on_the_leaders_desk(record: Disclosure, sign_in: Any) -> None:
    blank = {"published_on": None, "secrecy_reviewed_by": "", "secrecy_reviewed_on": None, "secrecy_result": None}
    waiting = factories.disclosure(title="待审的批复", **blank)
    factories.leader()
    leader = sign_in("leader-fgj")
    assert f"/disclosures/{waiting.id}/secrecy-review" in leader.get("/").text
    page = leader.get("/disclosures?state=unreviewed").text
    assert ("待审的批复" in page, ">某批复<" in page) == (True, False)
    assert "/secrecy-review" not in sign_in("liaison-fgj").get("/").text


def test_the_desk_counts_clocks_that_nobody_looked_at(record: Disclosure, sign_in: Any) -> None:
    factories.disclosure(law_days=60, law_source="某条例第五条")
    office = sign_in("office")
    assert "另有1条公开记录改过期限" in office.get("/").text
    assert record.title not in office.get("/disclosures?state=clock_unchecked").text.split("<tbody>")[1]
