"""Which addresses may be visited, and which never, whatever tricks they play."""

from ipaddress import ip_address

import pytest

from tracker.links import hosts
from tracker.links.hosts import Allowed, Forbidden, read, target
from tracker.refusals import Refused

SITE = read("www.tcwy.gov.cn, .tongchuan.gov.cn,政府.中国，10.1.2.3:8080,192.0.2.7,[2001:db8::1]:8443")


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("", ()),
        (" , ，", ()),
        ("WWW.TCWY.gov.cn", (Allowed("www.tcwy.gov.cn"),)),
        ("www.tcwy.gov.cn.", (Allowed("www.tcwy.gov.cn"),)),
        (".gov.cn,a.b:81", (Allowed(".gov.cn"), Allowed("a.b", 81))),
        ("政府.中国", (Allowed("xn--mxtq1m.xn--fiqs8s"),)),
        ("127.0.0.1:8000", (Allowed("127.0.0.1", 8000),)),
        ("[::1]:8000", (Allowed("::1", 8000),)),
    ],
)
def test_the_operator_s_list(text: str, entries: tuple[Allowed, ...]) -> None:
    assert read(text) == entries


@pytest.mark.parametrize(
    "text",
    [
        *("http://a.b", "a.b/c", "u@a.b", "a b", "*.gov.cn", "a.b:x", "a.b:0", "a.b:99999", ".", "..cn", ".a.b:80"),
        *(".0.0.1", ".1", "127.1", "2130706433", "0x7f000001", "0x7f.1", "a_b.cn", "-a.cn", "a" * 300, "[::1"),
    ],
)
def test_what_is_no_entry_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="写法不对"):
        read(f"www.tcwy.gov.cn,{text}")


@pytest.mark.parametrize(
    ("address", "host", "port", "path"),
    [
        ("http://www.tcwy.gov.cn/1.html", "www.tcwy.gov.cn", 80, "/1.html"),
        ("https://WWW.tcwy.gov.cn", "www.tcwy.gov.cn", 443, "/"),
        ("https://www.tcwy.gov.cn.:443/a", "www.tcwy.gov.cn", 443, "/a"),
        ("http://a.tongchuan.gov.cn/?id=1#top", "a.tongchuan.gov.cn", 80, "/?id=1"),
        ("http://www。tcwy。gov。cn/", "www.tcwy.gov.cn", 80, "/"),
        ("http://政府.中国/公开 目录?题=批复", "xn--mxtq1m.xn--fiqs8s", 80, None),
        ("http://10.1.2.3:8080/", "10.1.2.3", 8080, "/"),
        ("http://[2001:DB8:0::1]:8443/", "2001:db8::1", 8443, "/"),
    ],
)
def test_an_allowed_address_is_taken_apart(address: str, host: str, port: int, path: str | None) -> None:
    found = target(address, SITE)
    assert (found.host, found.port) == (host, port)
    assert found.path == (path or "/%E5%85%AC%E5%BC%80%20%E7%9B%AE%E5%BD%95?%E9%A2%98=%E6%89%B9%E5%A4%8D")


@pytest.mark.parametrize(
    "address",
    [
        *(
            "ftp://www.tcwy.gov.cn/",
            "file:///etc/passwd",
            "gopher://www.tcwy.gov.cn/",
            "javascript:alert(1)",
            "//x/",
            "",
        ),
        *(
            "http://evil.cn/",
            "http://www.tcwy.gov.cn.evil.cn/",
            "http://evil-tongchuan.gov.cn/",
            "http://tongchuan.gov.cn/",
        ),
        *("http://www.tcwy.gov.cn@evil.cn/", "http://evil.cn@www.tcwy.gov.cn/", "http://u:p@www.tcwy.gov.cn/"),
        *(
            "http://www.tcwy.gov.cn\\@evil.cn/",
            "http://evil.cn\\.tongchuan.gov.cn/",
            "http://evil.cn#@www.tcwy.gov.cn/",
        ),
        *(
            "http://evil.cn?.tongchuan.gov.cn/",
            "http://evil.cn%2f.tongchuan.gov.cn/",
            "http://www.tcwy.gov.cn%00.evil.cn/",
        ),
        *("http://127.0.0.1/", "http://2130706433/", "http://0x7f000001/", "http://127.1/", "http://0177.0.0.1/"),
        *(
            "http://[::1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://[::ffff:10.1.2.3]:8080/",
            "http://localhost/",
            "http://0/",
        ),
        *("http://①②⑦.0.0.1/", "http://１２７.0.0.1/", "http://%31%32%37.0.0.1/", "http://169.254.169.254/latest/"),
        *("http://10.1.2.3/", "http://10.1.2.3:8081/", "http://10.1.2.4:8080/", "http://www.tcwy.gov.cn:22/"),
        *("http://www.tcwy.gov.cn:0/", "http://www.tcwy.gov.cn:99999/", "http://www.tcwy.gov.cn:x/", "http://[::1/"),
        *(
            "http://www.tcwy.gov.cn/\r\nHost: evil.cn",
            "http://www.tcwy.gov.cn/\0",
            "http://www.tcwy.gov.cn/" + "a" * 3000,
        ),
        *(
            "http:///www.tcwy.gov.cn/",
            "http:www.tcwy.gov.cn/",
            "http://a..tongchuan.gov.cn/",
            "http://.tongchuan.gov.cn/",
        ),
    ],
)
def test_any_other_address_is_forbidden(address: str) -> None:
    with pytest.raises(Forbidden):
        target(address, SITE)


def test_nothing_is_allowed_by_an_empty_list() -> None:
    with pytest.raises(Forbidden, match="不在允许访问的网站之列"):
        target("http://www.tcwy.gov.cn/", ())


@pytest.mark.parametrize(
    "ip",
    [
        *(
            "127.0.0.1",
            "127.8.8.8",
            "10.0.0.1",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
        ),
        *("224.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.2.1", "240.0.0.1", "::", "::1", "fe80::1", "fc00::1"),
        *(
            "fec0::1",
            "ff02::1",
            "::ffff:8.8.8.8",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:db8::1",
        ),
        *("2001:0:7f00:1::", "64:ff9b:1::a00:1"),
    ],
)
def test_no_inner_place_is_public(ip: str) -> None:
    assert not hosts.is_public(ip_address(ip))


@pytest.mark.parametrize("ip", ["8.8.8.8", "123.138.1.1", "2400:3200::1", "240e::1"])
def test_the_open_network_is_public(ip: str) -> None:
    assert hosts.is_public(ip_address(ip))


@pytest.mark.parametrize(
    ("list_", "may"),
    [
        ("www.tcwy.gov.cn", False),
        ("www.tcwy.gov.cn:80", False),
        (".gov.cn", False),
        ("www.tcwy.gov.cn,10.1.2.3", True),
        ("www.tcwy.gov.cn,10.1.2.3:80", True),
        ("www.tcwy.gov.cn,10.1.2.3:81", False),
        ("www.tcwy.gov.cn,10.1.2.4", False),
    ],
)
def test_a_name_leads_to_an_inner_place_only_where_that_is_written_out(list_: str, may: bool) -> None:
    found = target("http://www.tcwy.gov.cn/", read(list_))
    assert found.may_be(ip_address("10.1.2.3")) is may
    assert found.may_be(ip_address("123.138.1.1"))
