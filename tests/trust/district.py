"""Two units that share nothing. Whatever belongs to the first bears a mark in each of its texts, also in its files."""

from datetime import date
from io import BytesIO

from tests import factories as f
from tests.client import Client, login
from tracker.choices import AssignmentState, RectificationState
from tracker.clock import now
from tracker.db import db
from tracker.people.models import Unit
from tracker.tasks.models import Assignment

MARK = "zqonlya"
OWN, OTHER = "fgj", "zjj"
PNG = b"\x89PNG\r\n\x1a\n" + MARK.encode() * 3 + b"IEND"
PEOPLE = (
    "admin",
    "security",
    "auditor",
    "office",
    f"liaison-{OWN}",
    f"leader-{OWN}",
    f"liaison-{OTHER}",
    f"leader-{OTHER}",
)


def furnish() -> None:
    """People of every role, and a record of every kind for each of the two units."""
    f.admin(), f.security(), f.auditor(), f.office()
    f.user(f.Role.OFFICE, username="waiting", waits_since=now(), prepared_by_id=f.admin().id)
    for code in (OWN, OTHER):
        f.liaison(code), f.leader(code)
        own(f.unit(code), MARK if code == OWN else "others")
    db.session.commit()


def own(unit: Unit, mark: str) -> None:
    """One unit's records: shares in each state, and what hangs on them."""
    for state in (AssignmentState.PENDING, AssignmentState.SUBMITTED):
        task = f.task(item=f"{mark}事项", content=f"{mark}内容", category=f"{mark}类")
        f.assignment(task, unit, state=state, submitted_at=now() if state is AssignmentState.SUBMITTED else None)
    share = f.assignment(f.task(item=f"{mark}已公开"), unit, note=f"{mark}进展", percent=30)
    f.disclosure(share, title=f"{mark}批复", document_number=f"{mark}号")
    f.disclosure(share, title=f"{mark}未公开", published_on=None, due_on=date(2018, 12, 25), channels=[])
    f.opinion_case(unit, topic=f"{mark}舆情")
    f.interpretation(f.policy_document(unit, title=f"{mark}文件"), title=f"{mark}解读")
    f.information_request(unit, subject=f"{mark}申请")
    f.project(unit, name=f"{mark}项目", legal_person=f"{mark}公司")
    for state in (RectificationState.ORDERED, RectificationState.REPORTED):
        f.rectification(unit, title=f"{mark}整改", problem=f"{mark}问题", state=state, reply=f"{mark}已改")


def enrich(app: object, code: str = OWN) -> None:
    """What only comes by the pages: evidence, a feed's address, a sheet filled in offline."""
    client = person(app, f"liaison-{code}")
    unit = f.unit(code)
    share = db.session.scalars(
        db.select(Assignment).where(Assignment.unit_id == unit.id, Assignment.state == AssignmentState.IN_PROGRESS)
    ).first()
    assert share is not None
    update = {"version": share.version, "percent": "40", "note": f"{MARK}进展", "evidence": (BytesIO(PNG), "截图.png")}
    assert client.post(f"/assignments/{share.id}/progress", data=update).status_code == 303
    sheet = client.get("/own-sheet.xlsx?year=2018").data
    answer = client.post("/own-sheet", data={"file": (BytesIO(sheet), f"{MARK}.xlsx")})
    assert answer.status_code == 303
    assert client.post("/feeds", data={"name": MARK}).status_code == 200


def person(app: object, name: str) -> Client:
    """The person's browser, signed in; a stranger's for the name that nobody has."""
    client = Client(app)  # type: ignore[arg-type]
    return client if name == "stranger" else login(client, name)
