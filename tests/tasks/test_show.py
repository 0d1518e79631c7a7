"""One task: what each person sees of it, its history, and its evidence."""

from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select

from tests import factories
from tests.client import Client
from tests.queries import counted
from tracker.choices import AssignmentRole, AssignmentState, Outcome, ReturnReason
from tracker.clock import SHANGHAI
from tracker.db import db
from tracker.files import store
from tracker.files.models import StoredFile
from tracker.journal import AuditEntry
from tracker.tasks import progress, review
from tracker.tasks.models import Assignment

pytestmark = pytest.mark.usefixtures("app")
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40 + b"IEND"


def two_shares() -> tuple[Assignment, Assignment]:
    task = factories.task(item="节能审查意见", basis="条例第十条")
    own = factories.assignment(task, role=AssignmentRole.LEAD)
    other = factories.assignment(task, factories.unit("zjj"), role=AssignmentRole.COOPERATING, percent=77)
    progress.update_progress(own, factories.liaison(), 33, "本单位的说明")
    progress.update_progress(other, factories.liaison("zjj"), 77, "别单位的说明")
    return own, other


@pytest.mark.parametrize("who", ["liaison", "leader"])
def test_a_unit_sees_its_own_progress_and_the_others_names(sign_in: Any, who: str) -> None:
    own, _ = two_shares()
    page = sign_in(getattr(factories, who)().username).get(f"/tasks/{own.task_id}").text
    assert "本单位的说明" in page
    assert "区发改局（牵头，本单位）、区住建局（配合）" in page
    assert "别单位的说明" not in page
    assert "77%" not in page
    assert ("更新进展</a>" in page) == (who == "liaison")


@pytest.mark.parametrize("who", ["office", "admin", "auditor"])
def test_others_see_all_of_it(sign_in: Any, who: str) -> None:
    own, _ = two_shares()
    page = sign_in(getattr(factories, who)().username).get(f"/tasks/{own.task_id}").text
    assert "本单位的说明" in page
    assert "别单位的说明" in page
    assert page.index("别单位的说明") < page.index("本单位的说明")


def test_a_task_of_other_units_does_not_exist(sign_in: Any) -> None:
    factories.liaison("czj")
    own, _ = two_shares()
    assert sign_in("liaison-czj").get(f"/tasks/{own.task_id}").status_code == 404


@pytest.mark.parametrize("number", ["999", "99999999999999999999999"])
def test_an_unknown_task_is_not_found(office: Client, number: str) -> None:
    assert office.get(f"/tasks/{number}").status_code == 404


def test_the_limit_is_explained_and_the_activities_are_linked(office: Client) -> None:
    of = factories.assignment()
    page = office.get(f"/tasks/{of.task_id}").text
    assert "形成或变更之日起20个工作日内（原表：形成后20个工作日内）" in page
    assert "方案三（三）" in page
    for room in ("disclosures", "requests", "opinions", "interpretations"):
        address = f"/tasks/{of.task_id}/{room}"
        assert f'hx-get="{address}"' in page
        assert f'<a href="{address}">' in page
        assert office.get(address).status_code == 200


@pytest.mark.parametrize(
    ("state", "shown", "hidden"),
    [
        ("PENDING", ">签收</button>", "更新进展"),
        ("IN_PROGRESS", "更新进展", ">签收</button>"),
        ("RETURNED", "上报完成", ">签收</button>"),
        ("SUBMITTED", "等公开办审核", "更新进展"),
        ("ACCEPTED", "审核通过", "更新进展"),
    ],
)
def test_only_acts_that_can_be_done_are_offered(liaison: Client, state: str, shown: str, hidden: str) -> None:
    of = factories.assignment(state=AssignmentState[state])
    page = liaison.get(f"/tasks/{of.task_id}").text
    assert shown in page
    assert hidden not in page


