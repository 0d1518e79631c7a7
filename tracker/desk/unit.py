"""What waits for a unit: four figures, and one list sorted by urgency with the next thing to do in each row."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, and_, case, func, or_, select
from sqlalchemy.orm import joinedload

from tracker.calendar import book
from tracker.choices import AssignmentState, CheckState, RectificationState, Role
from tracker.clock import Light, light, local, now, today
from tracker.db import db
from tracker.desk import yearly
from tracker.disclosures.models import Disclosure, DisclosureCheck
from tracker.disclosures.scope import in_state
from tracker.disclosures.scope import own as own_disclosure
from tracker.interpretations.choices import WaiverState
from tracker.interpretations.models import PolicyDocument
from tracker.interpretations.scope import in_state as papers_in_state
from tracker.interpretations.scope import own as own_paper
from tracker.links.choices import FindingState
from tracker.links.models import LinkFinding
from tracker.opinions import clocks, duty
from tracker.opinions.models import OpinionCase
from tracker.opinions.scope import waits_for
from tracker.people.models import User
from tracker.rectification.models import Rectification
from tracker.requests.choices import RequestState
from tracker.requests.clocks import standing as standing_of
from tracker.requests.models import InformationRequest
from tracker.requests.scope import in_state as request_in_state
from tracker.requests.scope import own as own_request
from tracker.tasks.deadlines import soon_until
from tracker.tasks.history import last_returns
from tracker.tasks.models import TO_DO, Assignment, ProgressUpdate, Task
from tracker.tasks.scope import is_late, is_soon, of_live_task, own_share

LONGEST = 20
RETURNED, LATE, SOON, PENDING, LATER = range(5)
RANKS = {"late": LATE, "soon": SOON}


@dataclass(frozen=True)
class Figures:
    pending: int
    soon: int
    overdue: int
    returned: int
    corrections: int
    requests: int = 0


@dataclass(frozen=True)
class Item:
    """One thing to do. ``kind`` says what the record is and so where its link leads; ``urgency`` sorts.

    ``step`` is the next thing to do in words, where the kind alone does not tell it.
    """

    kind: str
    id: int
    title: str
    detail: str
    light: Light
    urgency: tuple[int, date]
    state: AssignmentState | None = None
    task_id: int | None = None
    given_back: ProgressUpdate | DisclosureCheck | None = None
    due_at: datetime | None = None
    is_provisional: bool = False
    step: str = ""

    @property
    def due_on(self) -> date | None:
        """The limit; a correction has none, and its urgency is the day on which it was given back or asked for."""
        return self.urgency[1] if self.urgency[1] != date.max and self.kind not in ("correction", "link") else None


def figures(user: User) -> Figures:
    day, calendar = today(), book.in_force()
    conditions = (
        Assignment.state == AssignmentState.PENDING,
        is_soon(day, calendar),
        is_late(day),
        Assignment.state == AssignmentState.RETURNED,
    )
    counts = [func.count(case((condition, 1))) for condition in conditions]
    corrections = select(func.count()).where(own_disclosure(user), in_state("returned", day)).scalar_subquery()
    answers = request_in_state(RequestState.OPEN, day)
    requests = select(func.count()).where(own_request(user), answers).scalar_subquery()
    shares = select(*counts, corrections, requests).select_from(Assignment).where(own_share(user), of_live_task())
    row = db.session.execute(shares).one()
    return Figures(row[0], row[1], row[2], row[3], row[4], row[5])


def agenda(user: User) -> list[Item]:
    """The most urgent things to do, at most LONGEST."""
    returned = (*_of_corrections(user), *_of_dead_links(user))
    others = (*_of_requests(user), *_of_cases(user), *_of_papers(user), *_of_rectifications(user))
    items = [*returned, *_of_reviews(user), *_of_shares(user), *others]
    items += _of_the_year(user)
    return sorted(items, key=lambda item: (item.urgency, item.kind, item.id))[:LONGEST]


def _of_the_year(user: User) -> Iterator[Item]:
    for kind, number, title, detail, standing, day, step in yearly.asked(user):
        rank = min(RANKS.get(standing.tone, PENDING), PENDING)
        yield Item(kind, number, title, detail, standing, (rank, day), step=step)


def _of_shares(user: User) -> Iterator[Item]:
    """One row a share, so that they add up to the figures: where its limit is a disclosure's, that disclosure."""
    day, calendar = today(), book.in_force()
    shares = _shares(user)
    pressing = _disclosures(user, [row.task_id for row in shares])
    returns = last_returns([row.id for row in shares if row.state is AssignmentState.RETURNED])
    for row in shares:
        standing = light(row.due_on, None, day, calendar)
        rank = RANKS.get(standing.tone, LATER)
        if row.state in (AssignmentState.PENDING, AssignmentState.RETURNED):
            rank = min(rank, RETURNED if row.state is AssignmentState.RETURNED else PENDING)
        urgency = (rank, row.due_on or date.max)
        given_back = returns.get(row.id)
        item = Item(
            *("task", row.id, row.item, row.category, standing, urgency, row.state, row.task_id, given_back),
            is_provisional=row.due_is_provisional,
        )
        found = pressing.get(row.task_id, [])
        if found and found[0].due_on == row.due_on:
            more = f"等{len(found)}条" if len(found) > 1 else ""
            item = replace(item, kind="disclosure", id=found[0].id, title=found[0].title, detail=more)
        yield item


