"""By which number, date and signature a circular is issued or withdrawn."""

from tracker.circulars import CircularForm, Particulars
from tracker.forms import long_text_field


class IssueForm(CircularForm):
    """``version`` names the table that was shown."""

    requirements = long_text_field("工作要求")

    def particulars(self) -> Particulars:
        return self.given(self.requirements.data)


class WithdrawalForm(CircularForm):
    reason = long_text_field("撤销原因", limit=400)

    def particulars(self) -> Particulars:
        return self.given(self.reason.data)
