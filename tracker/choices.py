"""The closed lists of the domain, each value with its Chinese label. See the README's glossary."""

from enum import StrEnum
from typing import Self


class Choice(StrEnum):
    """A stored value with the label that people read."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def options(cls) -> list[tuple[str, str]]:
        """Pairs for a select field, in the order of declaration."""
        return [(member.value, member.label) for member in cls]


class Area(Choice):
    """The plan's three key areas (section 二)."""

    MAJOR_PROJECTS = "major_projects", "重大建设项目"
    PUBLIC_RESOURCES = "public_resources", "公共资源配置"
    PUBLIC_WELFARE = "public_welfare", "社会公益事业"


class Role(Choice):
    LIAISON = "liaison", "联络员"
    LEADER = "leader", "分管领导"
    OFFICE = "office", "公开办"
    ADMIN = "admin", "管理员"
    SECURITY = "security", "安全管理员"
    AUDITOR = "auditor", "审计员"


class UnitKind(Choice):
    TOWNSHIP = "township", "镇办"
    DEPARTMENT = "department", "部门"
    PUBLIC_BODY = "public_body", "公共企事业单位"


class NameKind(Choice):
    ALIAS = "alias", "别名"
    FORMER = "former", "曾用名"


class AssignmentRole(Choice):
    RESPONSIBLE = "responsible", "责任"
    LEAD = "lead", "牵头"
    COOPERATING = "cooperating", "配合"


class AssignmentState(Choice):
    PENDING = "pending", "待签收"
    IN_PROGRESS = "in_progress", "办理中"
    SUBMITTED = "submitted", "待审核"
    RETURNED = "returned", "被退回"
    ACCEPTED = "accepted", "审核通过"


class Outcome(Choice):
    """What a submission claims: the duty was done, or nothing to disclose arose this year (情况说明)."""

    DONE = "done", "已完成"
    NOTHING_AROSE = "nothing_arose", "本年未产生"


class ProgressKind(Choice):
    """One entry of an assignment's history."""

    ACKNOWLEDGED = "acknowledged", "签收"
    UPDATED = "updated", "更新进展"
    SUBMITTED = "submitted", "上报完成"
    NOTHING_AROSE = "nothing_arose", "上报本年未产生"
    ACCEPTED = "accepted", "审核通过"
    RETURNED = "returned", "退回"
    REASSIGNED = "reassigned", "调整责任单位"


class ReturnReason(Choice):
    """Why the office returns a submission; a list, so that returns can be counted by cause."""

    NO_ADDRESS = "no_address", "缺公开网址或截图"
    INCOMPLETE = "incomplete", "内容不完整"
    NOT_THIS_TASK = "not_this_task", "与任务不符"
    NOT_PUBLISHED = "not_published", "尚未公开或网址打不开"
    UNSUPPORTED = "unsupported", "“未产生”理由不充分"
    OTHER = "other", "其他"


class DeadlineKind(Choice):
    WORKDAYS = "workdays", "工作日"
    DATE = "date", "固定日期"
    PERIODIC = "periodic", "定期"
    REALTIME = "realtime", "实时"
    ONGOING = "ongoing", "长期"
    UNSPECIFIED = "unspecified", "未写明"
    OTHER = "other", "其他"


class Period(Choice):
    MONTH = "month", "每月"
    QUARTER = "quarter", "每季度"
    HALF_YEAR = "half_year", "每半年"
    YEAR = "year", "每年"


class ClockStart(Choice):
    FORMED = "formed", "形成或变更之日"
    DECIDED = "decided", "作出决定之日"


class MatterKind(Choice):
    GENERAL = "general", "一般信息"
    LICENCE = "licence", "行政许可"
    PENALTY = "penalty", "行政处罚"


class SecrecyResult(Choice):
    CLEAR = "clear", "可以公开"
    PARTLY = "partly", "区分处理后公开"
    WITHHOLD = "withhold", "不予公开"


class Mode(Choice):
    """How information reaches the public: on one's own account, when asked for, or not at all."""

    PROACTIVE = "proactive", "主动公开"
    ON_REQUEST = "on_request", "依申请公开"
    WITHHELD = "withheld", "不予公开"


class WithholdGround(Choice):
    """Why something may not be public (the plan's section 三（四）, the Regulation's articles 14 to 16)."""

    STATE_SECRET = "state_secret", "涉及国家秘密"
    COMMERCIAL_SECRET = "commercial_secret", "涉及商业秘密"
    PRIVACY = "privacy", "涉及个人隐私"
    SAFETY = "safety", "危及国家安全、公共安全、经济安全或社会稳定"
    INTERNAL = "internal", "内部事务信息"
    PROCESS = "process", "过程性信息"
    ENFORCEMENT = "enforcement", "行政执法案卷信息"
    OTHER = "other", "其他依法不予公开的内容"


