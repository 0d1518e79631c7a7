"""Channels as people type them, and which of them are websites, the first platform, credit platforms."""

import pytest

from tracker.disclosures.channels import Channel, read


@pytest.mark.parametrize(
    ("name", "website", "first", "credit"),
    [
        ("政府网站", True, True, False),
        ("区政府门户网", True, True, False),
        ("信用王益", True, False, True),
        ("公共资源交易平台", True, False, False),
        ("公告栏", False, False, False),
    ],
)
def test_what_a_channel_is(name: str, website: bool, first: bool, credit: bool) -> None:
    channel = Channel(name)
    assert (channel.is_website, channel.is_first_platform, channel.is_credit_platform) == (website, first, credit)


@pytest.mark.parametrize(
    ("text", "address", "found"),
    [
        (" 村务公开栏、广播，；电子屏 ", "", [("村务公开栏", ""), ("广播", ""), ("电子屏", "")]),
        ("政府网站 http://a.b/1,2.html、公告栏", "", [("政府网站", "http://a.b/1,2.html"), ("公告栏", "")]),
        ("信用陕西（https://c.d/x）；广播", "", [("信用陕西", "https://c.d/x"), ("广播", "")]),
        ("公告栏、信用陕西、政府网站", "http://a.b/", [("公告栏", ""), ("信用陕西", ""), ("政府网站", "http://a.b/")]),
        ("公告栏、信用陕西", "http://a.b/", [("公告栏", ""), ("信用陕西", "http://a.b/")]),
        ("公告栏", "http://a.b/", [("公告栏", "http://a.b/")]),
        ("公告栏、公告栏", "", [("公告栏", "")]),
        ("", "http://a.b/", []),
        ("“信用王益”网站、信用王益", "", [("信用王益", "")]),
    ],
)
def test_channels_typed_freely(text: str, address: str, found: list[tuple[str, str]]) -> None:
    assert [(each.name, each.address) for each in read(text, address)] == found


@pytest.mark.parametrize(
    ("name", "one"),
    [
        ("“信用王益”网站", "信用王益"),
        ('"信用陕西"网', "信用陕西"),
        ("信用铜川平台", "信用铜川"),
        ("信用中国 网站", "信用中国"),
        ("信用中国（陕西铜川）", "信用中国（陕西铜川）"),
        ("“区政府”网站", "“区政府”网站"),
    ],
)
def test_a_credit_platform_has_one_name(name: str, one: str) -> None:
    assert Channel(name).name == one


@pytest.mark.parametrize(
    ("address", "is_there"),
    [
        ("http://www.tcwy.gov.cn/1.html", True),
        ("https://WWW.tcwy.gov.cn:8443/1.html", True),
        ("http://www.tcwy.gov.cn./1.html", True),
        ("http://xxgk.tongchuan.gov.cn/1.html", True),
        ("http://tongchuan.gov.cn/1.html", False),
        ("http://www.tcwy.gov.cn.example.com/1.html", False),
        ("http://www.tcwy.gov.cn@example.com/1.html", False),
        ("http://www.baidu.com/x", False),
        ("http://127.0.0.1/", False),
        ("http://[::1/", False),
        ("", False),
    ],
)
def test_the_governments_own_hosts(address: str, is_there: bool) -> None:
    assert Channel("政府网站", address).is_at(("www.tcwy.gov.cn", ".tongchuan.gov.cn")) is is_there
    assert Channel("政府网站", address).is_at(())
