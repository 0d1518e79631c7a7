"""The circular: drafted from what was found, issued once, then never changed."""

from datetime import date
from io import BytesIO

import docx
import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from tests import factories as f
from tests.supervision.conftest import SEEN, SignIn
from tracker.circulars import Particulars
from tracker.db import db
from tracker.supervision import replying
from tracker.supervision.choices import FindingReply, InspectionState
from tracker.supervision.circulars import issuing
from tracker.supervision.circulars.wording import REQUIREMENTS
from tracker.supervision.models import Circular, Finding, Inspection
from tracker.supervision.replying import Reply

FILLED = {
    "requirements": "（一）立即整改。逐条整改。\n（二）举一反三。开展自查。",
    "letters": "王政办发",
    "serial": "42",
    "dated_on": "2018-12-20",
    "signed_by": "王某",
}


@pytest.fixture
def answered(finding: Finding) -> Inspection:
    replying.reply(finding, f.liaison(), Reply(FindingReply.ACCEPTED, "已整改"))
    return finding.inspection


def words(data: bytes) -> str:
    paper = docx.Document(BytesIO(data))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in paper.paragraphs), *cells])


def test_it_works(answered: Inspection, sign_in: SignIn, manner: dict[str, str]) -> None:
    address = f"/supervision/{answered.id}/circular"
    client = sign_in("office")
    draft = client.get(address).text
    assert "（草稿，未编号）" in draft
    assert SEEN.problem in draft
    answer = client.post(f"{address}/issue", data=FILLED | {"version": answered.version}, headers=manner)
    assert answer.status_code == (200 if manner else 303)
    made = db.session.scalars(select(Circular)).one()
    assert made.document_number == "王政办发〔2018〕42号"
    db.session.refresh(answered)
    assert answered.state is InspectionState.ISSUED
    page = client.get(address).text
    for text in ("附件：1.督促检查情况汇总表", '<p class="level-0">附件2</p>', "<br>2018年12月20日</p>"):
        assert text in page, "as on paper"
    said = words(client.get(f"{address}.docx").data)
    for text in ("王政办发〔2018〕42号", "一、总体情况", "（二）举一反三。开展自查。", SEEN.problem, "2018年12月20日"):
        assert text in said
    assert client.get(f"{address}.docx").data == client.get(f"{address}.docx").data


def test_the_unit_reads_it_once_it_is_issued(answered: Inspection, sign_in: SignIn) -> None:
    address, client = f"/supervision/{answered.id}/circular", sign_in("liaison-fgj")
    assert client.get(address).status_code == client.get(f"{address}.docx").status_code == 404
    sign_in("office").post(f"{address}/issue", data=FILLED | {"version": answered.version})
    assert "王政办发〔2018〕42号" in client.get(address).text
    assert client.get(f"{address}.docx").status_code == 200
    f.liaison("czj")
    assert sign_in("liaison-czj").get(address).status_code == 404


def test_it_is_issued_once(answered: Inspection, sign_in: SignIn) -> None:
    address, client = f"/supervision/{answered.id}/circular/issue", sign_in("office")
    client.post(address, data=FILLED | {"version": answered.version})
    answer = client.post(address, data=FILLED | {"version": answered.version, "serial": "43"})
    assert answer.status_code == 409
    assert "不能再次签发" in answer.text
    assert len(db.session.scalars(select(Circular)).all()) == 1


def test_what_was_issued_never_changes(answered: Inspection) -> None:
    issuing.issue(answered, f.office(), Particulars(42, date(2018, 12, 20), "王某", REQUIREMENTS))
    with pytest.raises(DBAPIError, match="append-only"), db.session.begin_nested():
        db.session.execute(update(Circular).values(signed_by="李某"))
    assert db.session.scalars(select(Circular.signed_by)).one() == "王某"


