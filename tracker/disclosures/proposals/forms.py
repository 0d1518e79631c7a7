"""Forms of the office's word on a correction that waits for it."""

from tracker.forms import VersionedForm, long_text_field


class AgreeForm(VersionedForm):
    note = long_text_field("意见", required=False)


class DeclineForm(VersionedForm):
    note = long_text_field("不同意的理由")


class WithdrawForm(VersionedForm):
    pass
