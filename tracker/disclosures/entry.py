"""What is stated about one disclosure, and what is wrong with the statement: pure rules across its fields."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from tracker.choices import (
    Choice,
    DayCount,
    MatterKind,
    Mode,
    Phase,
    ProjectKind,
    PublisherBasis,
    SecrecyResult,
    Supervision,
    WithholdGround,
)
from tracker.disclosures.channels import Channel
from tracker.disclosures.models import Disclosure
from tracker.forms import NOT_AN_ADDRESS, is_web_address
from tracker.projects import chain

NAMES = {
    "title": "信息标题",
    "document_number": "文号",
    "kind": "类别",
    "formed_on": "形成（变更）日期",
    "decided_on": "作出决定日期",
    "mode": "公开方式",
    "ground": "不予公开的理由",
    "ground_note": "理由和依据",
    "secrecy_reviewed_by": "保密审查人",
    "secrecy_reviewed_on": "审查日期",
    "secrecy_result": "审查结论",
    "secrecy_basis": "审查依据",
    "published_on": "公开日期",
    "channels": "公开渠道",
    "phase": "五公开环节",
    "basis": "公开主体依据",
    "audience": "公开对象",
    "contact": "监督电话或邮箱",
    "legal_person": "项目法人单位",
    "supervision": "项目法人公开要求",
    "is_credit_information": "信用信息",
    "is_blacklisting": "失信“黑名单”信息",
    "law_days": "法律另定的天数",
    "law_counts": "计算方法",
    "law_source": "法律依据",
    "project": "所属项目（交易）",
    "chain_item": "公开事项类别",
}
ADDRESS = "address"
"""Names the problem of a channel that is there, but not its address."""
REVIEW = ("secrecy_reviewed_by", "secrecy_reviewed_on", "secrecy_result", "secrecy_basis")
LAW = ("law_days", "law_counts", "law_source")
LONGEST_LAW = 365


@dataclass(frozen=True, slots=True)
class Belonging:
    """The project or transaction that a record belongs to, as far as a statement names it."""

    id: int
    name: str
    kind: ProjectKind

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Entry:
    """All that a liaison states about one piece of information.

    ``audience`` is "" for everybody; ``legal_person`` names a project's legal person that published in the unit's
    place; ``law_days`` a limit that another law sets, with its source.
    """

    title: str
    kind: MatterKind
    formed_on: date | None = None
    decided_on: date | None = None
    published_on: date | None = None
    document_number: str = ""
    channels: tuple[Channel, ...] = ()
    mode: Mode = Mode.PROACTIVE
    ground: WithholdGround | None = None
    ground_note: str = ""
    secrecy_reviewed_by: str = ""
    secrecy_reviewed_on: date | None = None
    secrecy_result: SecrecyResult | None = None
    secrecy_basis: str = ""
    phase: Phase | None = None
    basis: PublisherBasis | None = None
    audience: str = ""
    contact: str = ""
    legal_person: str = ""
    supervision: Supervision | None = None
    is_credit_information: bool = False
    is_blacklisting: bool = False
    law_days: int | None = None
    law_counts: DayCount = DayCount.WORKDAYS
    law_source: str = ""
    project: Belonging | None = None
    chain_item: str = ""

    @classmethod
    def of(cls, disclosure: Disclosure) -> "Entry":
        values = {field.name: getattr(disclosure, field.name) for field in fields(cls)}
        project = disclosure.project
        belonging = Belonging(project.id, project.name, project.kind) if project else None
        channels = tuple(Channel(each.name, each.address) for each in disclosure.channels)
        return cls(**values | {"channels": channels, "project": belonging})

    @property
    def event_on(self) -> date | None:
        return self.formed_on if self.kind is MatterKind.GENERAL else self.decided_on

    def is_on_website(self, hosts: Sequence[str] = ()) -> bool:
        """Whether it stands on the first platform, the government's website (plan 三（二）).

        ``hosts`` are the government's own; where there are none, any address is believed.
        """
        return any(channel.is_first_platform and channel.is_at(hosts) for channel in self.channels)

    @property
    def is_reviewed_before_formed(self) -> bool:
        days = [day for day in (self.formed_on, self.decided_on) if day is not None]
        return bool(self.secrecy_reviewed_on and days and self.secrecy_reviewed_on < min(days))

    def problems(self, today: date, recorder: Iterable[str] = (), before: "Entry | None" = None) -> dict[str, str]:
        """Field -> what is wrong with it and what to write instead; the first problem of each field.

        ``recorder``: the names of the person who records, who cannot be the reviewer. ``before``: what the record says
        so far; a review that stands already is not refused for a day of forming that is corrected now.
        """
        found: dict[str, str] = {}
        for name, message in self._problems(today, tuple(recorder)):
            found.setdefault(name, message)
        is_new = before is None or any(getattr(before, name) != getattr(self, name) for name in REVIEW)
        if is_new and self.is_reviewed_before_formed:
            found.setdefault("secrecy_reviewed_on", "审查日期早于信息形成（决定）的日期，还没有的信息无从审查，请核对")
        return found

    def _problems(self, today: date, recorder: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        if self.event_on is None:
            yield self._missing_event()
        for name in ("formed_on", "decided_on", "secrecy_reviewed_on", "published_on"):
            day = getattr(self, name)
            if day is not None and day > today:
                yield name, f"{NAMES[name]}不能晚于今天（{today}）"
        yield from self._review_problems(recorder)
        yield from self._mode_problems()
        if self.published_on is not None:
            yield from self._publication_problems(self.published_on)
        for channel in self.channels:
            if channel.address and channel.is_website and not is_web_address(channel.address):
                yield ADDRESS, f"{channel.name}：{NOT_AN_ADDRESS}"
        yield from self._belonging_problems()
        if self.law_days is not None and not 1 <= self.law_days <= LONGEST_LAW:
            yield "law_days", f"请填写1至{LONGEST_LAW}之间的整数"
        if bool(self.law_days) != bool(self.law_source):
            missing = "law_source" if self.law_days else "law_days"
            yield missing, "法律法规另有期限的，天数和依据要一起填写"

    def _missing_event(self) -> tuple[str, str]:
        if self.kind is MatterKind.GENERAL:
            return "formed_on", "一般信息从形成或变更之日起算期限，请填写这一天"
        return "decided_on", f"{self.kind.label}从作出决定之日起算期限，请填写这一天"

    def _review_problems(self, recorder: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        """A review is stated whole: who, when and with what result (plan 三（一）); a name alone says who will."""
        stated = (self.secrecy_reviewed_on, self.secrecy_result)
        if not any(stated) and self.published_on is None and self.mode is Mode.PROACTIVE:
            return
        act = "公开" if self.mode is Mode.PROACTIVE else f"决定{self.mode.label}"
        why = "" if any(stated) else f"{act}前应完成保密审查，"
        if not self.secrecy_reviewed_by:
            yield "secrecy_reviewed_by", f"{why}请填写审查人"
        elif names_one_of(self.secrecy_reviewed_by, recorder):
            yield "secrecy_reviewed_by", "审查人不能是登记人本人，请由另一人审查"
        if self.secrecy_reviewed_on is None:
            yield "secrecy_reviewed_on", f"{why}请填写审查日期"
        if self.secrecy_result is None:
            yield "secrecy_result", f"{why}请选择审查结论"

    def _mode_problems(self) -> Iterator[tuple[str, str]]:
        if self.secrecy_result is SecrecyResult.WITHHOLD and self.mode is not Mode.WITHHELD:
            yield "mode", "审查结论为不予公开，公开方式请选“不予公开”并写明理由，或更正审查结论"
        if self.mode is Mode.WITHHELD:
            if self.secrecy_result is not None and self.secrecy_result is not SecrecyResult.WITHHOLD:
                yield "secrecy_result", "公开方式为不予公开，审查结论也应为不予公开"
            if self.ground is None:
                yield "ground", "不予公开的，请选择理由"
            elif self.ground is WithholdGround.OTHER and not self.ground_note:
                yield "ground_note", "请写明依据哪部法律法规的哪一条"
        elif self.mode is Mode.ON_REQUEST and not self.ground_note:
            yield (
                "ground_note",
                "只依申请公开的，请写明理由：依据哪部法律法规的哪一条，为什么不主动公开（实施方案三（四））",
            )
        if self.mode is not Mode.PROACTIVE and self.published_on is not None:
            yield "published_on", f"{self.mode.label}的信息没有公开日期，请删去，或更正公开方式和审查结论"

    def _belonging_problems(self) -> Iterator[tuple[str, str]]:
        """An item of the chain belongs to a project of that kind (plan 二（一）, 二（二）), supervision to a body."""
        if self.supervision is not None and not self.legal_person:
            yield "legal_person", "选了项目法人公开要求的，请写明是哪家项目法人单位"
        if self.chain_item and self.project is None:
            yield "project", "选了公开事项类别的，请写明属于哪个项目或交易"
        elif self.project is not None and self.chain_item:
            items = {item.key for item in chain.ALL[self.project.kind]}
            if self.chain_item not in items:
                yield "chain_item", f"“{self.project.name}”是{self.project.kind.label}，没有这一类公开事项，请重新选择"

    def _publication_problems(self, published_on: date) -> Iterator[tuple[str, str]]:
        if self.event_on is not None and published_on < self.event_on:
            event = "形成（变更）" if self.kind is MatterKind.GENERAL else "作出决定"
            yield "published_on", f"公开日期早于{event}日期（{self.event_on}），请核对两个日期"
        if self.secrecy_reviewed_on is not None and self.secrecy_reviewed_on > published_on:
            yield "secrecy_reviewed_on", f"保密审查应在公开（{published_on}）之前完成，请核对日期"
        if not self.channels:
            yield "channels", "已经公开的，请至少选择一个公开渠道"
        for channel in self.channels:
            if channel.is_website and not channel.address:
                yield ADDRESS, f"{channel.name}：在网站上公开的，请填写网页地址"

    def text(self, name: str) -> str:
        """One field as people read it."""
        if name == "chain_item":
            return chain.label(self.project.kind, self.chain_item) if self.project and self.chain_item else "—"
        return shown(getattr(self, name))

    def shown(self) -> dict[str, str]:
        """Each field as people read it, by its Chinese name."""
        return {NAMES[field.name]: self.text(field.name) for field in fields(self)}

    def as_json(self) -> dict[str, Any]:
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}


def names_one_of(text: str, names: Iterable[str]) -> bool:
    """Whether one of the people whom the text names is this person, in whatever width, case or dress it is written.

    A unit before the name or a name without its first part does not make it another's.
    """
    own = [folded for name in names if (folded := _folded(name))]
    parts = [folded for part in re.split(r"[、，,;；/\s]+", text) if (folded := _folded(part))]
    return any(
        part.endswith(name) or (len(part) > 1 and name.endswith(part))
        for part in (*parts, _folded(text))
        for name in own
    )


def _folded(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKC", text).casefold() if char.isalnum())


def shown(value: object) -> str:
    if isinstance(value, Choice):
        return value.label
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple):
        return "、".join(map(str, value)) or "—"
    return str(value) if value else "—"


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [[channel.name, channel.address] for channel in value]
    if isinstance(value, Belonging):
        return [value.id, value.name, value.kind.value]
    return value.isoformat() if isinstance(value, date) else value


def from_json(values: dict[str, Any]) -> Entry:
    """The statement again from what ``as_json`` made of it; what it did not know then is blank."""
    kinds: dict[str, type[Choice]] = {
        "kind": MatterKind,
        "mode": Mode,
        "ground": WithholdGround,
        "secrecy_result": SecrecyResult,
        "phase": Phase,
        "basis": PublisherBasis,
        "supervision": Supervision,
        "law_counts": DayCount,
    }
    known = {field.name for field in fields(Entry)}
    found: dict[str, Any] = {name: value for name, value in values.items() if name in known}
    for name, kind in kinds.items():
        if found.get(name):
            found[name] = kind(found[name])
    for name in ("formed_on", "decided_on", "published_on", "secrecy_reviewed_on"):
        if found.get(name):
            found[name] = date.fromisoformat(found[name])
    if found.get("project"):
        number, name, kind = found["project"]
        found["project"] = Belonging(number, name, ProjectKind(kind))
    found["channels"] = tuple(Channel(name, address) for name, address in values.get("channels", ()))
    return Entry(**found)


def differences(before: Entry, after: Entry) -> Iterable[tuple[str, str, str]]:
    """Name, old and new text of each field that changed."""
    for field in fields(Entry):
        old, new = getattr(before, field.name), getattr(after, field.name)
        if old != new:
            yield NAMES[field.name], before.text(field.name), after.text(field.name)
