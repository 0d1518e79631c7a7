"""The form of one record."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from wtforms import BooleanField, Field, IntegerField, RadioField, SelectField
from wtforms.validators import InputRequired, ValidationError
from wtforms.widgets import HiddenInput

from tracker.choices import (
    Choice,
    DayCount,
    MatterKind,
    Mode,
    Phase,
    PublisherBasis,
    SecrecyResult,
    Supervision,
    WithholdGround,
)
from tracker.clock import today
from tracker.disclosures.channels import USUAL, Channel
from tracker.disclosures.entry import ADDRESS, LONGEST_LAW, NAMES, Belonging, Entry
from tracker.disclosures.limits import TaskLimit, missing_decision
from tracker.forms import Form, day_field, number_field, text_field
from tracker.projects import chain

CHANNEL_LENGTH, ADDRESS_LENGTH = 40, 400
MOST_CHANNELS = 40
BLANK_ROWS = 2


@dataclass
class ChannelRow:
    """One channel to tick, with room for its address; a row without a name is for one that is not listed."""

    name: str
    is_ticked: bool
    address: str
    is_listed: bool = True


class ChannelsField(Field):  # type: ignore[misc]
    """Channels with an address each. Every row brings its name, so that a list that changed meanwhile does no harm."""

    data: list[ChannelRow] | None

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        self.process_errors: list[str] = []
        self.data = list(self._typed(formdata)) if formdata and f"{self.name}-0-name" in formdata else None

    def _typed(self, formdata: Any) -> Iterable[ChannelRow]:
        for number in range(MOST_CHANNELS):
            name = formdata.get(f"{self.name}-{number}-name")
            if name is None:
                return
            name, address = " ".join(name.split()), str(formdata.get(f"{self.name}-{number}-address", "")).strip()
            is_listed = f"{self.name}-{number}-own" not in formdata
            ticked = f"{self.name}-{number}-on" in formdata if is_listed else bool(name)
            yield ChannelRow(name, ticked, address, is_listed)

    def offer(self, own: Iterable[str], chosen: Sequence[Channel]) -> None:
        """The rows of a form that is being opened: the task's own channels, the usual ones, then room for others."""
        if self.data is not None:
            return
        known = [channel.name for channel in chosen]
        names = [name for name in dict.fromkeys([*own, *USUAL]) if name not in known]
        rows = [ChannelRow(channel.name, True, channel.address) for channel in chosen]
        rows += [ChannelRow(name, False, "") for name in names]
        order = {name: at for at, name in enumerate(dict.fromkeys([*own, *known, *USUAL]))}
        self.data = sorted(rows, key=lambda row: order[row.name])[: MOST_CHANNELS - BLANK_ROWS]
        self.data += [ChannelRow("", False, "", is_listed=False) for _ in range(BLANK_ROWS)]

    @property
    def chosen(self) -> tuple[Channel, ...]:
        rows = (row for row in self.data or () if row.is_ticked and row.name)
        return tuple(dict.fromkeys(Channel(row.name, row.address) for row in rows))

    def pre_validate(self, _form: Form) -> None:
        if any(row.address and not row.name for row in self.data or ()):
            raise ValidationError("其他渠道写了网址或位置的，请一并写明渠道名称")
        for channel in self.chosen:
            if len(channel.name) > CHANNEL_LENGTH or not channel.name.isprintable():
                raise ValidationError(f"渠道名称不超过{CHANNEL_LENGTH}个字，不含控制字符")
            if len(channel.address) > ADDRESS_LENGTH or not channel.address.isprintable():
                raise ValidationError(f"{channel.name}：网址或位置不超过{ADDRESS_LENGTH}个字，不含控制字符")


def _select(label: str, kind: type[Choice], blank: str) -> SelectField:
    return SelectField(
        label,
        choices={"": blank, **dict(kind.options())},
        coerce=lambda value: kind(value) if value else "",
        default="",
    )


