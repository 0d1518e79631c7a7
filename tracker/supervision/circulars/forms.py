"""The form by which a circular is issued."""

from tracker.circulars import CircularForm, Particulars
from tracker.forms import long_text_field

MOST_REQUIREMENTS = 4000


class IssueForm(CircularForm):
    requirements = long_text_field("工作要求", limit=MOST_REQUIREMENTS)

    def particulars(self) -> Particulars:
        return self.given(self.requirements.data)
