"""Requests to disclose of the demo year: what was asked, and the steps by which each was answered, as data and acts.

What was received before the district began to use the tracker is recorded late, on the first working days.
"""

from dataclasses import dataclass
from datetime import date
from functools import partial

from sqlalchemy import select

from tracker.choices import Role
from tracker.db import db
from tracker.demo.diary import Diary, acting
from tracker.demo.story import TODAY
from tracker.people.models import User
from tracker.requests import handling, recording
from tracker.requests.choices import ApplicantKind, ReplyKind, RequestChannel, RequestStep
from tracker.requests.courses import Step
from tracker.requests.filing import Filing
from tracker.requests.handling import Doing
from tracker.requests.models import InformationRequest
from tracker.tasks.models import Assignment, Task

BEGUN_ON = date(2018, 5, 15)
A, C, R, S = ApplicantKind, RequestChannel, ReplyKind, RequestStep
HEAD = "（演示）工作机构负责人"


def _on(month: int, day: int) -> date:
    return date(TODAY.year, month, day)


@dataclass(frozen=True)
class Asked:
    """One request to one unit, what was done about it, and the item of the unit's task that it concerns, if any."""

    unit: str
    received_on: date
    applicant: ApplicantKind
    channel: RequestChannel
    subject: str
    steps: tuple[Doing, ...] = ()
    item: str = ""


def replied(on: date, reply: ReplyKind = R.DISCLOSED, note: str = "", number: str = "") -> Doing:
    return Doing(Step(S.REPLIED, on, reply=reply), note, number)


def extended(on: date, workdays: int, note: str) -> Doing:
    return Doing(Step(S.EXTENDED, on, workdays=workdays, consented_by=HEAD), note)


def unclear(on: date, until: date) -> Doing:
    return Doing(Step(S.CORRECTION_ASKED, on, until=until), "请写明所需文件的名称或者文号、形成的大致时间。")


def consulted(on: date, until: date) -> Doing:
    return Doing(Step(S.THIRD_PARTY_ASKED, on, until=until), "申请公开的材料含有投标报价和技术方案，征求是否同意公开。")


