from wtforms import HiddenField

from tracker.forms import Form, WholeNumberField, long_text_field, text_field


class YearForm(Form):
    version = WholeNumberField(widget=HiddenField.widget, default=0)
    notice = text_field("依据的通知", limit=120)
    holidays = long_text_field("放假")
    worked = long_text_field("调休上班", required=False)
