"""The closed lists of this room, each value with its Chinese label."""

from tracker.choices import Choice


class LinkState(Choice):
    """What a visit to an address came to; UNCLEAR says nothing of the page itself."""

    ALIVE = "alive", "打开正常"
    GONE = "gone", "网页不存在"
    REDIRECTED = "redirected", "转到其他网址"
    NO_ANSWER = "no_answer", "没有打开"
    UNCLEAR = "unclear", "未能核实"

    @property
    def is_failure(self) -> bool:
        return self in (LinkState.GONE, LinkState.NO_ANSWER)


class FindingState(Choice):
    """OPEN waits for the office, CONFIRMED for the unit."""

    OPEN = "open", "待确认"
    CONFIRMED = "confirmed", "已确认待更正"
    MENDED = "mended", "已更正"
    DISMISSED = "dismissed", "已排除"


STANDING = (FindingState.OPEN, FindingState.CONFIRMED)
COUNTED = (FindingState.CONFIRMED, FindingState.MENDED)
