"""What the room's forms are made of: a field for a moment, a mark against sending twice."""

import re
import secrets
from datetime import datetime
from typing import Any

from wtforms import Field, HiddenField
from wtforms.widgets import DateTimeLocalInput

from tracker.clock import SHANGHAI, local
from tracker.forms import EARLIEST, VersionedForm

FORMATS = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S")


class MomentField(Field):  # type: ignore[misc]
    """A date and time in Shanghai, typed as 2018-12-20 09:30 or picked; ``data`` is an aware instant."""

    widget = DateTimeLocalInput()
    data: Any

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{local(self.data):%Y-%m-%dT%H:%M}" if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            return
        self.data = None
        if not valuelist[0].strip():
            return
        typed = next((moment for each in FORMATS if (moment := _parse(valuelist[0].strip(), each))), None)
        if typed is None:
            raise ValueError("请按 2018-12-20 09:30 的格式填写日期和时间")
        if not EARLIEST.year <= typed.year <= 2099:
            raise ValueError("日期应在 2008 年至 2099 年之间")
        self.data = typed


def _parse(text: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(text, form).replace(tzinfo=SHANGHAI)
    except ValueError:
        return None


class OnceForm(VersionedForm):
    """A form that records once however often it is sent: ``form_key`` is its own mark."""

    form_key = HiddenField()

    @property
    def key(self) -> str:
        """The mark that this form came with; none where it is not of our making."""
        typed = self.form_key.data or ""
        return typed if re.fullmatch(r"[0-9a-f]{32}", typed) else ""

    def mark(self) -> None:
        self.form_key.data = secrets.token_hex(16)
