from tracker.forms import Form, text_field


class KeyForm(Form):
    name = text_field("用在哪里", limit=40)
