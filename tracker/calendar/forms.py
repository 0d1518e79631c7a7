import re
import unicodedata

from wtforms import BooleanField, Field, HiddenField, TextAreaField
from wtforms.validators import DataRequired, Optional, ValidationError

from tracker.calendar.notice import LONGEST
from tracker.calendar.year import FIRST_YEAR, LAST_YEAR
from tracker.forms import Form, WholeNumberField, at_most, long_text_field, number_field, text_field


def _printed(text: str | None) -> str | None:
    """A text copied from a web page without what nobody sees in it."""
    lines = (text or "").splitlines()
    seen = ("".join(char for char in line if unicodedata.category(char)[0] != "C") for line in lines)
    return "\n".join(seen).strip()


class YearForm(Form):
    """A year's arrangement. ``source`` is the notice from which it was filled in, whose doubts were ``checked``."""

    version = WholeNumberField(widget=HiddenField.widget, default=0)
    notice = text_field("依据的通知", limit=120)
    holidays = long_text_field("放假")
    worked = long_text_field("调休上班", required=False)
    source = HiddenField("通知全文", filters=[_printed], validators=[Optional(), at_most(LONGEST)])
    checked = BooleanField("我已对照通知原文，逐条核对了上面需要核对的内容")

    def validate_notice(self, field: Field) -> None:
        """Each sentence that explains a limit rests on this notice: it is named by its number."""
        if field.data and not re.search(r"[〔（(\[]\d{4}[〕）)\]]\s*\d+\s*号", field.data):
            raise ValidationError("请写明通知的文号，如 国办发明电〔2017〕12号")


class NoticeForm(Form):
    """The whole text of a notice. ``part`` asks for the days of another year that it names."""

    text = TextAreaField("通知全文", filters=[_printed], validators=[DataRequired("请粘贴通知全文"), at_most(LONGEST)])
    year = number_field("年份", FIRST_YEAR, LAST_YEAR, required=False)
    part = WholeNumberField(widget=HiddenField.widget, validators=[Optional()])
