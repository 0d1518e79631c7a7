"""Three units whose year ends on each of the lists: `fgj` is commended, `zjj` criticised, `hbz` neither."""

from dataclasses import dataclass
from datetime import date

from tests import factories as f
from tracker.appraisal import confirming, lists
from tracker.appraisal.hearing import stating
from tracker.appraisal.models import Appraisal
from tracker.choices import AssignmentState, Outcome
from tracker.db import db
from tracker.people.models import Unit, User


@dataclass
class District:
    good: Unit
    bad: Unit
    middling: Unit
    office: User


def build() -> District:
    good, bad, middling = f.unit("fgj"), f.unit("zjj"), f.unit("hbz")
    for person in (f.liaison("fgj"), f.liaison("zjj"), f.leader("fgj"), f.admin(), f.auditor()):
        assert person.id
    for _ in range(4):
        done = f.assignment(unit_=good, state=AssignmentState.ACCEPTED, outcome=Outcome.DONE)
        f.disclosure(done)
    for number in range(4):
        late = f.assignment(unit_=bad)
        f.disclosure(
            late, title=f"住建批复{number}", published_on=date(2018, 11, 5 + number), channels=f.channels("政府网站")
        )
    for number in range(5):
        state = AssignmentState.ACCEPTED if number > 1 else AssignmentState.IN_PROGRESS
        f.disclosure(f.assignment(unit_=middling, state=state, outcome=Outcome.DONE))
    return District(good, bad, middling, f.office())


def confirmed(of: District) -> Appraisal:
    appraisal = confirming.confirm(2018, lists.of(2018).fingerprint, of.office)
    db.session.commit()
    return appraisal


def heard(appraisal: Appraisal, by: User) -> Appraisal:
    """Every criticised unit said that it does not object, so that nobody has to wait for its time to end."""
    for verdict in appraisal.verdicts:
        if stating.may_state(verdict):
            stating.state(verdict, False, "", (), by)
    db.session.commit()
    return appraisal
