from collections.abc import Iterable
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import IntegerField, RadioField, SelectMultipleField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from tracker.choices import MatterKind, SecrecyResult
from tracker.clock import today
from tracker.disclosures.entry import CHANNELS, NAMES, Entry, split_channels
from tracker.disclosures.models import Disclosure
from tracker.forms import Form, day_field, text_field

CHANNEL_LENGTH = 40


class ChannelsField(SelectMultipleField):  # type: ignore[misc]
    """Boxes to tick; ``offer`` says which."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def offer(self, own: Iterable[str]) -> None:
        """The usual channels, and first those that the task's own row names."""
        self.choices = {name: name for name in [*own, *CHANNELS]}


class DisclosureForm(Form):
    """One disclosure; ``version`` is the one that the person saw when the form was opened."""

    version = IntegerField(widget=HiddenInput(), default=0)
    title = text_field(NAMES["title"])
    document_number = text_field(NAMES["document_number"], required=False, limit=80)
    kind = RadioField(
        NAMES["kind"],
        choices=dict(MatterKind.options()),
        coerce=MatterKind,
        default=MatterKind.GENERAL,
        validators=[InputRequired("请选择类别")],
    )
    formed_on = day_field(NAMES["formed_on"], required=False)
    decided_on = day_field(NAMES["decided_on"], required=False)
    secrecy_reviewed_by = text_field(NAMES["secrecy_reviewed_by"], required=False, limit=40)
    secrecy_reviewed_on = day_field(NAMES["secrecy_reviewed_on"], required=False)
    secrecy_result = RadioField(
        NAMES["secrecy_result"],
        choices={"": "尚未审查", **dict(SecrecyResult.options())},
        coerce=lambda value: SecrecyResult(value) if value else "",
        default="",
    )
    published_on = day_field(NAMES["published_on"], required=False)
    channels = ChannelsField(NAMES["channels"], choices={})
    other_channels = text_field("其他渠道", required=False, limit=120)
    address = text_field(NAMES["address"], required=False, limit=400)

    def offer(self, channels: Iterable[str], last: Iterable[str] = ()) -> None:
        """Which channels to tick; on a form not yet sent, those that the unit used last are ticked."""
        self.channels.offer(channels)
        if not self.is_submitted() and self.channels.data is None:
            self.channels.data = list(last)

    def fill(self, disclosure: Disclosure) -> None:
        """Put a record into a form that is being opened."""
        for name in NAMES:
            if name != "channels":
                self[name].data = getattr(disclosure, name)
        known = self.channels.choices
        self.channels.data = [each for each in disclosure.channels if each in known]
        self.other_channels.data = "、".join(each for each in disclosure.channels if each not in known)
        self.secrecy_result.data = disclosure.secrecy_result or ""
        self.version.data = disclosure.version

    def entry(self) -> Entry:
        """What is stated; fields that could not be read count as empty, so that a limit can be shown early."""
        values: dict[str, Any] = {name: self[name].data for name in NAMES}
        channels = dict.fromkeys([*(self.channels.data or ()), *split_channels(self.other_channels.data or "")])
        return Entry(
            **values
            | {
                "kind": values["kind"] if isinstance(values["kind"], MatterKind) else MatterKind.GENERAL,
                "channels": tuple(channels),
                "secrecy_result": values["secrecy_result"] or None,
                **{name: values[name] or "" for name in ("title", "document_number", "secrecy_reviewed_by", "address")},
            }
        )

    def validate(self, extra_validators: Any = None) -> bool:
        sound = bool(super().validate(extra_validators))
        if any(len(name) > CHANNEL_LENGTH for name in split_channels(self.other_channels.data or "")):
            self.other_channels.errors = [f"每个渠道名称不超过{CHANNEL_LENGTH}个字，多个渠道用顿号隔开"]
        for name, message in self.entry().problems(today()).items():
            if not self[name].errors:
                self[name].errors = [message]
        return sound and not self.problems


class EvidenceForm(Form):
    file = FileField("佐证材料", validators=[FileRequired("请选择文件")])