def _shares(user: User) -> Sequence[Row[*tuple[Any, ...]]]:
    """What is the unit's turn, and what was handed in but has a limit that is over or soon."""
    order = case({AssignmentState.RETURNED: 0, AssignmentState.PENDING: 1}, value=Assignment.state, else_=2)
    presses = Assignment.due_on < soon_until(today(), book.in_force())
    statement = (
        select(
            *(Assignment.id, Assignment.task_id, Assignment.state, Assignment.due_on, Assignment.due_is_provisional),
            *(Task.item, Task.category),
        )
        .join(Task, Assignment.task_id == Task.id)
        .where(own_share(user), or_(Assignment.state.in_(TO_DO), presses), of_live_task())
        .order_by(Assignment.due_on.asc().nulls_last(), order, Assignment.id)
        .limit(LONGEST * 3)
    )
    return db.session.execute(statement).all()


def _disclosures(user: User, task_ids: Sequence[int]) -> Mapping[int, list[Row[*tuple[Any, ...]]]]:
    """Task -> what is not yet published under it and late or due soon, the earliest first."""
    day = today()
    statement = (
        select(Disclosure.id, Disclosure.task_id, Disclosure.title, Disclosure.due_on)
        .where(own_disclosure(user), in_state("open", day), Disclosure.due_on < soon_until(day, book.in_force()))
        .where(Disclosure.task_id.in_(task_ids))
        .order_by(Disclosure.due_on, Disclosure.id)
    )
    found = defaultdict(list)
    for row in db.session.execute(statement):
        found[row.task_id].append(row)
    return found


def _of_corrections(user: User) -> Iterator[Item]:
    """Records that the office gave back: they stand first until they are corrected."""
    last = (
        select(func.max(DisclosureCheck.id))
        .where(DisclosureCheck.disclosure_id == Disclosure.id, DisclosureCheck.state == CheckState.RETURNED)
        .correlate(Disclosure)
        .scalar_subquery()
    )
    statement = (
        select(Disclosure.id, Disclosure.title, DisclosureCheck)
        .join(DisclosureCheck, DisclosureCheck.id == last)
        .where(own_disclosure(user), in_state("returned", today()))
        .options(joinedload(DisclosureCheck.by))
        .order_by(DisclosureCheck.id)
        .limit(LONGEST)
    )
    for number, title, check in db.session.execute(statement):
        urgency = (RETURNED, local(check.at).date())
        yield Item("correction", number, title, "", Light("late", "●", "待更正"), urgency, given_back=check)


def _of_reviews(user: User) -> Iterator[Item]:
    """What the leader has to look at before it may be published, the earliest limit first."""
    if user.role is not Role.LEADER:
        return
    day, calendar = today(), book.in_force()
    statement = (
        select(Disclosure.id, Disclosure.title, Disclosure.due_on, Disclosure.is_provisional)
        .where(own_disclosure(user), in_state("unreviewed", day))
        .order_by(Disclosure.due_on, Disclosure.id)
        .limit(LONGEST)
    )
    for row in db.session.execute(statement):
        standing = light(row.due_on, None, day, calendar)
        urgency = (min(RANKS.get(standing.tone, LATER), PENDING), row.due_on or date.max)
        provisional = row.is_provisional
        yield Item("review", row.id, row.title, "待保密审查", standing, urgency, is_provisional=provisional)


