"""The demo year: each unit works on its tasks by its habit, through the same acts as a person in the browser."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from zlib import crc32

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.choices import (
    Area,
    AssignmentRole,
    AssignmentState,
    DeadlineKind,
    MatterKind,
    Period,
    ReturnReason,
    Role,
    SecrecyResult,
)
from tracker.db import db
from tracker.demo import belonging, story
from tracker.demo.diary import Diary, acting, workday_after
from tracker.demo.story import Habit
from tracker.disclosures import recording
from tracker.disclosures.channels import Channel
from tracker.disclosures.checks import checking
from tracker.disclosures.entry import Entry
from tracker.disclosures.models import Disclosure
from tracker.disclosures.phases import suggested
from tracker.people.models import User
from tracker.review.checks import drawing
from tracker.tasks import progress, review
from tracker.tasks.deadlines import periods
from tracker.tasks.models import Assignment, Task

FIRST_FORMED = date(2018, 5, 21)
LAST_FORMED = date(2018, 12, 3)
SUBMISSIONS_FROM = date(2018, 11, 12)
OPEN_NOW = 23  # each n-th share has something formed of late whose limit runs out within days
CHECKED = 4  # the office looks at each n-th record some days after its publication
DRAWN_ON = (date(2018, 9, 28), date(2018, 12, 18))
UNFORESEEN = ("救援", "应急", "突发", "疫情", "灾", "处罚", "失信", "黑名单", "违法")


def chance(*parts: object) -> int:
    """The same number for the same words at every start, and as good as random between them."""
    return crc32("/".join(map(str, parts)).encode())


class Year:
    """Writes the diary of all units; ``people`` maps a login name to the person."""

    def __init__(self, diary: Diary) -> None:
        self.diary = diary
        self.people = {user.username: user for user in db.session.scalars(select(User).where(User.is_demo))}
        self.office = self.people[Role.OFFICE.value]

    def plan(self) -> None:
        with_task = (joinedload(Assignment.task), joinedload(Assignment.unit))
        shares = db.session.scalars(select(Assignment).options(*with_task).order_by(Assignment.id)).all()
        for number, share in enumerate(share for share in shares if share.unit is not None):
            self._share(number, share)
        for on in DRAWN_ON:
            self._do(on, self.office, partial(_draw, self.office, on))

    def _share(self, number: int, share: Assignment) -> None:
        assert share.unit is not None
        habit = story.HABITS.get(share.unit.code, story.STEADY)
        liaison = self.people[f"liaison-{share.unit.code}"]
        received = workday_after(story.IMPORTED_ON, habit.acknowledges_after + number % 2)
        if habit is story.FAILING and number % 5 == 0:
            return
        self._do(received, liaison, lambda: progress.acknowledge(share, liaison))
        if any(word in share.task.item for word in UNFORESEEN) and number % 3 == 0:
            self._nothing_arose(share, liaison)
            return
        if number % OPEN_NOW == 0 and share.task.area is not Area.PUBLIC_WELFARE:
            self._record(share, liaison, _just_formed(share, number), None)
        once = {(entry.title, entry.event_on): entry for entry in self._entries(number, share, habit)}
        for each, entry in enumerate(once.values()):
            self._record(share, liaison, entry, received if each == 0 else None)
        self._finish(number, share, habit, liaison)

    def _do(self, on: date, who: User, act: Callable[[], object]) -> None:
        def done() -> None:
            with acting(who):
                act()

        self.diary.note(on, done)

    def _entries(self, number: int, share: Assignment, habit: Habit) -> Iterator[Entry]:
        """What the unit publishes under one task in the year, in the order of its forming."""
        for each, formed in enumerate(_formed_days(number, share.task)):
            late = habit.late_every and (number + each) % habit.late_every == 0
            kind = _kind(share.task)
            wait = habit.publishes_after if kind is MatterKind.GENERAL else min(habit.publishes_after, 6)
            published = workday_after(formed, wait + (15 if late else 0) - number % 3)
            offline = bool(habit.skips_website_every) and (number + each) % habit.skips_website_every == 0
            yield Entry(
                title=_title(share.task, number, formed),
                kind=kind,
                formed_on=formed if kind is MatterKind.GENERAL else None,
                decided_on=_decided(share.task, kind, formed),
                document_number=f"王演{kind.label[-2:]}〔2018〕{number % 90 + each + 1}号" if number % 2 else "",
                published_on=published if published <= story.TODAY else None,
                channels=_channels(share, number + each, offline),
                secrecy_reviewed_by="（演示）保密审查员",
                secrecy_reviewed_on=workday_after(formed, 1),
                secrecy_result=SecrecyResult.CLEAR,
                phase=suggested(share.task.item, share.task.category),
            )

    def _record(self, share: Assignment, liaison: User, entry: Entry, received: date | None) -> None:
        on = entry.published_on or workday_after(entry.event_on or story.TODAY, 2)
        made: list[Disclosure] = []

        def record() -> None:
            number = chance(entry.title, share.id)
            made.append(recording.record(share.task, liaison, belonging.placed(entry, share.task, liaison, number)))

        self._do(on, liaison, record)
        if entry.published_on and chance(entry.title, share.id) % CHECKED == 0:
            self._do(workday_after(on, 5), self.office, lambda: _check(made[0], self.office))
        if received is not None:
            percent = 40 if share.role is AssignmentRole.LEAD else 50
            note = f"已按程序完成保密审查，{'首批信息已公开' if entry.published_on else '正在办理公开'}。"
            self._do(max(on, received), liaison, lambda: _update(share, liaison, percent, note))

    def _finish(self, number: int, share: Assignment, habit: Habit, liaison: User) -> None:
        """Submission, review, and where it was returned the second try; some are still with the office."""
        if habit.open_every and number % habit.open_every == 0:
            return
        sent = workday_after(SUBMISSIONS_FROM, number % 27)
        note = "本年度应公开信息已公开，网址见公开记录。"
        self._do(sent, liaison, lambda: progress.submit(share, liaison, note))
        checked = workday_after(sent, 2 + number % 3)
        if habit.returned_every and number % habit.returned_every == 1:
            reason, why = _return(number)
            self._do(checked, self.office, lambda: review.return_(share, self.office, reason, why))
            again = workday_after(checked, 3)
            if number % 4:
                self._do(again, liaison, lambda: progress.submit(share, liaison, "已按意见补充网址和截图，请再审。"))
                self._do(workday_after(again, 2), self.office, lambda: _accept(share, self.office))
            return
        self._do(checked, self.office, lambda: _accept(share, self.office))

    def _nothing_arose(self, share: Assignment, liaison: User) -> None:
        reason = "经核对，本年度未发生此类事项，没有产生应公开的信息。"
        sent = date(2018, 12, 3)
        self._do(sent, liaison, lambda: progress.report_nothing_arose(share, liaison, reason))
        self._do(workday_after(sent, 3), self.office, lambda: _accept(share, self.office))


def _update(share: Assignment, liaison: User, percent: int, note: str) -> None:
    if share.state is AssignmentState.IN_PROGRESS:
        progress.update_progress(share, liaison, percent, note)


def _check(record: Disclosure, office: User) -> None:
    """A spot check: what did not reach the government's website goes back."""
    if record.is_on_website:
        checking.pass_(record, office)
    else:
        checking.return_(record, office, ReturnReason.NO_ADDRESS, "请同时在区政府网站公开，并补充网址。")


