"""What happens in the demo year, as data: how each unit works, what it publishes about, what the public asks.

Every person and record is invented and marked 演示; nothing here is said of the real district.
"""

from dataclasses import dataclass
from datetime import date

from tracker.choices import Area
from tracker.interpretations.choices import InterpretationForm
from tracker.opinions.choices import OpinionKind, OpinionSource, Severity

TODAY = date(2018, 12, 20)
IMPORTED_ON = date(2018, 5, 14)
PASSWORD = "demo-Pass-2018"  # noqa: S105 - printed on the login page of the demo
SITE = "http://www.tcwy.gov.cn/demo"


@dataclass(frozen=True)
class Habit:
    """How a unit works: working days until it acknowledges and publishes, and what it leaves undone.

    ``late_every`` makes each n-th disclosure late, ``open_every`` leaves each n-th task unfinished, ``returned_every``
    has each n-th submission returned once; 0 means never.
    """

    acknowledges_after: int
    publishes_after: int
    late_every: int
    open_every: int
    returned_every: int
    skips_website_every: int = 0


EXEMPLARY = Habit(1, 6, 0, 0, 0)
STEADY = Habit(3, 11, 9, 8, 6)
SLOW = Habit(9, 16, 3, 4, 3, skips_website_every=5)
FAILING = Habit(30, 19, 2, 2, 2, skips_website_every=3)

HABITS = {
    "fgj": EXEMPLARY,
    "hbz": EXEMPLARY,
    "czj": EXEMPLARY,
    "jktj": EXEMPLARY,
    "zjj": SLOW,
    "yjj": SLOW,
    "jtj": SLOW,
    "nyncj": FAILING,
}

PROJECTS = (
    "红旗街排水管网改造工程",
    "王家河河道治理工程",
    "川口片区道路提升工程",
    "黄堡镇供水管网延伸工程",
    "桃园街道老旧小区改造项目",
)
SERVICES = ("批准服务信息",)  # information about a service belongs to no project


@dataclass(frozen=True)
class Topic:
    """A case of public opinion: hours until the first answer, None while it is unanswered on the demo's day."""

    unit: str
    area: Area
    topic: str
    found: tuple[int, int, int]
    source: OpinionSource
    kind: OpinionKind
    severity: Severity
    answered_after: int | None
    where: str
    answer: str
    closed: bool = True


V, K, S = OpinionSource, OpinionKind, Severity
TOPICS = (
    Topic(
        "zjj",
        Area.PUBLIC_RESOURCES,
        "公租房分配结果公示后有群众询问排序依据",
        (6, 12, 9),
        V.HOTLINE,
        K.INTERESTS,
        S.OTHER,
        20,
        "12345热线转办",
        "在政府网站公布评分细则和轮候名单，并逐一电话答复来电群众。",
    ),
    Topic(
        "jtj",
        Area.MAJOR_PROJECTS,
        "网帖称川口片区道路施工夜间扰民",
        (7, 3, 15),
        V.MONITORING,
        K.INTERESTS,
        S.OTHER,
        70,
        "本地论坛",
        "约谈施工单位，调整夜间作业时段，并在工地公告栏和政府网站公布。",
    ),
    Topic(
        "jktj",
        Area.PUBLIC_WELFARE,
        "家长群关注秋季学期学区划分调整",
        (7, 20, 8),
        V.MONITORING,
        K.POLICY,
        S.OTHER,
        6,
        "家长微信群",
        "公布学区划分图和政策问答，开通咨询电话。",
    ),
    Topic(
        "hbz",
        Area.PUBLIC_WELFARE,
        "暴雨造成镇区短时积水，网传有人员被困",
        (8, 6, 18),
        V.MEDIA,
        K.EMERGENCY,
        S.MAJOR,
        3,
        "短视频平台",
        "发布现场处置情况和转移安置信息，说明无人员伤亡。",
    ),
    Topic(
        "fgj",
        Area.MAJOR_PROJECTS,
        "媒体询问王家河河道治理工程投资变化",
        (9, 4, 10),
        V.MEDIA,
        K.HOT_TOPIC,
        S.OTHER,
        24,
        "省级媒体来函",
        "公开概算调整批复和变更原因说明。",
    ),
    Topic(
        "nyncj",
        Area.PUBLIC_WELFARE,
        "村民反映扶贫项目公示栏内容陈旧",
        (9, 17, 9),
        V.HOTLINE,
        K.INTERESTS,
        S.OTHER,
        120,
        "12345热线转办",
        "更新公示栏并公布项目进度。",
    ),
    Topic(
        "wjj",
        Area.PUBLIC_WELFARE,
        "疫苗接种安排引发集中咨询",
        (10, 11, 11),
        V.SUPERIOR,
        K.SUPERIOR,
        S.OTHER,
        16,
        "上级网信部门通报",
        "发布接种安排问答，公布接种点和电话。",
    ),
    Topic(
        "sthjwyfj",
        Area.PUBLIC_WELFARE,
        "群众询问冬季空气质量数据口径",
        (11, 14, 9),
        V.MONITORING,
        K.POLICY,
        S.OTHER,
        30,
        "政务微博留言",
        "发布数据来源和评价标准说明。",
    ),
    Topic(
        "nyncj",
        Area.PUBLIC_WELFARE,
        "网帖质疑危房改造补助名单",
        (12, 17, 16),
        V.MONITORING,
        K.INTERESTS,
        S.OTHER,
        None,
        "本地论坛",
        "",
        closed=False,
    ),
    Topic(
        "zjj",
        Area.MAJOR_PROJECTS,
        "老旧小区改造停水通知不及时",
        (12, 19, 14),
        V.HOTLINE,
        K.INTERESTS,
        S.OTHER,
        None,
        "12345热线转办",
        "",
        closed=False,
    ),
)


@dataclass(frozen=True)
class Paper:
    """A policy document and how many working days later it was interpreted; None while it is not."""

    unit: str
    area: Area
    title: str
    published: tuple[int, int]
    interpreted_after: int | None
    form: InterpretationForm


F = InterpretationForm
PAPERS = (
    Paper("fgj", Area.MAJOR_PROJECTS, "政府投资项目审批服务指南（演示）", (6, 5), 1, F.QUESTIONS),
    Paper("zjj", Area.PUBLIC_RESOURCES, "公共租赁住房分配实施细则（演示）", (6, 11), 6, F.QUESTIONS),
    Paper("czj", Area.PUBLIC_RESOURCES, "政府采购信息公开工作规程（演示）", (6, 25), 2, F.PICTURE),
    Paper("jktj", Area.PUBLIC_WELFARE, "2018年义务教育招生工作实施方案（演示）", (7, 9), 1, F.HEAD),
    Paper("mzj", Area.PUBLIC_WELFARE, "城乡居民临时救助实施办法（演示）", (8, 13), 3, F.QUESTIONS),
    Paper("nyncj", Area.PUBLIC_WELFARE, "产业扶贫项目管理办法（演示）", (9, 3), None, F.QUESTIONS),
    Paper("wjj", Area.PUBLIC_WELFARE, "家庭医生签约服务实施方案（演示）", (9, 10), 2, F.PICTURE),
    Paper("sthjwyfj", Area.PUBLIC_WELFARE, "冬季大气污染防治实施方案（演示）", (10, 29), 2, F.EXPERT),
    Paper("hbz", Area.PUBLIC_WELFARE, "农村危房改造工作方案（演示）", (10, 15), 1, F.QUESTIONS),
    Paper("jtj", Area.MAJOR_PROJECTS, "农村公路建设项目公示办法（演示）", (11, 5), 8, F.MEDIA),
)