class PublisherBasis(Choice):
    """On which of the plan's four grounds a unit publishes (section 三（一）)."""

    APPROVED = "approved", "谁批准、谁公开"
    IMPLEMENTED = "implemented", "谁实施、谁公开"
    MADE = "made", "谁制作、谁公开"
    KEPT = "kept", "谁保存、谁公开"


class Phase(Choice):
    """The five kinds of openness (五公开), the plan's section 三（四）."""

    DECISION = "decision", "决策公开"
    EXECUTION = "execution", "执行公开"
    MANAGEMENT = "management", "管理公开"
    SERVICE = "service", "服务公开"
    RESULT = "result", "结果公开"


class Supervision(Choice):
    """What binds a project's legal person to publish (section 三（三）): a law that is supervised, or encouragement."""

    BY_LAW = "by_law", "法律法规有规定，监督其公开"
    ENCOURAGED = "encouraged", "法律法规未规定，鼓励其公开"


class DayCount(Choice):
    WORKDAYS = "workdays", "工作日"
    DAYS = "days", "自然日"


class Timing(Choice):
    """How a record stands to its limit, whatever the day is: what is open may be past its limit or not."""

    KEPT = "kept", "按期公开"
    LATE = "late", "逾期公开"
    OPEN = "open", "未公开"
    NONE = "none", "不计期限"


class CheckState(Choice):
    """Where a record stands with the office that checks samples of them."""

    UNCHECKED = "unchecked", "未核对"
    PASSED = "passed", "已核对"
    RETURNED = "returned", "被退回"
    CORRECTED = "corrected", "已更正待核对"


class ImportState(Choice):
    PREVIEW = "preview", "待确认"
    APPLIED = "applied", "已导入"
    UNDONE = "undone", "已撤销"
    DISCARDED = "discarded", "已放弃"


class Change(Choice):
    NEW = "new", "新增"
    CHANGED = "changed", "变更"
    MINOR = "minor", "仅序号或写法"
    UNCHANGED = "unchanged", "未变"
    REMOVED = "removed", "本次未列"
    WITHDRAWN = "withdrawn", "撤销"


class Proposal(Choice):
    COMMEND = "commend", "通报表扬"
    CRITICISE = "criticise", "通报批评"
    NONE = "none", "不列入"


class NoticeKind(Choice):
    COMMENDATION = "commendation", "通报表扬"
    CRITICISM = "criticism", "通报批评"


class NoticeState(Choice):
    DRAFT = "draft", "拟稿"
    ISSUED = "issued", "已签发"


class RectificationState(Choice):
    ORDERED = "ordered", "待整改"
    REPORTED = "reported", "待复核"
    CLOSED = "closed", "已销号"


class ProjectKind(Choice):
    """A major project, or one of the public-resource transactions (plan 二（一）, 二（二）)."""

    MAJOR_PROJECT = "major_project", "重大建设项目"
    LAND = "land", "国有土地使用权出让"
    MINING = "mining", "矿业权出让"
    PROCUREMENT = "procurement", "政府采购"
    TENDER = "tender", "工程招标投标"
    PROPERTY = "property", "国有产权交易"
    HOUSING = "housing", "保障性住房"

    @property
    def is_transaction(self) -> bool:
        return self is not ProjectKind.MAJOR_PROJECT

    @property
    def area(self) -> Area:
        return Area.PUBLIC_RESOURCES if self.is_transaction else Area.MAJOR_PROJECTS


class ProjectStage(Choice):
    """How far a project or a transaction has come, each in the order in which it goes on."""

    APPROVAL = "approval", "立项审批"
    TENDERING = "tendering", "招标投标"
    LAND_ACQUISITION = "land_acquisition", "征收土地"
    CONSTRUCTION = "construction", "开工建设"
    ACCEPTANCE = "acceptance", "竣工验收"
    COMPLETED = "completed", "已竣工"
    ANNOUNCED = "announced", "公告"
    CONCLUDED = "concluded", "成交"
    PERFORMANCE = "performance", "合同履行"
    ENDED = "ended", "结束"

    @classmethod
    def of(cls, kind: ProjectKind) -> tuple["ProjectStage", ...]:
        """The stages that a kind goes through."""
        members = list(ProjectStage)
        first = members.index(ProjectStage.ANNOUNCED)
        return tuple(members[first:] if kind.is_transaction else members[:first])

    def fits(self, kind: ProjectKind) -> bool:
        return self in ProjectStage.of(kind)

    def is_before(self, other: "ProjectStage") -> bool:
        """Of two stages of the same kind."""
        members = list(ProjectStage)
        return members.index(self) < members.index(other)

    @property
    def is_last(self) -> bool:
        return self in (ProjectStage.COMPLETED, ProjectStage.ENDED)


class ProjectRole(Choice):
    APPROVING = "approving", "审批"
    IMPLEMENTING = "implementing", "实施"


class PublicationDuty(Choice):
    """Whether the legal person itself must publish (plan 三（三）)."""

    SUPERVISED = "supervised", "法律法规有明确规定，须监督公开"
    ENCOURAGED = "encouraged", "未作规定，鼓励公开"