def _of_dead_links(user: User) -> Iterator[Item]:
    """Confirmed ones that no return of their record speaks of (any more)."""
    is_told = and_(Disclosure.check_state == CheckState.RETURNED, LinkFinding.check_id.is_not(None))
    statement = (
        select(Disclosure.id, Disclosure.title, LinkFinding.address, LinkFinding.at)
        .join(Disclosure, Disclosure.id == LinkFinding.disclosure_id)
        .where(own_disclosure(user), LinkFinding.state == FindingState.CONFIRMED, ~is_told)
        .order_by(LinkFinding.id)
        .limit(LONGEST)
    )
    for number, title, address, at in db.session.execute(statement):
        urgency = (RETURNED, local(at).date() if at else today())
        yield Item("link", number, title, f"网址打不开：{address}", Light("late", "●", "待更正"), urgency)


def _of_requests(user: User) -> Iterator[Item]:
    """What is asked of the unit and not answered, those in front whose limit ends first."""
    day, calendar = today(), book.in_force()
    statement = (
        select(InformationRequest)
        .where(own_request(user), InformationRequest.replied_on.is_(None))
        .order_by(InformationRequest.due_on.asc().nulls_last(), InformationRequest.id)
        .limit(LONGEST)
    )
    for request in db.session.scalars(statement):
        standing = standing_of(request.times, day, calendar)
        urgency = (RANKS.get(standing.tone, LATER), request.due_on or date.max)
        provisional = request.is_provisional
        yield Item("request", request.id, request.subject, request.label, standing, urgency, is_provisional=provisional)


def _of_cases(user: User) -> Iterator[Item]:
    case = OpinionCase
    columns = (case.id, case.topic, case.answer_due_at, case.answered_at, case.acknowledge_due_at, case.acknowledged_at)
    statement = (
        select(*columns, case.recorded_at, case.unit_id)
        .where(waits_for(user))
        .order_by(case.answered_at.is_not(None), case.answer_due_at, case.id)
        .limit(LONGEST)
    )
    moment = now()
    for row in db.session.execute(statement):
        standing, detail, step = clocks.standing(row.answer_due_at, row.answered_at, moment), "待回应", "登记回应"
        rank = RANKS.get(standing.tone, SOON)
        if row.answered_at or row.answer_due_at is None:
            rank, detail, step = LATER, "已回应，待办结" if row.answered_at else "预判，待跟踪", ""
        unseen = duty.standing(row.acknowledge_due_at, row.acknowledged_at, moment)
        if unseen is not None:
            step = "签收"
            rank, detail = min(rank, PENDING), f"待签收，应于 {clocks.clock(row.acknowledge_due_at)} 前签收"
        if row.unit_id != user.unit_id:
            rank, detail, step = min(rank, PENDING), "其他单位提请移交，待答复", "答复移交"
        urgency = (rank, local(row.answer_due_at or row.recorded_at).date())
        yield Item("opinion", row.id, row.topic, detail, standing, urgency, due_at=row.answer_due_at, step=step)


def _of_papers(user: User) -> Iterator[Item]:
    """Policy documents without an interpretation; one that the office is asked about waits with it."""
    paper, day, calendar = PolicyDocument, today(), book.in_force()
    statement = (
        select(paper.id, paper.title, paper.due_on, paper.is_provisional, paper.waiver)
        .where(own_paper(user), papers_in_state("open", day))
        .order_by(paper.due_on, paper.id)
        .limit(LONGEST)
    )
    for row in db.session.execute(statement):
        standing = light(row.due_on, None, day, calendar)
        asked = row.waiver is WaiverState.ASKED
        rank, step = (LATER, "查看申请") if asked else (RANKS.get(standing.tone, PENDING), "登记解读")
        detail = "已申请不作解读，待公开办核定" if asked else "公开后还没有解读"
        urgency = (rank, row.due_on)
        yield Item("policy", row.id, row.title, detail, standing, urgency, is_provisional=row.is_provisional, step=step)


def _of_rectifications(user: User) -> Iterator[Item]:
    statement = (
        select(Rectification.id, Rectification.title, Rectification.due_on)
        .where(Rectification.unit_id == user.unit_id, Rectification.state == RectificationState.ORDERED)
        .order_by(Rectification.due_on, Rectification.id)
        .limit(LONGEST)
    )
    day, calendar = today(), book.in_force()
    for row in db.session.execute(statement):
        standing = light(row.due_on, None, day, calendar)
        yield Item("rectification", row.id, row.title, "", standing, (RANKS.get(standing.tone, SOON), row.due_on))
