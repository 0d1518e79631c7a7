"""Public opinion and policy documents of the demo year, lived through the same verbs as in the browser."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from tracker.choices import Role, UnitKind
from tracker.clock import SHANGHAI
from tracker.db import db
from tracker.demo import story
from tracker.demo.diary import Diary, acting, workday_after
from tracker.interpretations import recording as papers
from tracker.interpretations.choices import Aspect
from tracker.interpretations.models import PolicyDocument
from tracker.opinions import recording as opinions
from tracker.opinions.choices import ClosingResult, OpinionStage, ResponseKind
from tracker.opinions.models import OpinionCase
from tracker.opinions.steps import Step
from tracker.people.models import User

ONE_DAY = timedelta(days=1)


def plan(diary: Diary) -> None:
    """Enter every case and every paper of the story into the diary."""
    people = {user.username: user for user in db.session.scalars(select(User).where(User.is_demo))}
    for number, topic in enumerate(story.TOPICS):
        Case(topic, people[f"{Role.LIAISON.value}-{topic.unit}"], number).plan(diary)
    for number, paper in enumerate(story.PAPERS):
        Document(paper, people[f"{Role.LIAISON.value}-{paper.unit}"], number).plan(diary)


class Case:
    """One topic from its discovery to its end. Each step is written down the morning after it happened."""

    def __init__(self, topic: story.Topic, liaison: User, number: int) -> None:
        self.topic, self.liaison, self.number = topic, liaison, number
        month, day, hour = topic.found
        self.found = datetime(story.TODAY.year, month, day, hour, tzinfo=SHANGHAI)
        self.case: OpinionCase | None = None

    def plan(self, diary: Diary) -> None:
        diary.note(self.found.date() + ONE_DAY, self.open)
        self._step(diary, OpinionStage.TRACKING, self._after(1), "已核对情况，持续关注。", reads=self.reads)
        if self.topic.answered_after is None:
            return
        answered = self.found + timedelta(hours=self.topic.answered_after)
        self._step(diary, OpinionStage.RESPONSE, answered, self.topic.answer)
        if self.topic.severity is not story.S.OTHER:
            self._hold_a_press_conference(diary)
        if self.topic.closed:
            closed = (answered + timedelta(days=6)).replace(hour=16)
            self._step(diary, OpinionStage.CLOSING, closed, "诉求已解决，未再出现新的讨论。")

    def open(self) -> None:
        topic = self.topic
        finding = opinions.Finding(
            f"（演示）{topic.topic}",
            topic.area,
            self.found,
            topic.source,
            topic.kind,
            topic.severity,
            topic.where,
            "区委宣传部、区委网信办" if topic.severity is not story.S.OTHER else "",
        )
        assert self.liaison.unit is not None
        with acting(self.liaison):
            self.case = opinions.open_case(self.liaison.unit, self.liaison, finding)

    @property
    def reads(self) -> int:
        return 260 * (self.number + 1)

    def _after(self, hours: int) -> datetime:
        return self.found + timedelta(hours=hours)

    def _hold_a_press_conference(self, diary: Diary) -> None:
        """A grave case: agreed with the publicity department, held within a day, followed up on the spot."""
        agreed = "商定由镇政府先发布权威信息，次日上午举行新闻发布会；网上情况每两小时互通一次。"
        self._step(diary, OpinionStage.COORDINATION, self._after(2), agreed, department="区委宣传部、区委网信办")
        held = "举行新闻发布会，介绍降雨、积水、转移安置和人员情况，回答记者提问。"
        kind = ResponseKind.PRESS_CONFERENCE
        self._step(diary, OpinionStage.RESPONSE, self._after(20), held, response_kind=kind, channel="新闻发布会")
        self._step(diary, OpinionStage.TRACKING, self._after(24), "话题转为平稳。", reads=self.reads * 90, posts=420)
        self._step(diary, OpinionStage.HANDLING, self._after(44), "镇区积水全部排除，转移人员返家，疏通排水口12处。")

    def _step(self, diary: Diary, stage: OpinionStage, happened: datetime, text: str, **more: Any) -> None:
        if stage is OpinionStage.RESPONSE:
            more = {"response_kind": ResponseKind.AUTHORITATIVE, "channel": "政府网站"} | more
            more["address"] = f"{story.SITE}/answer/{self.number}.html"
        if stage is OpinionStage.CLOSING:
            more["result"] = ClosingResult.SETTLED
        step = Step(stage, text, happened, **more)

        def add() -> None:
            assert self.case is not None
            with acting(self.liaison):
                opinions.add_entry(self.case, self.liaison, step)

        diary.note(happened.date() + ONE_DAY, add)


class Document:
    """One policy document and, where there is one, its interpretation."""

    def __init__(self, paper: story.Paper, liaison: User, number: int) -> None:
        self.paper, self.liaison, self.number = paper, liaison, number
        self.published = date(story.TODAY.year, *paper.published)
        self.document: PolicyDocument | None = None

    def plan(self, diary: Diary) -> None:
        diary.note(self.published, self.record)
        if self.paper.interpreted_after is not None:
            diary.note(workday_after(self.published, self.paper.interpreted_after), self.interpret)

    def record(self) -> None:
        letters = "王镇演" if self.liaison.unit and self.liaison.unit.kind is UnitKind.TOWNSHIP else "王演"
        stated = papers.Paper(
            self.paper.title,
            self.paper.area,
            self.published,
            f"{letters}发〔2018〕{self.number + 11}号",
            f"{story.SITE}/paper/{self.number}.html",
            drafted_with=self.number % 4 != 1,
            approved_with=self.number % 4 != 1 if self.number % 3 else None,
        )
        with acting(self.liaison):
            self.document = papers.record_document(self.liaison, stated)

    def interpret(self) -> None:
        assert self.document is not None and self.paper.interpreted_after is not None
        reading = papers.Reading(
            self.paper.form,
            f"关于《{self.paper.title}》的解读",
            workday_after(self.published, self.paper.interpreted_after),
            f"{story.SITE}/paper/{self.number}-reading.html",
            "说明出台背景、主要内容、适用对象和办理方式。",
            tuple(Aspect)[: 6 - self.number % 3],
        )
        with acting(self.liaison):
            papers.interpret(self.document, self.liaison, reading)
