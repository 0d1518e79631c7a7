"""The base of every form: Chinese messages, text cleaned of what no person types, errors kept at their fields."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any, Self

from flask_wtf import FlaskForm
from wtforms import DateField, Field, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional, ValidationError

from tracker.refusals import Refused

SHORT_TEXT = 200
LONG_TEXT = 4000
LATEST = date(2099, 12, 31)
EARLIEST = date(2008, 5, 1)  # the first Regulation came into force; nothing on record can be older
NOT_AN_ADDRESS = "网址应以 http:// 或 https:// 开头，例如 http://www.tcwy.gov.cn/…"
BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\u2028\u2029")


NOT_OFFERED = "请从列出的选项中选择"
_SAID = {
    "Invalid Choice: could not coerce.": NOT_OFFERED,
    "Invalid choice(s): one or more data inputs could not be coerced.": NOT_OFFERED,
    "Not a valid choice.": NOT_OFFERED,
    "'%(value)s' is not a valid choice for this field.": f"“%(value)s”不在选项中，{NOT_OFFERED}",
}


class _Words:
    """What the library of forms says, where its own Chinese is missing or says nothing to a person."""

    def __init__(self, translations: Any) -> None:
        self._translations = translations

    def gettext(self, text: str) -> str:
        return _SAID.get(text) or str(self._translations.gettext(text))

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return _SAID.get(singular) or str(self._translations.ngettext(singular, plural, number))


class Form(FlaskForm):  # type: ignore[misc]
    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        locales = ("zh",)

        def get_translations(self, form: Any) -> _Words:
            return _Words(super().get_translations(form))

    @property
    def problems(self) -> list[tuple[str, str, str]]:
        """Field id, label and message of each field with an error, for the summary on top of the form."""
        return [(f.id, f.label.text, str(f.errors[0])) for f in self if f.errors]

    def refuse(self, why: Refused) -> Self:
        """The form with the reason why the act was not done, at the field that it is about or on top."""
        if why.field in self:
            self[why.field].errors = [str(why)]
        else:
            self.form_errors.append(str(why))
        return self


class VersionedForm(Form):
    """A form about a record that somebody else may change meanwhile."""

    version = HiddenField()

    def is_stale(self, version: int) -> bool:
        """Whether the record changed since the form was opened. From here on the form rests on the present version."""
        opened_on, self.version.data = self.version.data, str(version)
        return bool(opened_on != str(version))


def strip(value: str | None) -> str | None:
    return value.strip() if value else value


def plain_text(_form: Form, field: Field) -> None:
    """Refuse control and text-direction characters; line breaks and tabs may stand in long texts."""
    allowed = "\n\r\t" if isinstance(field, TextAreaField) else ""
    for char in field.data or "":
        if char in BIDI or (unicodedata.category(char) == "Cc" and char not in allowed):
            raise ValidationError("含有不可见的控制字符，请删除后重新输入")


def is_web_address(text: str) -> bool:
    """Whether the text may stand in a link: http or https, then a host with a dot, no blank or quote."""
    parts = re.fullmatch(r"https?://([^\s/?#<>\"\\]+)[^\s<>\"\\]*", text, re.IGNORECASE)
    return parts is not None and "." in parts[1].strip(".:")


def web_address(_form: Form, field: Field) -> None:
    if field.data and not is_web_address(field.data):
        raise ValidationError(NOT_AN_ADDRESS)


def _presence(required: bool) -> Any:
    return InputRequired("请填写此项") if required else Optional()


def _presence_of_text(required: bool) -> Any:
    """Blanks alone are no text: they are stripped before this is asked."""
    return DataRequired("请填写此项") if required else Optional()


def at_most(limit: int) -> Callable[[Form, Field], None]:
    """Refuse a longer text with words. WTForms' own check would also give the field a ``maxlength``, with which the
    browser cuts a pasted text without telling anyone."""

    def check(_form: Form, field: Field) -> None:
        if len(field.data or "") > limit:
            raise ValidationError(f"不能超过{limit}个字，现在有{len(field.data)}个字，请删减")

    return check


def text_field(label: str, *, required: bool = True, limit: int = SHORT_TEXT, **kwargs: Any) -> StringField:
    checks = [_presence_of_text(required), at_most(limit), plain_text]
    return StringField(label, filters=[strip], validators=checks, **kwargs)


def long_text_field(label: str, *, required: bool = True, limit: int = LONG_TEXT, **kwargs: Any) -> TextAreaField:
    checks = [_presence_of_text(required), at_most(limit), plain_text]
    return TextAreaField(label, filters=[strip], validators=checks, **kwargs)


def address_field(label: str, *, required: bool = True, limit: int = 400, **kwargs: Any) -> StringField:
    """An address on the web that will be shown as a link."""
    checks = [_presence_of_text(required), at_most(limit), plain_text, web_address]
    return StringField(label, filters=[strip], validators=checks, **kwargs)


class DayField(DateField):  # type: ignore[misc]
    """A date typed as 2018-09-20 or picked."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata([value.strip() for value in valuelist])
        except ValueError:
            raise ValueError("请按 2018-09-20 的格式填写日期") from None
        if self.data and not EARLIEST <= self.data <= LATEST:
            self.data = None  # nothing may be counted from such a day
            raise ValueError(f"日期应在 {EARLIEST} 至 {LATEST} 之间")


def day_field(label: str, *, required: bool = True, **kwargs: Any) -> DayField:
    return DayField(label, validators=[_presence(required)], **kwargs)


class WholeNumberField(IntegerField):  # type: ignore[misc]
    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata([value.strip()[:12] for value in valuelist])
        except ValueError:
            raise ValueError("请填写整数") from None


def number_field(label: str, low: int, high: int, *, required: bool = True, **kwargs: Any) -> WholeNumberField:
    check = NumberRange(low, high, message=f"请填写{low}至{high}之间的整数")
    return WholeNumberField(label, validators=[_presence(required), check], **kwargs)
