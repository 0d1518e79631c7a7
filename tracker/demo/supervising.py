"""Supervision of the demo year: two inspections, reminders each morning, papers to the slow, results from outside."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from sqlalchemy import select

from tracker.choices import Area, Role
from tracker.circulars import Particulars
from tracker.db import db
from tracker.demo import story
from tracker.demo.diary import Diary, acting, workday_after
from tracker.files import store
from tracker.outside import recording
from tracker.outside.choices import OutsideSource
from tracker.outside.recording import Result
from tracker.people.filtering import units_for
from tracker.people.models import Unit, User
from tracker.refusals import Refused
from tracker.reminders import answering, morning
from tracker.reminders.models import Paper
from tracker.reminders.papers import issuing as papers
from tracker.reminders.papers import receiving
from tracker.reminders.papers.issuing import Order
from tracker.supervision import arranging, checking, replying
from tracker.supervision.arranging import Round
from tracker.supervision.bearing import Bearing, bearings
from tracker.supervision.checking import Observation
from tracker.supervision.choices import CheckIndicator, FindingReply
from tracker.supervision.circulars import issuing
from tracker.supervision.circulars.wording import REQUIREMENTS
from tracker.supervision.models import Finding, Inspection, InspectionItem
from tracker.supervision.replying import Reply

SIGNER = "（演示）办公室主任"
REMINDED_FROM = date(2018, 12, 3)
NOTHING_AROSE = "检查时段内没有产生应公开的信息"
PAPER = b"%PDF-1.4\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n"
THIRD_PARTY = (
    ("fgj", 9450),
    ("czj", 9310),
    ("jktj", 9020),
    ("hbz", 9180),
    ("zjj", 7630),
    ("jtj", 7810),
    ("nyncj", 5860),
)
CITY = (("zfb", 9120), ("hbz", 9050), ("wjj", 8830))


def plan(diary: Diary) -> None:
    """Enter all of it into the diary."""
    people = {user.username: user for user in db.session.scalars(select(User).where(User.is_demo))}
    Third(diary, people).plan()
    fourth = Rounds(diary, people, date(2018, 12, 12))
    fourth.open(date(2018, 10, 1), date(2018, 12, 11), "四")
    fourth.check(date(2018, 12, 14), lambda number: number % 3 != 2)
    Reminding(diary, people).plan()
    Escalating(diary, people).plan()
    office = people[Role.OFFICE.value]
    for on, source, found in (
        (date(2018, 9, 26), OutsideSource.THIRD_PARTY, THIRD_PARTY),
        (date(2018, 12, 17), OutsideSource.CITY, CITY),
    ):
        diary.note(on, partial(_outside, office, on, source, found))


def _outside(office: User, on: date, source: OutsideSource, found: tuple[tuple[str, int], ...]) -> None:
    title, assessor = {
        OutsideSource.THIRD_PARTY: ("（演示）2018年政务公开第三方评估", "（演示）某评估机构"),
        OutsideSource.CITY: ("（演示）2018年度全市政务公开工作绩效考核抽查", "（演示）市政府办公室"),
    }[source]
    units = {unit.code: unit for unit in db.session.scalars(select(Unit))}
    with acting(office):
        kept = store.keep_evidence(PAPER, f"{title}结果.pdf")
        for code, score in found:
            result = Result(2018, source, title, assessor, on - timedelta(days=2), score, 10_000)
            recording.record(units[code], office, result, kept)


class Rounds:
    """One inspection of all units, opened on one day and checked from another on."""

    def __init__(self, diary: Diary, people: dict[str, User], opened_on: date) -> None:
        self.diary, self.people, self.opened_on = diary, people, opened_on
        self.office = people[Role.OFFICE.value]
        self.inspection: Inspection | None = None

    @property
    def made(self) -> Inspection:
        assert self.inspection is not None
        return self.inspection

    def note(self, on: date, who: User, act: Callable[[], object]) -> None:
        def done() -> None:
            with acting(who):
                act()

        self.diary.note(on, done)

    def open(self, first: date, last: date, quarter: str) -> None:
        def act() -> None:
            title = f"（演示）2018年第{quarter}季度重点领域政府信息公开督促检查"
            units = tuple(unit.id for unit in units_for(self.office))
            seed = int(f"{self.opened_on:%Y%m%d}")
            wanted = Round(title, first, last, tuple(Area), tuple(CheckIndicator), units, 1, seed)
            self.inspection = arranging.open_round(wanted, self.office)

        self.note(self.opened_on, self.office, act)

    def check(self, on: date, is_checked: Callable[[int], bool]) -> None:
        def act() -> None:
            known = bearings(self.made)
            for number, item in enumerate(self.made.items):
                if is_checked(number):
                    self._look(item, known.get((item.unit_id, item.task_id), Bearing()))

        self.note(on, self.office, act)

    def _look(self, item: InspectionItem, bearing: Bearing) -> None:
        """What the tracker's records show is found; the rest is in order."""
        seen = (
            (bearing.late, CheckIndicator.TIMELINESS, "抽查时段内有{}条信息逾期公开", 2),
            (bearing.off_website, CheckIndicator.CHANNEL, "有{}条信息只在公告栏公开，没有在区政府网站公开", 1),
            (bearing.without_address, CheckIndicator.RECORD, "有{}条公开记录没有登记网址，无法核查", 1),
        )
        problems = [(kind, text.format(count), points) for count, kind, text, points in seen if count]
        for kind, text, points in problems:
            checking.find(item, self.office, Observation(kind, text, points))
        if not problems:
            checking.clear(item, self.office, "内容、时限、渠道齐全" if bearing.records else NOTHING_AROSE)


