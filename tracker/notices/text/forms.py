"""The form in which the office edits a notice's wording; ``version`` is the number of the one that it saw."""

from datetime import date
from typing import Any

from wtforms import BooleanField, HiddenField
from wtforms.validators import ValidationError

from tracker.choices import NoticeKind
from tracker.forms import VersionedForm, day_field, long_text_field, text_field
from tracker.notices.drafting import Wording
from tracker.notices.revising import Revision
from tracker.notices.wording import CONTACT, PUBLIC, day_in_words

MOST_PARAGRAPHS = 200


class TextForm(VersionedForm):
    title = text_field("标题", limit=200)
    recipients = text_field("主送机关", limit=400)
    body = long_text_field("正文", limit=20_000)
    is_public = BooleanField(f"印附注“（{PUBLIC}）”")
    note = text_field("修改说明", required=False, limit=400)

    def validate_body(self, field: Any) -> None:
        if len(self.paragraphs) > MOST_PARAGRAPHS:
            raise ValidationError(f"正文不能超过{MOST_PARAGRAPHS}段，现在有{len(self.paragraphs)}段")

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return tuple(line.strip() for line in (self.body.data or "").splitlines() if line.strip())

    def revision(self) -> Revision:
        wording = Wording(self.title.data, self.recipients.data.rstrip("：:"), self.paragraphs)
        return Revision(wording, self.due_on, self.contact_text, self.is_public.data, self.note.data or "")

    @property
    def due_on(self) -> date | None:
        return None

    @property
    def contact_text(self) -> str:
        return ""


class CriticismTextForm(TextForm):
    """Date and contact are typed once, in their fields: where the text has what they were (``was_…``), it follows."""

    rectify_by: Any = day_field("整改期限")
    contact = text_field("联系人和电话", limit=80)
    was_due = HiddenField()
    was_contact = HiddenField()

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        self._let_the_text_follow()
        return bool(super().validate(*args, **kwargs))

    def _let_the_text_follow(self) -> None:
        body, due_on, contact = self.body.data or "", self.due_on, self.contact_text
        if due_on is not None:
            if was := _day(self.was_due.data):
                body = body.replace(day_in_words(was), day_in_words(due_on))
            self.was_due.data = due_on.isoformat()
        if contact:
            body = body.replace(CONTACT, f"联系人和电话：{contact}")
            if self.was_contact.data:
                body = body.replace(f"：{self.was_contact.data}", f"：{contact}")
            self.was_contact.data = contact
        self.body.data = body

    @property
    def due_on(self) -> date | None:
        return self.rectify_by.data if isinstance(self.rectify_by.data, date) else None

    @property
    def contact_text(self) -> str:
        return str(self.contact.data or "")

    def validate_contact(self, field: Any) -> None:
        if field.data and field.data not in (self.body.data or ""):
            raise ValidationError("正文中找不到联系人，请在“按时反馈”一条写上“联系人和电话：”，内容自动填入")


def _day(typed: str | None) -> date | None:
    """The date with which the form was opened."""
    try:
        return date.fromisoformat(typed or "")
    except ValueError:
        return None


def form_of(kind: NoticeKind) -> type[TextForm]:
    return CriticismTextForm if kind is NoticeKind.CRITICISM else TextForm


class SignForm(VersionedForm):
    """``version`` is the number of the text that was seen, with what it says otherwise than the list."""

    is_compared = BooleanField("上面标出的不同之处我已逐处看过，同意这样写")
    note = text_field("退回意见", required=False, limit=400)

    @property
    def number(self) -> int:
        typed = self.version.data or ""
        return int(typed) if typed.isascii() and typed.isdigit() else 0
