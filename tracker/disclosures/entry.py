"""What is stated about one disclosure, and what is wrong with the statement: pure rules across its fields."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from tracker.choices import Choice, MatterKind, SecrecyResult
from tracker.disclosures.models import Disclosure
from tracker.forms import NOT_AN_ADDRESS, is_web_address

CHANNELS = (
    "政府网站",
    "政务微信",
    "政务微博",
    "公告栏",
    "新闻媒体",
    "信用陕西",
    "信用铜川",
    "信用王益",
    "信用中国",
    "公共资源交易平台",
    "宣传手册",
    "手机短信",
)
WEBSITE_MARKS = ("网", "信用", "公共资源交易平台")
NAMES = {
    "title": "信息标题",
    "document_number": "文号",
    "kind": "类别",
    "formed_on": "形成（变更）日期",
    "decided_on": "作出决定日期",
    "secrecy_reviewed_by": "保密审查人",
    "secrecy_reviewed_on": "审查日期",
    "secrecy_result": "审查结论",
    "published_on": "公开日期",
    "channels": "公开渠道",
    "address": "公开网址",
}


def is_website(channel: str) -> bool:
    return any(mark in channel for mark in WEBSITE_MARKS)


@dataclass(frozen=True)
class Entry:
    """All that a liaison states about one piece of information."""

    title: str
    kind: MatterKind
    formed_on: date | None = None
    decided_on: date | None = None
    published_on: date | None = None
    document_number: str = ""
    channels: tuple[str, ...] = ()
    address: str = ""
    secrecy_reviewed_by: str = ""
    secrecy_reviewed_on: date | None = None
    secrecy_result: SecrecyResult | None = None

    @classmethod
    def of(cls, disclosure: Disclosure) -> "Entry":
        values = {field.name: getattr(disclosure, field.name) for field in fields(cls)}
        return cls(**values | {"channels": tuple(disclosure.channels)})

    @property
    def event_on(self) -> date | None:
        return self.formed_on if self.kind is MatterKind.GENERAL else self.decided_on

    def problems(self, today: date) -> dict[str, str]:
        """Field -> what is wrong with it and what to write instead; the first problem of each field."""
        found: dict[str, str] = {}
        for name, message in self._problems(today):
            found.setdefault(name, message)
        return found

    def _problems(self, today: date) -> Iterator[tuple[str, str]]:
        if self.event_on is None:
            yield self._missing_event()
        for name in ("formed_on", "decided_on", "secrecy_reviewed_on", "published_on"):
            day = getattr(self, name)
            if day is not None and day > today:
                yield name, f"{NAMES[name]}不能晚于今天（{today}）"
        yield from self._review_problems()
        if self.published_on is not None:
            yield from self._publication_problems(self.published_on)
        if self.address and not is_web_address(self.address):
            yield "address", NOT_AN_ADDRESS

    def _missing_event(self) -> tuple[str, str]:
        if self.kind is MatterKind.GENERAL:
            return "formed_on", "一般信息从形成或变更之日起算期限，请填写这一天"
        return "decided_on", f"{self.kind.label}从作出决定之日起算期限，请填写这一天"

    def _review_problems(self) -> Iterator[tuple[str, str]]:
        """A review is stated whole: who, when and with what result (plan 三（一）)."""
        stated = (self.secrecy_reviewed_by, self.secrecy_reviewed_on, self.secrecy_result)
        if not any(stated) and self.published_on is None:
            return
        why = "公开前应完成保密审查，" if self.published_on is not None and not any(stated) else ""
        if not self.secrecy_reviewed_by:
            yield "secrecy_reviewed_by", f"{why}请填写审查人"
        if self.secrecy_reviewed_on is None:
            yield "secrecy_reviewed_on", f"{why}请填写审查日期"
        if self.secrecy_result is None:
            yield "secrecy_result", f"{why}请选择审查结论"

    def _publication_problems(self, published_on: date) -> Iterator[tuple[str, str]]:
        if self.secrecy_result is SecrecyResult.WITHHOLD:
            yield "published_on", "审查结论为不予公开，请删去公开日期，或更正审查结论"
        if self.event_on is not None and published_on < self.event_on:
            event = "形成（变更）" if self.kind is MatterKind.GENERAL else "作出决定"
            yield "published_on", f"公开日期早于{event}日期（{self.event_on}），请核对两个日期"
        if self.secrecy_reviewed_on is not None and self.secrecy_reviewed_on > published_on:
            yield "secrecy_reviewed_on", f"保密审查应在公开（{published_on}）之前完成，请核对日期"
        if not self.channels:
            yield "channels", "已经公开的，请至少选择一个公开渠道"
        if not self.address and any(is_website(channel) for channel in self.channels):
            yield "address", "在网站上公开的，请填写网页地址"

    def shown(self) -> dict[str, str]:
        """Each field as people read it, by its Chinese name."""
        return {NAMES[field.name]: _shown(getattr(self, field.name)) for field in fields(self)}

    def as_json(self) -> dict[str, Any]:
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}


def _shown(value: object) -> str:
    if isinstance(value, Choice):
        return value.label
    if isinstance(value, tuple):
        return "、".join(value) or "—"
    return str(value) if value else "—"


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if isinstance(value, date) else value


def split_channels(text: str) -> Iterable[str]:
    """Channels typed freely, separated as people do."""
    for separator in "，,;；\n":
        text = text.replace(separator, "、")
    return (part.strip() for part in text.split("、") if part.strip())