class Third(Rounds):
    """The third quarter's, from the draw to the circular."""

    def __init__(self, diary: Diary, people: dict[str, User]) -> None:
        super().__init__(diary, people, date(2018, 10, 15))

    def plan(self) -> None:
        self.open(date(2018, 7, 1), date(2018, 9, 30), "三")
        self.check(date(2018, 10, 17), lambda _: True)
        self.note(date(2018, 10, 19), self.office, lambda: replying.send(self.made, date(2018, 10, 26)))
        self.diary.note(date(2018, 10, 24), self._reply)
        self.note(date(2018, 10, 29), self.office, self._answer)
        self.note(date(2018, 11, 2), self.office, self._issue)

    def _findings(self) -> list[Finding]:
        of = select(Finding).where(Finding.inspection_id == self.made.id)
        return list(db.session.scalars(of.order_by(Finding.id)))

    def _reply(self) -> None:
        for number, finding in enumerate(self._findings()):
            liaison = self.people[f"{Role.LIAISON.value}-{finding.unit.code}"]
            if story.HABITS.get(finding.unit.code) is story.FAILING:
                continue
            said = Reply(
                FindingReply.ACCEPTED, "情况属实，已补充公开，并在科室内部通报。", f"{story.SITE}/zg{number + 1}.html"
            )
            if number == 0:
                said = Reply(FindingReply.OBJECTED, "该信息自送达之日起算期限，按送达日期未逾期，请核实。")
            with acting(liaison):
                replying.reply(finding, liaison, said)

    def _answer(self) -> None:
        for finding in self._findings():
            if finding.waits_for_answer:
                text = "期限自作出决定之日起算，不以送达日期计算，予以维持。"
                replying.answer(finding, self.office, text, upholds=True)

    def _issue(self) -> None:
        issuing.issue(self.made, self.office, Particulars(58, date(2018, 11, 2), SIGNER, REQUIREMENTS))


class Reminding:
    """The command of each morning in December; most units read what they are told on the same day."""

    def __init__(self, diary: Diary, people: dict[str, User]) -> None:
        self.diary, self.people = diary, people

    def plan(self) -> None:
        on = REMINDED_FROM
        while on <= story.TODAY:
            self.diary.note(on, partial(morning.remind, on))
            if on < story.TODAY:
                self.diary.note(on, self._read)
            on = workday_after(on, 1)

    def _read(self) -> None:
        for username, user in self.people.items():
            slow = story.HABITS.get(user.unit.code if user.unit else "") in (story.FAILING, story.SLOW)
            if username.startswith(Role.LIAISON.value) and not slow and answering.pending(user):
                with acting(user):
                    answering.acknowledge(user)


class Escalating:
    """One unit answers the first paper; the other none until it is supervised."""

    def __init__(self, diary: Diary, people: dict[str, User]) -> None:
        self.diary, self.people, self.office = diary, people, people[Role.OFFICE.value]
        self.last: dict[str, Paper] = {}

    def plan(self) -> None:
        for code, on, step in (
            ("nyncj", date(2018, 11, 26), self._begin),
            ("nyncj", date(2018, 11, 27), self._receive),
            ("nyncj", date(2018, 12, 3), self._follow),
            ("nyncj", date(2018, 12, 10), self._follow),
            ("nyncj", date(2018, 12, 11), self._receive),
            ("zjj", date(2018, 12, 11), self._begin),
            ("zjj", date(2018, 12, 12), self._receive),
            ("zjj", date(2018, 12, 13), self._answer),
            ("jtj", date(2018, 12, 18), self._begin),
        ):
            self.diary.note(on, partial(step, code))

    def _begin(self, code: str) -> None:
        unit = db.session.scalars(select(Unit).where(Unit.code == code)).one()
        keys = [each.key for each in papers.owed(unit.id)][:4]
        if keys:
            with acting(self.office):
                self.last[code] = papers.begin(unit, keys, self.office, Order(SIGNER))

    def _receive(self, code: str) -> None:
        liaison = self.people[f"{Role.LIAISON.value}-{code}"]
        if code in self.last:
            with acting(liaison):
                receiving.receive(self.last[code], liaison)

    def _answer(self, code: str) -> None:
        liaison = self.people[f"{Role.LIAISON.value}-{code}"]
        if code in self.last:
            with acting(liaison):
                receiving.answer(self.last[code], liaison, "已约谈承办科室，两项已办结，其余年底前公开。")

    def _follow(self, code: str) -> None:
        if code not in self.last:
            return
        with acting(self.office):
            try:
                self.last[code] = papers.follow(self.last[code], self.office, Order(SIGNER))
            except Refused:  # what it was about was done meanwhile
                del self.last[code]