def _draw(office: User, on: date) -> None:
    drawing.draw(office, int(f"{on:%Y%m%d}"), 10, {"state": "unchecked"}, "未核对")


def _accept(share: Assignment, office: User) -> None:
    if share.state is AssignmentState.SUBMITTED:
        review.accept(share, office, "")


def _return(number: int) -> tuple[ReturnReason, str]:
    if number % 2:
        return ReturnReason.NO_ADDRESS, "请补充公开网址，并上传网页截图。"
    return ReturnReason.INCOMPLETE, "缺少监督电话和办理时限，请补充后重新上报。"


def _channels(share: Assignment, number: int, offline: bool) -> tuple[Channel, ...]:
    """Mostly those that the task names; a unit that skips the website uses its notice board alone."""
    if offline:
        return (Channel("公告栏", "（演示）单位公告栏"),)
    page = f"{share.task_id}/{share.unit_id}-{number}.html"
    also = [name for each, name in enumerate(share.task.channels) if name != "政府网站" and (number + each) % 4]
    others = (Channel(name, f"{story.SITE}/credit/{page}" if Channel(name).is_website else "") for name in also)
    return (Channel("政府网站", f"{story.SITE}/{page}"), *others)


def _kind(task: Task) -> MatterKind:
    text = f"{task.category}{task.item}{task.deadline_text}"
    if "处罚" in text and "许可" not in text:
        return MatterKind.PENALTY
    return MatterKind.LICENCE if "许可" in task.item else MatterKind.GENERAL


def _decided(task: Task, kind: MatterKind, formed: date) -> date | None:
    return formed if kind is not MatterKind.GENERAL or recording.row_of(task).is_from_decision else None


def _just_formed(share: Assignment, number: int) -> Entry:
    """Formed in late November and not yet published: due on one of the days after the demo's today."""
    formed = workday_after(date(2018, 11, 21), 1 + number % 3)
    return Entry(
        title=_title(share.task, number, formed),
        kind=MatterKind.GENERAL,
        formed_on=formed,
        decided_on=_decided(share.task, MatterKind.GENERAL, formed),
        secrecy_reviewed_by="（演示）保密审查员",
        secrecy_reviewed_on=workday_after(formed, 2),
        secrecy_result=SecrecyResult.CLEAR,
    )


def _formed_days(number: int, task: Task) -> Iterator[date]:
    """One to three days spread over the year; one in each period of a periodic duty, one before a fixed date."""
    if task.deadline_kind is DeadlineKind.PERIODIC and task.deadline_period not in (None, Period.YEAR):
        assert task.deadline_period is not None
        for first, _last in periods(task.deadline_period, task.year):
            start = max(first, FIRST_FORMED)
            if first >= date(2018, 4, 1) and start <= LAST_FORMED:
                yield workday_after(start, 2 + number % 5)
        return
    if task.deadline_kind is DeadlineKind.DATE and task.deadline_on is not None:
        yield max(task.deadline_on - timedelta(days=40), FIRST_FORMED)
        return
    span = (LAST_FORMED - FIRST_FORMED).days
    times = 1 + chance(task.item, number) % 3
    for each in range(times):
        offset = (chance(task.item, number, "day") % (span // times)) + each * (span // times)
        yield workday_after(FIRST_FORMED + timedelta(days=offset), 1)


def _title(task: Task, number: int, formed: date) -> str:
    """Projects have names; elsewhere the month tells one piece of information from the next."""
    if task.area is Area.MAJOR_PROJECTS and task.category not in story.SERVICES:
        return f"（演示）{story.PROJECTS[number % len(story.PROJECTS)]}{task.item}"[:200]
    return f"（演示）2018年{formed.month}月{task.item}"[:200]
