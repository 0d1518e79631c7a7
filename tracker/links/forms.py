"""What the office and the unit say about a dead page, each with the version on which it was opened."""

from tracker.forms import VersionedForm, long_text_field


class ConfirmForm(VersionedForm):
    pass


class DismissForm(VersionedForm):
    note = long_text_field("排除的理由", limit=300)


class AnswerForm(VersionedForm):
    words = long_text_field("网页恢复情况", limit=300)
