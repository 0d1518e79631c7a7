from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired

from tracker.forms import Form, at_most, plain_text, strip

LONGEST = 20


def code_field(label: str) -> StringField:
    checks = [InputRequired("请填写验证码"), at_most(LONGEST), plain_text]
    return StringField(label, filters=[strip], validators=checks, render_kw={"autocomplete": "one-time-code"})


class CodeForm(Form):
    code = code_field("验证码")


class ConfirmForm(CodeForm):
    """Whoever changes how one signs in proves once more who it is."""

    password = PasswordField("当前密码", validators=[InputRequired("请填写当前密码"), at_most(128)])


class PasswordOnlyForm(Form):
    password = PasswordField("当前密码", validators=[InputRequired("请填写当前密码"), at_most(128)])
