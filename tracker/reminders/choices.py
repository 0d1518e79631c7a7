"""Closed lists of this room: what is reminded of, the lights, the steps of escalation."""

from tracker.choices import Choice


class ReminderKind(Choice):
    """Which record a reminder is about; the value is that of ``dues.Due.kind``."""

    SHARE = "share", "任务"
    DISCLOSURE = "disclosure", "公开记录"
    POLICY = "policy", "政策解读"
    REQUEST = "request", "依申请公开"
    OPINION = "opinion", "舆情"
    RECTIFICATION = "rectification", "整改"


class ReminderLight(Choice):
    GREEN = "green", "绿灯"
    YELLOW = "yellow", "黄灯"
    RED = "red", "红灯"


class PaperStep(Choice):
    """The papers that follow one another while a unit does not answer."""

    REMINDER = "reminder", "提醒"
    URGING = "urging", "催办"
    SUPERVISION = "supervision", "督办"

    @property
    def next(self) -> "PaperStep | None":
        steps = list(PaperStep)
        place = steps.index(self) + 1
        return steps[place] if place < len(steps) else None


class MailState(Choice):
    SENDING = "sending", "正在发送"
    SENT = "sent", "已发送"
    FAILED = "failed", "未发出"
