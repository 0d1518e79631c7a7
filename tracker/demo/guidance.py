"""What units and the office do together in the demo year: cases put on desks, passed on, foreseen; papers marked."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy import select

from tracker.choices import Area
from tracker.circulars import Particulars
from tracker.clock import SHANGHAI, today
from tracker.db import db
from tracker.demo.diary import Diary, acting
from tracker.demo.story import TODAY
from tracker.guidance.circular import wording
from tracker.guidance.circular.quarter import Quarter
from tracker.guidance.circular.reading import table_of
from tracker.guidance.issued import issuing
from tracker.guidance.related.linking import CASE, DOCUMENT, Ref, link
from tracker.interpretations import recording as papers
from tracker.interpretations import waiving
from tracker.interpretations.models import PolicyDocument
from tracker.opinions import recording as opinions
from tracker.opinions.choices import OpinionKind, OpinionSource, OpinionStage
from tracker.opinions.models import OpinionCase
from tracker.opinions.passing import handing
from tracker.opinions.recording import Finding
from tracker.opinions.steps import Step
from tracker.people.models import User

V, K = OpinionSource, OpinionKind
BELONG_TOGETHER = (("学区划分", "义务教育招生"), ("公租房分配", "公共租赁住房分配"), ("危房改造", "农村危房改造"))
LAST_DAYS = (date(2018, 12, 19), TODAY)


def plan(diary: Diary) -> None:
    """Enter everything into the diary."""
    people = {user.username: user for user in db.session.scalars(select(User).where(User.is_demo))}
    acts = Acts(people)
    before, last = LAST_DAYS
    diary.note(date(2018, 11, 12), acts.foresee)
    diary.note(before, acts.put_on_a_desk)
    diary.note(before, acts.offer)
    diary.note(date(2018, 12, 17), acts.mark_a_planned_paper)
    diary.note(date(2018, 10, 9), partial(acts.need_no_interpretation, agrees=True))
    diary.note(date(2018, 12, 18), partial(acts.need_no_interpretation, agrees=None))
    diary.note(date(2018, 10, 15), acts.issue_the_circular)
    diary.note(last, acts.link_what_belongs_together)


class Acts:
    """The acts by name; each is done by the person whose it is."""

    def __init__(self, people: dict[str, User]) -> None:
        self.people = people
        self.office = people["office"]

    def _as(self, person: User, act: Callable[[], object]) -> None:
        with acting(person):
            act()

    def foresee(self) -> None:
        """A case that is only anticipated: risk, plan and prepared answer stand before anything is seen."""
        liaison = self.people["liaison-sthjwyfj"]
        assert liaison.unit is not None
        finding = Finding(
            "（演示）重污染天气应急响应可能引发停产、限行集中咨询", Area.PUBLIC_WELFARE, None, V.MONITORING, K.INTERESTS
        )
        with acting(liaison):
            case = opinions.open_case(liaison.unit, liaison, finding)
            step = Step(
                OpinionStage.ANTICIPATION,
                "供暖期启动应急响应时，企业停产、车辆限行容易引起误解。",
                _at(date(2018, 11, 12), 9),
                plan="响应发布同时公布依据、范围和期限；热线增加人员；网信部门协助监测。",
                prepared_answer="限产限行按预案分级实施，名单和期限已公布，响应解除后立即恢复。",
            )
            opinions.add_entry(case, liaison, step)

    def put_on_a_desk(self) -> None:
        """Put on a unit's desk by the office, which nobody has acknowledged since."""
        finding = Finding(
            "（演示）媒体转来群众反映农村公路施工便道扬尘",
            Area.MAJOR_PROJECTS,
            _at(LAST_DAYS[0], 8),
            V.MEDIA,
            K.INTERESTS,
            found_where="市级媒体来函",
            supervised_body="（演示）区农村公路项目法人",
        )
        unit = self.people["liaison-jtj"].unit
        assert unit is not None
        with acting(self.office):
            opinions.open_case(unit, self.office, finding)

    def offer(self) -> None:
        """Not its own matter: a unit asks another, which has not agreed yet."""
        liaison, other = self.people["liaison-mzj"], self.people["liaison-wjj"].unit
        assert liaison.unit is not None and other is not None
        finding = Finding(
            "（演示）网民询问困难群众住院押金减免办理地点",
            Area.PUBLIC_WELFARE,
            _at(LAST_DAYS[0], 8),
            V.MONITORING,
            K.POLICY,
            found_where="政务微博留言",
            differs_by_region=True,
            mark_note="邻区已实行先诊疗后付费",
        )
        with acting(liaison):
            case = opinions.open_case(liaison.unit, liaison, finding)
            handing.offer(case, liaison, other, "住院押金由医疗机构收取，属卫生健康部门职责。")

    def issue_the_circular(self) -> None:
        """The circular of the third quarter, two weeks after it."""
        with acting(self.office):
            table = table_of(Quarter(2018, 3), self.office)
            given = Particulars(36, date(2018, 10, 15), "（演示）主任", wording.requirements(table))
            issuing.issue(table, self.office, given, issuing.fingerprint(wording.paper(table, today())))

    def mark_a_planned_paper(self) -> None:
        stated = papers.Paper(
            "公共租赁住房租金标准调整方案（演示）",
            Area.PUBLIC_RESOURCES,
            None,
            planned_on=date(2019, 1, 10),
            is_sensitive=True,
            differs_by_region=True,
            mark_note="调整后高于邻区，需说明测算依据和减免办法",
            drafted_with=True,
        )
        liaison = self.people["liaison-zjj"]
        self._as(liaison, lambda: papers.record_document(liaison, stated))

    def need_no_interpretation(self, *, agrees: bool | None) -> None:
        """A paper that only passes another on; the office agreed in autumn, the last one waits for it."""
        liaison = self.people["liaison-czj"]
        month, published = ("10", date(2018, 10, 8)) if agrees else ("12", date(2018, 12, 17))
        title = f"转发{month}月政府采购信息发布格式的通知（演示）"
        with acting(liaison):
            paper = papers.record_document(liaison, papers.Paper(title, Area.PUBLIC_RESOURCES, published))
            waiving.ask(paper, liaison, "转发上级文件，上级已同步解读，没有新增内容。")
        if agrees is not None:
            with acting(self.office):
                waiving.decide(paper, self.office, "同意，请在网站转载上级解读。", agrees=agrees)

    def link_what_belongs_together(self) -> None:
        """Cases about a policy, with the paper that explains it."""
        for topic, title in BELONG_TOGETHER:
            case = db.session.scalars(select(OpinionCase.id).where(OpinionCase.topic.contains(topic))).first()
            paper = db.session.scalars(select(PolicyDocument.id).where(PolicyDocument.title.contains(title))).first()
            assert case is not None and paper is not None
            self._as(self.office, partial(link, Ref(CASE, case), Ref(DOCUMENT, paper), self.office))


def _at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI) - timedelta(minutes=5)
