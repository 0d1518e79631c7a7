"""Which addresses may be visited at all: the hosts that the operator allows, and where they may lead. Pure."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import quote, urlsplit

from tracker.refusals import Refused

Ip = IPv4Address | IPv6Address
PORTS = {"http": 80, "https": 443}
LONGEST_HOST, LONGEST_ADDRESS = 253, 2000
HOST_NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*")
KEPT = "/%:@!$&'()*+,;=~?-._"
CARRIES_ANOTHER = tuple(map(ip_network, ("::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16")))
NUMERIC = re.compile(r"\d+|0x[0-9a-f]*")  # the last label of an address of the network in disguise: 2130706433, 127.1
HOW = (
    "请写成以逗号隔开的域名，如 www.tcwy.gov.cn；以点开头的（.gov.cn）指其下所有域名；带端口的写成 域名:端口；"
    "网站在内部网络时，另写上它的IP地址"
)


class Forbidden(Exception):
    """An address that must not be visited; the message says why, in a few words."""


@dataclass(frozen=True)
class Allowed:
    """One entry of the operator's list: a host, all hosts below a suffix (``.gov.cn``), or one port of a host."""

    host: str
    port: int | None = None

    def covers(self, host: str, port: int) -> bool:
        """Whether the entry speaks of this host, which may be a place of the network written out, on this port."""
        is_named = host.endswith(self.host) if self.host.startswith(".") else host == self.host
        return is_named and (port in PORTS.values() if self.port is None else port == self.port)


@dataclass(frozen=True)
class Target:
    """An allowed address taken apart, with the list that allows it."""

    scheme: str
    host: str
    port: int
    path: str
    allowed: tuple[Allowed, ...]

    def may_be(self, ip: Ip) -> bool:
        """Whether the host may be at this place: a public one, or one that the operator wrote out."""
        return is_public(ip) or any(entry.covers(str(ip), self.port) for entry in self.allowed)


def read(text: str) -> tuple[Allowed, ...]:
    """The operator's list. Raises Refused for an entry that is none."""
    found = []
    for entry in filter(None, map(str.strip, re.split(r"[,，]", text))):
        try:
            found.append(_entry(entry))
        except ValueError:
            raise Refused(f"TRACKER_LINK_HOSTS 中的“{entry}”写法不对。{HOW}。") from None
    return tuple(found)


def _entry(text: str) -> Allowed:
    parts = urlsplit(f"//{text.removeprefix('.')}")
    if parts.hostname is None or parts.port == 0 or "@" in text or parts.netloc != text.removeprefix("."):
        raise ValueError(text)
    host = _host(parts.hostname)
    if not text.startswith("."):
        return Allowed(host, parts.port)
    if parts.port is not None or HOST_NAME.fullmatch(host) is None:
        raise ValueError(text)
    return Allowed(f".{host}")


def target(address: str, allowed: tuple[Allowed, ...]) -> Target:
    """The address taken apart. Raises Forbidden for one that must not be visited."""
    if len(address) > LONGEST_ADDRESS or not address.isprintable():
        raise Forbidden("网址过长或含有控制字符")
    try:
        parts = urlsplit(address)
        if parts.scheme not in PORTS:
            raise Forbidden("不是 http:// 或 https:// 开头的网址")
        if "@" in parts.netloc:
            raise Forbidden("网址中带有用户名或口令")
        host, port = _host(parts.hostname or ""), parts.port
    except ValueError:
        raise Forbidden("网址的写法不对") from None
    port = PORTS[parts.scheme] if port is None else port
    if not any(entry.covers(host, port) for entry in allowed):
        raise Forbidden("不在允许访问的网站之列")
    path = quote(parts.path or "/", KEPT) + (f"?{quote(parts.query, KEPT)}" if parts.query else "")
    return Target(parts.scheme, host, port, path, allowed)


def _host(text: str) -> str:
    """A host as it is compared: lower case, Chinese letters as the network has them. Raises ValueError for none."""
    if len(text) > LONGEST_HOST:
        raise ValueError(text)
    try:
        return str(ip_address(text))
    except ValueError:
        name = text.removesuffix(".").encode("idna").decode("ascii").lower()
    if HOST_NAME.fullmatch(name) is None or NUMERIC.fullmatch(name.rpartition(".")[2]):
        raise ValueError(text)
    return name


def is_public(ip: Ip) -> bool:
    """Whether it is a place that anyone on the internet can reach, and no wrapping of another."""
    if not ip.is_global or ip.is_multicast or ip.is_reserved:
        return False
    if isinstance(ip, IPv6Address) and ip.is_site_local:
        return False
    return not any(ip in network for network in CARRIES_ANOTHER)
