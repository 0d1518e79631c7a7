"""Closed lists of this room: where opinion shows, how grave it is, what is done about it and how it ends."""

from tracker.choices import Choice


class OpinionSource(Choice):
    MONITORING = "monitoring", "自行监测"
    SUPERIOR = "superior", "上级通报"
    HOTLINE = "hotline", "12345热线"
    MEDIA = "media", "媒体报道"


class OpinionKind(Choice):
    """The six kinds of public opinion that must be answered (国办发〔2016〕61号)."""

    POLICY = "policy", "重大政策误解误读"
    INTERESTS = "interests", "涉及公众切身利益且影响较大"
    MORALS = "morals", "民生领域冲击道德底线"
    EMERGENCY = "emergency", "突发事件和自然灾害"
    HOT_TOPIC = "hot_topic", "社会热点"
    SUPERIOR = "superior", "上级要求回应"


class Severity(Choice):
    PARTICULARLY_MAJOR = "particularly_major", "特别重大"
    MAJOR = "major", "重大"
    OTHER = "other", "一般"


class OpinionStage(Choice):
    """One entry of a case's history: what people do about it, and what befell the record itself."""

    ANTICIPATION = "anticipation", "预判"
    DISCOVERY = "discovery", "发现"
    TRACKING = "tracking", "跟踪"
    COORDINATION = "coordination", "协调联动"
    SUPERVISION = "supervision", "指导监督"
    RESPONSE = "response", "回应"
    HANDLING = "handling", "处置"
    CLOSING = "closing", "办结"
    ACKNOWLEDGED = "acknowledged", "签收"
    OFFERED = "offered", "提请移交"
    ACCEPTED = "accepted", "同意接办"
    DECLINED = "declined", "不同意接办"
    WITHDRAWN = "withdrawn", "撤回移交"
    TAKEN_OVER = "taken_over", "公开办接办"
    ASSIGNED = "assigned", "指定责任单位"
    AMENDED = "amended", "补充更正"
    REOPENED = "reopened", "重新打开"


STEPS = (
    OpinionStage.TRACKING,
    OpinionStage.RESPONSE,
    OpinionStage.HANDLING,
    OpinionStage.COORDINATION,
    OpinionStage.SUPERVISION,
    OpinionStage.ANTICIPATION,
    OpinionStage.CLOSING,
)
"""What a person enters; the rest is written by the act itself."""


class ResponseKind(Choice):
    """How an answer reached the public; which clocks it stops is the rule's to say."""

    AUTHORITATIVE = "authoritative", "发布权威信息"
    PRESS_CONFERENCE = "press_conference", "新闻发布会"
    OTHER = "other", "其他回应"


class ClosingResult(Choice):
    SETTLED = "settled", "诉求已解决"
    EXPLAINED = "explained", "已解释说明，舆情平息"
    REFUTED = "refuted", "经核实不实，已澄清"
    REDIRECTED = "redirected", "已导入信访、复议等法定途径"
    DID_NOT_ARISE = "did_not_arise", "预判的舆情没有发生"
    NOT_OURS = "not_ours", "不属于本区职责，已转有权单位"
    REPEATED = "repeated", "重复登记，并入另一件"

    @property
    def needs_no_answer(self) -> bool:
        """Nothing was said in public that the district would have to answer."""
        return self in (ClosingResult.DID_NOT_ARISE, ClosingResult.NOT_OURS, ClosingResult.REPEATED)


class Demand(Choice):
    """What a rule asks for within its hours."""

    AUTHORITATIVE = "authoritative", "发布权威信息"
    CONFERENCE = "conference", "举行新闻发布会"
    ANSWER = "answer", "作出回应"
