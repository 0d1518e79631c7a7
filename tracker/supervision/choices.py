"""Closed lists of this room: how far an inspection is, what is looked at, how a unit answers a finding."""

from tracker.choices import Choice


class InspectionState(Choice):
    CHECKING = "checking", "检查中"
    REPLYING = "replying", "单位反馈"
    ISSUED = "issued", "已通报"


class CheckIndicator(Choice):
    """What an inspection looks at under a task, each grounded in a clause (``indicators.py``)."""

    PUBLISHED = "published", "应公开尽公开"
    TIMELINESS = "timeliness", "公开时效"
    CONTENT = "content", "公开内容"
    CHANNEL = "channel", "公开渠道"
    SECRECY = "secrecy", "保密审查"
    INTERPRETATION = "interpretation", "政策解读"
    OPINION = "opinion", "舆情回应"
    RECORD = "record", "台账登记"


class FindingReply(Choice):
    ACCEPTED = "accepted", "认可"
    OBJECTED = "objected", "有异议"


class FindingState(Choice):
    STANDING = "standing", "未撤销"
    WITHDRAWN = "withdrawn", "已撤销"
