import re
from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import InputRequired, Regexp, ValidationError

from tracker.choices import Role
from tracker.forms import Form, WholeNumberField, strip, text_field
from tracker.people.accounts import USERNAME, USERNAME_RULE
from tracker.people.models import User

OFFICE_PHONE = re.compile(r"[0-9()（）+\-—/、，,转分机 ]*")
MOBILE_OR_IDENTITY = re.compile(r"(?<!\d)1[3-9]\d(?:[ -]?\d){8}(?!\d)|\d{13}")


class UserForm(Form):
    version = WholeNumberField(widget=HiddenField.widget, default=0)
    name = text_field("姓名", limit=40)
    role = SelectField("角色", choices=dict(Role.options()), default=Role.LIAISON.value)
    unit_id = SelectField("单位", coerce=int, default=0)
    phone = text_field("办公电话", required=False, limit=40)

    def validate_phone(self, field: Any) -> None:
        if MOBILE_OR_IDENTITY.search(field.data or "") or not OFFICE_PHONE.fullmatch(field.data or ""):
            raise ValidationError("请填写办公座机，如 0919-2180000 转 8001；不要填写手机号码或身份证号")

    def offer(self, units: Sequence[Any]) -> None:
        self.unit_id.choices = {0: "（不属于某个单位）"} | {unit.id: unit.short_name for unit in units}

    def fill(self, user: User) -> None:
        self.version.data, self.name.data, self.phone.data = user.version, user.name, user.phone
        self.role.data, self.unit_id.data = user.role.value, user.unit_id or 0

    def shown(self) -> dict[str, str]:
        """Label -> value in words, for two versions side by side."""
        units, roles = dict(self.unit_id.choices), dict(Role.options())
        return {
            "姓名": self.name.data or "—",
            "角色": roles.get(self.role.data, "—"),
            "单位": units.get(self.unit_id.data, "—"),
            "办公电话": self.phone.data or "—",
        }


class NewUserForm(UserForm):
    username = StringField(
        "登录名",
        filters=[strip],
        validators=[InputRequired("请填写登录名"), Regexp(f"^{USERNAME.pattern}$", message=USERNAME_RULE)],
    )
