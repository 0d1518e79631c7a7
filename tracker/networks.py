"""From which networks a role may be used. Pure, but for ``allow``, which asks the settings."""

from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from flask import current_app

from tracker.choices import Role

Network = IPv4Network | IPv6Network
Networks = Mapping[str, tuple[Network, ...]]
EVERY_ROLE = "*"


def within(address: str, networks: tuple[Network, ...]) -> bool:
    """Whether the address lies in one of the networks; one that is no address lies in none."""
    try:
        number = ip_address(address)
    except ValueError:
        return False
    mapped = getattr(number, "ipv4_mapped", None)
    return any((mapped or number) in network for network in networks)


def read(text: str) -> Networks:
    """``admin=10.1.0.0/16,127.0.0.1; *=10.0.0.0/8`` by role. Raises ValueError naming the part that is wrong."""
    found: dict[str, tuple[Network, ...]] = {}
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        role, _, networks = (piece.strip() for piece in part.partition("="))
        if role not in {EVERY_ROLE, *Role}:
            raise ValueError(f"没有角色“{role}”")
        found[role] = tuple(_network(each.strip()) for each in networks.split(","))
    return found


def _network(text: str) -> Network:
    try:
        return ip_network(text)
    except ValueError:
        raise ValueError(f"“{text}”不是网段或地址") from None


def allow(role: Role, address: str) -> bool:
    """Whether the settings let the role be used from the address; without a word on it, from everywhere."""
    networks: Networks = current_app.config["NETWORKS"]
    said = networks.get(role.value) or networks.get(EVERY_ROLE)
    return said is None or within(address, said)
