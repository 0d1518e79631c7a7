from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from tracker.forms import Form, plain_text

TOO_LONG = Length(max=128, message="不能超过128个字符")
NEW = {"autocomplete": "new-password"}


class LoginForm(Form):
    username = StringField(
        "登录名",
        validators=[InputRequired("请填写登录名"), Length(max=40, message="不能超过40个字"), plain_text],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        "密码", validators=[InputRequired("请填写密码"), TOO_LONG], render_kw={"autocomplete": "current-password"}
    )


class PasswordForm(Form):
    current = PasswordField(
        "当前密码",
        validators=[InputRequired("请填写当前密码"), TOO_LONG],
        render_kw={"autocomplete": "current-password"},
    )
    new = PasswordField("新密码", validators=[InputRequired("请填写新密码"), TOO_LONG], render_kw=NEW)
    again = PasswordField("再输入一次新密码", validators=[EqualTo("new", "两次输入的新密码不一致")], render_kw=NEW)
