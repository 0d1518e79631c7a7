"""Two people at once: a notice is issued once, and never over a list that somebody is changing."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask

from tests import factories as f
from tests.appraisal.district import District
from tests.client import Client, login
from tracker.appraisal.models import Appraisal, Verdict
from tracker.choices import Proposal, Role
from tracker.db import db
from tracker.journal import AuditEntry
from tracker.notices.models import Notice
from tracker.rectification.models import Rectification

BLAME = "/year-end/2018/notices/criticism"
Act = Callable[[], int]


def paper(client: Client, number: int) -> dict[str, str]:
    found = re.search(r'name="seen" type="hidden" value="([0-9a-f]{64})"', client.get(BLAME).text)
    assert found
    return {
        "seen": found[1], "number": f"王政办发〔2018〕{number}号", "dated_on": "2018-12-20",
        "signed_by": "王某", "is_on_paper": "y",
        "rectify_by": "2019-01-11", "contact": "李某，0919-0000000",
    }  # fmt: skip


def at_once(*acts: Act) -> list[int]:
    """Run all of them in threads that start together."""
    db.session.commit()  # the test itself must not hold the database
    barrier = Barrier(len(acts))

    def run(act: Act) -> int:
        barrier.wait(30)
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def office(app: Flask, name: str) -> Client:
    f.user(Role.OFFICE, None, username=name)
    return login(Client(app), name)


def test_a_notice_is_issued_once(app: Flask, appraisal: Appraisal) -> None:
    clients = [office(app, f"office{number}") for number in range(4)]
    papers = [paper(client, number) for number, client in enumerate(clients, 42)]
    acts = [
        lambda client=client, data=data: client.post(f"{BLAME}/issue", data=data).status_code
        for client, data in zip(clients, papers, strict=True)
    ]
    answers = at_once(*acts)
    assert sorted(answers) == [303, 409, 409, 409]
    db.session.expire_all()
    (notice,) = db.session.scalars(db.select(Notice)).all()
    orders = db.session.scalars(db.select(Rectification)).all()
    assert len(orders) == len(notice.rectifications)
    issued = db.select(AuditEntry).where(AuditEntry.action == "notice.issue")
    assert len(db.session.scalars(issued).all()) == 1


def test_issuing_while_the_list_changes(app: Flask, appraisal: Appraisal, district: District) -> None:
    """Whoever comes first: the other is told, and the notice names exactly the units that were decided."""
    issuer, changer = office(app, "office1"), office(app, "office2")
    data = paper(issuer, 42)
    verdict = next(each for each in appraisal.verdicts if each.unit.code == "hbz")
    change = {"version": str(verdict.version), "decision": "criticise", "reason": "经核实情况属实"}
    answers = at_once(
        lambda: issuer.post(f"{BLAME}/issue", data=data).status_code,
        lambda: changer.post("/year-end/2018/units/hbz/decision", data=change).status_code,
    )
    assert sorted(answers) == [303, 409]
    db.session.expire_all()
    decided = {each.unit.code for each in db.session.scalars(db.select(Verdict)) if each.decision is Proposal.CRITICISE}
    held = db.session.scalars(db.select(Notice)).all()
    assert [set(each.content["units"]) for each in held] == ([decided] if answers[0] == 303 else [])
    assert decided == ({"zjj"} if answers[0] == 303 else {"zjj", "hbz"})


def test_issuing_while_units_work(app: Flask, appraisal: Appraisal, district: District) -> None:
    """The frozen list does not move, whatever is recorded meanwhile."""
    f.liaison("zjj")
    issuer, unit = office(app, "office1"), login(Client(app), "liaison-zjj")
    data = paper(issuer, 42)
    before = appraisal.fingerprint
    statement = {"version": "0", "is_contested": "no", "text": ""}
    answers = at_once(
        lambda: issuer.post(f"{BLAME}/issue", data=data).status_code,
        lambda: unit.post("/year-end/2018/units/zjj/statement", data=statement).status_code,
        lambda: unit.get("/year-end/2018/units/zjj").status_code,
    )
    assert answers[0] == 303
    assert answers[1] in (303, 409)
    assert answers[2] == 200
    db.session.expire_all()
    assert db.session.get_one(Appraisal, appraisal.id).fingerprint == before
