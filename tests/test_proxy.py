"""Whose word about the client is taken; which networks a text means."""

from ipaddress import ip_network
from typing import Any

import pytest

from tracker import networks
from tracker.networks import within
from tracker.proxy import TrustedProxies

OWN = (ip_network("127.0.0.1"), ip_network("10.0.0.0/8"))


def client_of(peer: str, said: str = "", proto: str = "") -> tuple[str, str]:
    seen: dict[str, Any] = {}

    def application(environ: dict[str, Any], _start: object) -> list[bytes]:
        seen.update(environ)
        return []

    environ = {"REMOTE_ADDR": peer, "wsgi.url_scheme": "http"}
    environ |= {"HTTP_X_FORWARDED_FOR": said} if said else {}
    environ |= {"HTTP_X_FORWARDED_PROTO": proto} if proto else {}
    TrustedProxies(application, OWN)(environ, lambda *_: None)
    return seen["REMOTE_ADDR"], seen["wsgi.url_scheme"]


@pytest.mark.parametrize(
    ("peer", "said", "proto", "expected"),
    [
        ("127.0.0.1", "192.0.2.7", "https", ("192.0.2.7", "https")),
        ("127.0.0.1", "198.51.100.1, 192.0.2.7", "", ("192.0.2.7", "http")),
        ("127.0.0.1", "198.51.100.1, 192.0.2.7, 10.0.0.5", "", ("192.0.2.7", "http")),
        ("192.0.2.9", "198.51.100.1", "https", ("192.0.2.9", "http")),
        ("127.0.0.1", "", "", ("127.0.0.1", "http")),
        ("127.0.0.1", "10.0.0.5", "", ("127.0.0.1", "http")),
        ("127.0.0.1", "192.0.2.7", "javascript", ("192.0.2.7", "http")),
        ("", "192.0.2.7", "https", ("", "http")),
    ],
)
def test_only_the_own_proxy_is_believed(peer: str, said: str, proto: str, expected: tuple[str, str]) -> None:
    assert client_of(peer, said, proto) == expected


@pytest.mark.parametrize(
    ("address", "inside"),
    [("10.9.9.9", True), ("::ffff:10.1.1.1", True), ("11.0.0.1", False), ("::1", False), ("", False), ("x", False)],
)
def test_within(address: str, inside: bool) -> None:
    assert within(address, OWN) is inside


def test_networks_are_read_by_role() -> None:
    found = networks.read("admin=10.1.0.0/16,127.0.0.1; *=10.0.0.0/8")
    assert found == {"admin": (ip_network("10.1.0.0/16"), ip_network("127.0.0.1")), "*": (ip_network("10.0.0.0/8"),)}
    assert networks.read("") == {}


@pytest.mark.parametrize("text", ["king=10.0.0.0/8", "admin=10.0.0.1/8", "admin=", "admin", "admin=x"])
def test_a_malformed_setting_is_told(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        networks.read(text)