def test_a_returned_task_says_who_when_and_why(liaison: Client, office: Client) -> None:
    of = factories.assignment(state=AssignmentState.SUBMITTED, outcome=Outcome.DONE, percent=100)
    review.return_(of, factories.office(), ReturnReason.NO_ADDRESS, "请补网址")
    db.session.commit()
    page = liaison.get(f"/tasks/{of.task_id}").text
    message = page.partition('<p class="message problem">')[2].partition("</p>")[0]
    assert message.startswith("2018-12-20 ")
    assert "公开办 退回：缺公开网址或截图。请补网址。请补充后再次“上报完成”。" in message
    assert "<span>上报时进度 100%</span>" in page
    liaison.post(f"/assignments/{of.id}/progress", data={"version": of.version, "percent": "60", "note": "在补"})
    page = liaison.get(f"/tasks/{of.task_id}").text
    assert "请补网址。请补充后" in page
    assert "<span>进度 60%</span>" in page
    db.session.refresh(of)
    liaison.post(f"/assignments/{of.id}/submission", data={"version": of.version, "note": "已补"})
    assert "请补充后再次" not in liaison.get(f"/tasks/{of.task_id}").text


def test_a_withdrawn_task_says_so_and_offers_nothing(liaison: Client) -> None:
    withdrawn = factories.task(withdrawn_at=datetime(2018, 6, 1, tzinfo=SHANGHAI), withdrawn_reason="新表未列")
    of = factories.assignment(withdrawn, state=AssignmentState.PENDING)
    page = liaison.get(f"/tasks/{of.task_id}").text
    assert "撤销：新表未列" in page
    assert "签收</button>" not in page
    assert "登记公开</a>" not in page


def test_as_many_queries_for_a_long_history(office: Client) -> None:
    of = factories.assignment()
    office.get(f"/tasks/{of.task_id}")
    with counted() as few:
        office.get(f"/tasks/{of.task_id}")
    for number in range(12):
        other = factories.assignment(of.task, factories.unit(f"u{number}"))
        by = factories.liaison(f"u{number}")
        progress.submit(other, by, "完成", [store.keep_evidence(PNG, "图.png")])
        review.accept(other, factories.office())
    with counted() as many:
        office.get(f"/tasks/{of.task_id}")
    assert len(many) <= len(few) + 1  # the files of the history, fetched at once when there are entries
    assert len(many) <= 11


def evidence(liaison: Client) -> tuple[Assignment, StoredFile]:
    of = factories.assignment()
    data = {"version": str(of.version), "percent": "5", "note": "见附件", "evidence": [(BytesIO(PNG), "截图.png")]}
    assert liaison.post(f"/assignments/{of.id}/progress", data=data).status_code == 303
    return of, db.session.scalars(select(StoredFile)).one()


def test_evidence_is_handed_out_as_it_came_and_on_record(liaison: Client, office: Client) -> None:
    of, file = evidence(liaison)
    page = liaison.get(f"/tasks/{of.task_id}").text
    assert f'href="/tasks/{of.task_id}/files/{file.id}"' in page
    for client in (liaison, office):
        answer = client.get(f"/tasks/{of.task_id}/files/{file.id}")
        assert answer.data == PNG
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert "sandbox" in answer.headers["Content-Security-Policy"]
    records = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "file.download")).all()
    assert [(record.object_id, record.actor_role) for record in records] == [(file.id, "liaison"), (file.id, "office")]


def test_evidence_of_others_does_not_exist(liaison: Client, sign_in: Any) -> None:
    of, file = evidence(liaison)
    factories.assignment(of.task, factories.unit("zjj"))
    factories.liaison("zjj")
    stranger = sign_in("liaison-zjj")
    assert stranger.get(f"/tasks/{of.task_id}").status_code == 200
    assert stranger.get(f"/tasks/{of.task_id}/files/{file.id}").status_code == 404
    assert liaison.get(f"/tasks/{factories.assignment().task_id}/files/{file.id}").status_code == 404


def test_a_changed_file_is_not_handed_out(liaison: Client) -> None:
    of, file = evidence(liaison)
    store.path_of(file.sha256).write_bytes(b"something else")
    assert liaison.get(f"/tasks/{of.task_id}/files/{file.id}").status_code == 409
