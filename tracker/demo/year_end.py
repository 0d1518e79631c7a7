"""The last weeks before the year end: units estimate themselves and explain, the office drafts another scheme."""

from dataclasses import replace
from datetime import date
from functools import partial

from sqlalchemy import select

from tracker.appraisal import lists
from tracker.appraisal.choices import ExcuseState
from tracker.appraisal.hearing import assessing, excusing
from tracker.appraisal.models import Excuse
from tracker.appraisal.scheme import Bonus, Scheme
from tracker.appraisal.schemes import drafting
from tracker.choices import Role
from tracker.db import db
from tracker.demo.diary import Diary, acting
from tracker.demo.story import TODAY
from tracker.people.models import User

YEAR = TODAY.year
ASSESSING = {"fgj": 0, "zjj": 4, "czj": 1, "hbz": 2, "nyncj": 6}  # unit -> how generous it is with itself, in points
EXCUSES = (
    ("zjj", "网站集约化迁移期间后台停用，恢复后当日补发，有市电子政务中心的停用通知。（演示）", ExcuseState.ACCEPTED),
    ("nyncj", "经办人员休假，未及时交接。（演示）", ExcuseState.REFUSED),
    ("jtj", "上级要求统一发布时间，等待省厅发布后才公开。（演示）", None),
)
ANSWERS = {
    ExcuseState.ACCEPTED: "已核对停用通知，属实，该条不计逾期。",
    ExcuseState.REFUSED: "单位应当安排人员接替，不属于不可归责的情形。",
}


def plan(diary: Diary) -> None:
    diary.note(date(YEAR, 12, 12), _draft_a_scheme)
    for code, reason, answer in EXCUSES:
        diary.note(date(YEAR, 12, 14), partial(_excuse, code, reason))
        if answer is not None:
            diary.note(date(YEAR, 12, 17), partial(_answer, code, answer))
    for code, generous in ASSESSING.items():
        diary.note(date(YEAR, 12, 18), partial(_assess, code, generous))


def _draft_a_scheme() -> None:
    """Waiting to be tried and adopted: something on top for what is answered and explained in time."""
    office = _person(Role.OFFICE.value)
    with acting(office):
        draft = drafting.copy(YEAR, None, office)
        bonuses = (Bonus("answered", "舆情按时回应", 1, 2), Bonus("interpreted", "政策按期解读", 1, 3))
        becomes = replace(Scheme.from_json(draft.content), bonuses=bonuses, commend_from=88)
        drafting.change(draft, replace(becomes, name=f"{YEAR}年度重点领域政府信息公开考核方案（修改稿）"))


def _excuse(code: str, reason: str) -> None:
    """For the first disclosure that was late, if there is one."""
    db.session.commit()  # the list is read on a connection of its own
    liaison = _person(f"{Role.LIAISON.value}-{code}")
    document = lists.of(YEAR).unit(code)
    late = document["fact_records"]["disclosures_late"].get("disclosure", []) if document is not None else []
    if late and liaison.unit is not None:
        with acting(liaison):
            excusing.ask(YEAR, liaison.unit, ("timeliness", f"disclosure:{late[0]}"), reason, liaison)


def _answer(code: str, state: ExcuseState) -> None:
    office = _person(Role.OFFICE.value)
    with acting(office):
        for each in db.session.scalars(select(Excuse).where(Excuse.year == YEAR).order_by(Excuse.id)):
            if each.unit.code == code and each.state is ExcuseState.ASKED:
                excusing.answer(each, state, ANSWERS[state], office)


def _assess(code: str, generous: int) -> None:
    """What was reckoned, and a little more where the unit is generous with itself."""
    db.session.commit()
    liaison = _person(f"{Role.LIAISON.value}-{code}")
    document = lists.of(YEAR).unit(code)
    if document is None or liaison.unit is None:
        return
    points = {
        line["key"]: min(float(line["of"]), round(line["points"] + generous * line["of"] / 100, 2))
        for line in document["lines"]
        if line["of"] and line["points"] is not None
    }
    with acting(liaison):
        assessing.assess(YEAR, liaison.unit, points, "对照方案逐项自查，问题已列入整改计划。（演示）", liaison)


def _person(username: str) -> User:
    return db.session.scalars(select(User).where(User.username == username)).one()
