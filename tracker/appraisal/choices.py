"""Closed lists of this room: schemes, excuses and statements."""

from tracker.choices import Choice


class SchemeState(Choice):
    DRAFT = "draft", "拟定中"
    ADOPTED = "adopted", "已采用"
    DISCARDED = "discarded", "已放弃"


class ExcuseState(Choice):
    """A unit's request not to be held to one record under one indicator (情况说明)."""

    ASKED = "asked", "待答复"
    ACCEPTED = "accepted", "认可，不计失分"
    REFUSED = "refused", "不认可"


class StatementOutcome(Choice):
    """What the office answers to a unit's statement before a criticism is issued."""

    UPHELD = "upheld", "申述成立"
    PARTLY = "partly", "部分成立"
    REJECTED = "rejected", "申述不成立"