REQUESTS = (
    Asked(
        "zjj",
        date(2017, 12, 22),
        A.NATURAL_PERSON,
        C.IN_PERSON,
        "2016年公共租赁住房分配结果",
        (replied(_on(1, 12)),),
        item="分配结果",
    ),
    Asked(
        "fgj",
        _on(6, 4),
        A.BUSINESS,
        C.PLATFORM,
        "川口片区道路提升工程可行性研究报告批复",
        (replied(_on(6, 12), number="王演公开〔2018〕1号"),),
        item="可行性研究报告审批",
    ),
    Asked(
        "zjj",
        _on(6, 11),
        A.NATURAL_PERSON,
        C.POST,
        "桃园街道老旧小区改造项目竣工验收备案材料",
        (
            extended(_on(6, 29), 15, "材料分存两处档案室，需要查找、核对。"),
            replied(_on(7, 18), R.PARTLY, "材料中的住户信息属于个人隐私，已作区分处理后提供。"),
        ),
        item="竣工验收备案",
    ),
    Asked(
        "nyncj",
        _on(7, 2),
        A.NATURAL_PERSON,
        C.POST,
        "2017年产业扶贫项目资金分配方案",
        (replied(_on(7, 31)),),
        item="资金分配使用",
    ),
    Asked(
        "czj",
        _on(7, 16),
        A.LEGAL_SERVICE,
        C.POST,
        "某设备采购项目中标人的投标文件",
        (
            consulted(_on(7, 19), _on(8, 8)),
            Doing(Step(S.THIRD_PARTY_ANSWERED, _on(8, 3)), "不同意公开，认为报价和技术方案属于商业秘密。"),
            replied(_on(8, 10), R.THIRD_PARTY, "第三方不同意公开，公开会损害其商业秘密（条例第二十三条）。"),
        ),
    ),
    Asked(
        "hbz",
        _on(8, 8),
        A.NATURAL_PERSON,
        C.IN_PERSON,
        "黄堡镇供水管网延伸工程有关的全部文件",
        (
            unclear(_on(8, 13), _on(8, 31)),
            Doing(Step(S.CORRECTED, _on(8, 21)), "写明所需为占地补偿标准和发放明细汇总。"),
            replied(_on(9, 3)),
        ),
    ),
    Asked(
        "jktj",
        _on(8, 20),
        A.CHARITY,
        C.EMAIL,
        "全区特殊教育学校2015年以前的捐赠台账",
        (replied(_on(8, 29), R.NOT_HELD, "经检索，本机关没有制作或者保存该信息，建议向有关学校了解。"),),
    ),
    Asked(
        "fgj",
        _on(9, 10),
        A.RESEARCH,
        C.PLATFORM,
        "近五年企业投资项目备案数据按行业汇总",
        (replied(_on(9, 19), R.TO_BE_MADE, "没有现成的汇总，需要另行加工、分析，可在备案公示栏目逐件查询。"),),
        item="企业投资项目备案",
    ),
    Asked(
        "zjj",
        _on(9, 20),
        A.NATURAL_PERSON,
        C.POST,
        "要求说明某工地夜间施工为何无人处理",
        (replied(_on(9, 28), R.PETITION, "属于投诉请求，已告知向城管执法部门反映。"),),
    ),
    Asked(
        "sthjwyfj",
        _on(10, 15),
        A.BUSINESS,
        C.FAX,
        "冬季大气污染防治方案起草过程中的讨论记录",
        (replied(_on(10, 26), R.IN_PROCESS, "属于起草过程中的讨论记录，不属于应当公开的政府信息。"),),
    ),
    Asked(
        "hbz",
        _on(10, 22),
        A.NATURAL_PERSON,
        C.POST,
        "前几年的补助文件",
        (unclear(_on(10, 25), _on(11, 15)), Doing(Step(S.LAPSED, _on(11, 19)))),
    ),
    Asked(
        "zfb",
        _on(11, 12),
        A.NATURAL_PERSON,
        C.PLATFORM,
        "区政府常务会议2018年第三季度议定事项",
        (
            replied(_on(11, 21)),
            Doing(
                Step(S.REPLY_CORRECTED, _on(11, 23), reply=R.PARTLY),
                "登记时选错：答复时隐去了两项尚在研究的事项，应为部分公开。",
            ),
        ),
    ),
    Asked("nyncj", _on(11, 26), A.NATURAL_PERSON, C.POST, "2018年危房改造补助名单及评议记录"),
    Asked(
        "fgj",
        _on(11, 30),
        A.BUSINESS,
        C.PLATFORM,
        "王家河河道治理工程概算调整批复及附件",
        (extended(_on(12, 14), 15, "附件涉及多个单位，需要逐项核对。"),),
        item="初步设计（概算）审批",
    ),
    Asked(
        "zjj",
        _on(12, 3),
        A.LEGAL_SERVICE,
        C.POST,
        "红旗街排水管网改造工程施工合同及投标文件",
        (consulted(_on(12, 7), _on(12, 28)),),
        item="合同订立及履行",
    ),
    Asked("jtj", _on(12, 4), A.BUSINESS, C.EMAIL, "农村公路建设项目2018年招标结果汇总", item="中标结果公示"),
    Asked("czj", _on(12, 10), A.NATURAL_PERSON, C.PLATFORM, "有关采购的情况", (unclear(_on(12, 13), _on(12, 27)),)),
    Asked("wjj", _on(12, 18), A.NATURAL_PERSON, C.IN_PERSON, "家庭医生签约服务经费使用情况"),
)


def plan(diary: Diary) -> None:
    """Enter every request and each of its steps into the diary."""
    people = {user.username: user for user in db.session.scalars(select(User).where(User.is_demo))}
    for asked in REQUESTS:
        Answering(asked, people[f"{Role.LIAISON.value}-{asked.unit}"]).plan(diary)


class Answering:
    """One request from its receipt to its answer; each step is written down on its day."""

    def __init__(self, asked: Asked, liaison: User) -> None:
        self.asked, self.liaison = asked, liaison
        self.request: InformationRequest | None = None

    def plan(self, diary: Diary) -> None:
        diary.note(max(self.asked.received_on, BEGUN_ON), self.record)
        for doing in self.asked.steps:
            diary.note(max(doing.step.on, BEGUN_ON), partial(self.take, doing))

    def record(self) -> None:
        asked = self.asked
        filing = Filing(asked.received_on, asked.channel, asked.applicant, f"（演示）{asked.subject}")
        with acting(self.liaison):
            self.request = recording.record(self.liaison, filing, self._task())

    def _task(self) -> Task | None:
        own = select(Task).join(Assignment, Assignment.task_id == Task.id)
        wanted = own.where(Assignment.unit_id == self.liaison.unit_id, Task.item == self.asked.item)
        return db.session.scalars(wanted.order_by(Task.id)).first() if self.asked.item else None

    def take(self, doing: Doing) -> None:
        assert self.request is not None
        with acting(self.liaison):
            handling.take(self.request, self.liaison, doing)
