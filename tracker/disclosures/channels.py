"""The ways in which information reaches the public, each with its address: pure values."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

USUAL = (
    "政府网站",
    "政务微信",
    "政务微博",
    "政务新媒体",
    "公告栏",
    "政务服务大厅",
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
FIRST_PLATFORM_MARKS = ("政府网", "政府门户", "门户网")
CREDIT_MARKS = ("信用",)


@dataclass(frozen=True, slots=True)
class Channel:
    """One way of publishing; ``address`` is the page's on a website, elsewhere where the notice hangs or appeared."""

    name: str
    address: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", one_name(self.name))

    @property
    def is_website(self) -> bool:
        return any(mark in self.name for mark in WEBSITE_MARKS)

    @property
    def is_first_platform(self) -> bool:
        """The government's own website (plan 三（二）: 充分发挥区政府网站第一平台作用)."""
        return any(mark in self.name for mark in FIRST_PLATFORM_MARKS)

    def is_at(self, hosts: Sequence[str]) -> bool:
        """Whether the address is on one of the hosts, or below one with a dot before it; on any where none is named."""
        if not hosts:
            return True
        host = _host(self.address)
        return any(host == each or (each.startswith(".") and host.endswith(each)) for each in hosts)

    @property
    def is_credit_platform(self) -> bool:
        return any(mark in self.name for mark in CREDIT_MARKS)

    def __str__(self) -> str:
        return f"{self.name}（{self.address}）" if self.address else self.name


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").rstrip(".")
    except ValueError:
        return ""


def one_name(name: str) -> str:
    """A credit platform is the same however its name is written: “信用王益”网站 is 信用王益."""
    if not any(mark in name for mark in CREDIT_MARKS):
        return name
    bare = _WEBSITE.sub("", _QUOTES.sub("", name))
    return bare if bare in USUAL else name


def read(text: str, address: str = "") -> tuple[Channel, ...]:
    """Channels typed freely, each with its address behind it where it has one: 政府网站 http://…、公告栏.

    ``address`` is the one that stands apart, in a column of its own: it belongs to the first platform, else to the
    first website, else to whatever channel has none.
    """
    found: dict[str, Channel] = {}
    for piece in _BETWEEN.split(text):
        typed = _WITH_ADDRESS.match(piece.strip())
        name, own = (typed.group(1), typed.group(2)) if typed else (piece, "")
        name = name.strip(" :：（(")
        if name:
            channel = Channel(name, own or "")
            found.setdefault(channel.name, channel)
    channels = list(found.values())
    owner = _owner(channels) if address else None
    return tuple(replace(each, address=address) if each is owner else each for each in channels)


def _owner(channels: Sequence[Channel]) -> Channel | None:
    free = [each for each in channels if not each.address]
    ranked = sorted(free, key=lambda each: (not each.is_first_platform, not each.is_website))
    return ranked[0] if ranked else None


_QUOTES = re.compile(r"[“”‘’「」《》\"\s]")
_WEBSITE = re.compile(r"(?:门户)?网站?$|平台$")
_BETWEEN = re.compile(r"[、，；\n]|[,;](?!\S*://)(?=\s*[\u4e00-\u9fffA-Za-z])")
_WITH_ADDRESS = re.compile(r"^(.*?)[\s:：（(]*(https?://[^\s）)]+)[）)]?$", re.IGNORECASE)