def test_a_number_is_given_once(answered: Inspection, sign_in: SignIn) -> None:
    client = sign_in("office")
    client.post(f"/supervision/{answered.id}/circular/issue", data=FILLED | {"version": answered.version})
    other = f.add(
        Inspection(
            **{name: getattr(answered, name) for name in ("year", "title", "period_from", "period_to", "opened_at")},
            **{name: getattr(answered, name) for name in ("areas", "indicators", "size", "seed", "reply_by")},
            state=InspectionState.REPLYING,
            version=1,
        )
    )
    other.units.append(type(answered.units[0])(unit_id=answered.units[0].unit_id, pool=[]))
    other.items.append(type(answered.items[0])(unit_id=f.unit().id, task_id=answered.items[0].task_id, version=1))
    db.session.flush()
    answer = client.post(f"/supervision/{other.id}/circular/issue", data=FILLED | {"version": other.version})
    assert answer.status_code == 422
    assert "已经用过" in answer.text


def test_it_waits_for_the_units(finding: Finding, sign_in: SignIn) -> None:
    inspection = finding.inspection
    client, data = sign_in("office"), FILLED | {"version": inspection.version}
    answer = client.post(f"/supervision/{inspection.id}/circular/issue", data=data)
    assert answer.status_code == 422
    assert "还有1个问题在反馈期限" in answer.text
    inspection.reply_by = date(2018, 12, 19)
    db.session.flush()
    data = FILLED | {"version": inspection.version, "dated_on": "2018-12-20"}
    assert client.post(f"/supervision/{inspection.id}/circular/issue", data=data).status_code == 303


def test_an_objection_is_answered_first(finding: Finding, sign_in: SignIn) -> None:
    replying.reply(finding, f.liaison(), Reply(FindingReply.OBJECTED, "有误"))
    inspection = finding.inspection
    client, data = sign_in("office"), FILLED | {"version": inspection.version}
    answer = client.post(f"/supervision/{inspection.id}/circular/issue", data=data)
    assert answer.status_code == 422
    assert "还有1条异议没有答复" in answer.text
    assert "还有1条异议没有答复" in client.get(f"/supervision/{inspection.id}/circular").text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"serial": "0"}, "请填写1至99999之间的整数"),
        ({"letters": "WZ"}, "机关代字只用汉字"),
        ({"dated_on": "2018-12-21"}, "至今天 2018-12-20 之间"),
        ({"requirements": ""}, "请填写此项"),
        ({"signed_by": ""}, "请填写此项"),
    ],
)
@pytest.mark.databases("sqlite")
def test_bad_input_comes_back(answered: Inspection, sign_in: SignIn, changed: dict[str, str], said: str) -> None:
    data = FILLED | {"version": answered.version} | changed
    answer = sign_in("office").post(f"/supervision/{answered.id}/circular/issue", data=data)
    assert answer.status_code == 422
    assert said in answer.text
    assert db.session.scalar(select(Circular.id)) is None


def test_a_date_before_the_units_knew_is_refused(answered: Inspection, sign_in: SignIn) -> None:
    data = FILLED | {"version": answered.version, "dated_on": "2018-12-19"}
    answer = sign_in("office").post(f"/supervision/{answered.id}/circular/issue", data=data)
    assert answer.status_code == 422
    assert "成文日期应在 2018-12-" in answer.text


def test_a_stale_form_keeps_what_was_typed(answered: Inspection, sign_in: SignIn, manner: dict[str, str]) -> None:
    data = FILLED | {"version": answered.version - 1}
    answer = sign_in("office").post(f"/supervision/{answered.id}/circular/issue", data=data, headers=manner)
    assert answer.status_code == 409
    assert "（二）举一反三。开展自查。" in answer.text


def test_a_round_that_is_still_checked_has_no_circular(inspection: Inspection, sign_in: SignIn) -> None:
    assert "还没有交单位反馈" in sign_in("office").get(f"/supervision/{inspection.id}/circular").text
