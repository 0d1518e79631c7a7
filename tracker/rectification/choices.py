"""Closed lists of this room."""

from tracker.choices import Choice


class Step(Choice):
    """What a step of a rectification was, beyond the state that it led to."""

    DONE = "done", "复核：已整改，销号"
    PARTLY = "partly", "复核：部分整改"
    NOT_DONE = "not_done", "复核：未整改"
    ASKED = "asked", "申请延期"
    EXTENDED = "extended", "同意延期"
    NOT_EXTENDED = "not_extended", "不同意延期"
    REDATED = "redated", "更正期限"
    URGED = "urged", "发文督促"