class DisclosureForm(Form):
    """One disclosure; ``version`` is the one that the person saw when the form was opened."""

    version = IntegerField(widget=HiddenInput(), default=0)
    title = text_field(NAMES["title"], render_kw={"autofocus": True})
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
    published_on = day_field(NAMES["published_on"], required=False)
    channels = ChannelsField(NAMES["channels"])
    secrecy_reviewed_by = text_field(NAMES["secrecy_reviewed_by"], required=False, limit=40)
    secrecy_reviewed_on = day_field(NAMES["secrecy_reviewed_on"], required=False)
    secrecy_result = RadioField(
        NAMES["secrecy_result"],
        choices={"": "尚未审查", **dict(SecrecyResult.options())},
        coerce=lambda value: SecrecyResult(value) if value else "",
        default="",
    )
    secrecy_basis = text_field(NAMES["secrecy_basis"], required=False)
    mode = RadioField(
        NAMES["mode"],
        choices=dict(Mode.options()),
        coerce=Mode,
        default=Mode.PROACTIVE,
    )
    ground = _select(NAMES["ground"], WithholdGround, "请选择")
    ground_note = text_field(NAMES["ground_note"], required=False, limit=400)
    basis = _select(NAMES["basis"], PublisherBasis, "未写明")
    phase = _select(NAMES["phase"], Phase, "未写明")
    audience = text_field(NAMES["audience"], required=False, limit=80)
    contact = text_field(NAMES["contact"], required=False, limit=80)
    legal_person = text_field(NAMES["legal_person"], required=False, limit=80)
    supervision = _select(NAMES["supervision"], Supervision, "不涉及")
    is_credit_information = BooleanField("属于应归集的信用信息")
    is_blacklisting = BooleanField("属于公共资源配置失信“黑名单”信息")
    law_days = number_field(NAMES["law_days"], 1, LONGEST_LAW, required=False)
    law_counts = SelectField(
        NAMES["law_counts"], choices=dict(DayCount.options()), coerce=DayCount, default=DayCount.WORKDAYS
    )
    law_source = text_field(NAMES["law_source"], required=False)
    project = text_field(NAMES["project"], required=False)
    chain_item = SelectField(NAMES["chain_item"], choices={"": "先填写项目"}, default="", validate_choice=False)
    reason = text_field("更正理由", required=False, limit=400)
    recorders: Collection[str] = ()
    before: Entry | None = None
    review_problem: Callable[[Entry], str] = staticmethod(lambda _entry: "")
    row = TaskLimit()
    belonging: Belonging | None = None
    project_problem = ""
    is_prefilled = False

    def fill(self, entry: Entry, own: Iterable[str], version: int = 0) -> None:
        """Put what is stated into a form that is being opened."""
        for name in NAMES:
            if name not in ("channels", "project"):
                value = getattr(entry, name)
                self[name].data = "" if value is None and isinstance(self[name], RadioField | SelectField) else value
        self.channels.offer(own, entry.channels)
        self.version.data = version
        self.project.data, self.belonging = (entry.project.name, entry.project) if entry.project else ("", None)

    def entry(self) -> Entry:
        """What is stated; fields that could not be read count as empty, so that a limit can be shown early."""
        own = ("channels", "project")
        values: dict[str, Any] = {name: self[name].data for name in NAMES if name not in own}
        for name, kind in (("kind", MatterKind), ("mode", Mode), ("law_counts", DayCount)):
            values[name] = values[name] if isinstance(values[name], kind) else next(iter(kind))
        for name in ("ground", "secrecy_result", "basis", "phase", "supervision"):
            values[name] = values[name] or None
        for name, field in self._fields.items():
            if name in values and field.type == "StringField":
                values[name] = values[name] or ""
        if values["secrecy_result"] is SecrecyResult.WITHHOLD and values["published_on"] is None:
            values["mode"] = Mode.WITHHELD
        values["chain_item"] = values["chain_item"] or ""
        return Entry(**values, channels=self.channels.chosen, project=self.belonging)

    def settle_project(self, finder: Callable[[str], Belonging | str]) -> None:
        """Find what was typed as a project, unless it is the one that stood there, and offer the items of its chain."""
        text = self.project.data or ""
        if text != (self.belonging.name if self.belonging else ""):
            found = finder(text) if text else None
            self.belonging = found if isinstance(found, Belonging) else None
            self.project_problem = found if isinstance(found, str) else ""
        items = chain.ALL[self.belonging.kind] if self.belonging else ()
        blank = "不分类别" if items else "先填写项目或交易"
        self.chain_item.choices = {"": blank, **{item.key: item.label for item in items}}

    def validate(self, extra_validators: Any = None) -> bool:
        sound = bool(super().validate(extra_validators))
        if self.project_problem:
            self.project.errors = [self.project_problem]
        problems = self.entry().problems(today(), self.recorders, self.before)
        if locked := self.review_problem(self.entry()):
            problems["secrecy_result"] = locked
        if missing := missing_decision(self.row, self.entry().decided_on):
            problems["decided_on"] = missing
        for name, message in problems.items():
            field = self.channels if name == ADDRESS else self[name]
            if not field.errors:
                field.errors = [message]
        return sound and not self.problems

    @property
    def has_more(self) -> bool:
        """Whether something stands in the part of the form that is folded away."""
        entry, blank = self.entry(), Entry("", MatterKind.GENERAL)
        if entry.secrecy_result is SecrecyResult.WITHHOLD:
            entry = replace(entry, mode=Mode.PROACTIVE)  # follows from the result, which stands in sight
        names = (
            "mode",
            "secrecy_basis",
            "basis",
            "audience",
            "contact",
            "legal_person",
            "supervision",
            "law_days",
            "law_source",
        )
        return any(getattr(entry, name) != getattr(blank, name) for name in names) or any(
            self[name].errors for name in names
        )
