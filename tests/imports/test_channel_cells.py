"""How channels are written in one cell: boxes in every broken spelling, and plain lists."""

import pytest

from imports.channels import channels, has_boxes, is_tick


def test_a_lost_box_between_two_channels() -> None:
    assert channels("■两微一端口发布会/听证会") == ("两微一端",)
    assert channels("■服务窗口 □政府网站") == ("服务窗口",)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("政府网站\n（政务公开专栏）", ("政府网站（政务公开专栏）",)),
        ("区政府网站和公告栏", ("区政府网站", "公告栏")),
        ("政府网站以及公告栏", ("政府网站", "公告栏")),
        ("通过区政府网站、微信公众号等渠道公开", ("区政府网站", "微信公众号")),
        ("（一）政府网站\n（二）公告栏", ("政府网站", "公告栏")),
        ("政府网站/微信公众号/公示栏", ("政府网站", "微信公众号", "公示栏")),
        ("发布会/听证会", ("发布会/听证会",)),
    ],
)
def test_lists_in_more_spellings(text: str, found: tuple[str, ...]) -> None:
    assert channels(text) == found


def test_a_cross_is_an_empty_box() -> None:
    assert channels("√政府网站 ×公示栏") == ("政府网站",)


@pytest.mark.parametrize(
    "text",
    [
        "■政府网站 □政府公报 ■公告栏",
        "■政府网站\n□政府公报\n■公告栏",
        "■政府网站□政府公报■公告栏",
        "■ 政府网站   □ 政府公报   ■ 公告栏",
        "■政府网站口政府公报■公告栏",
        "R政府网站 £政府公报 R公告栏",
        "t政府网站 £政府公报 t公告栏",
        "√政府网站 □政府公报 √公告栏",
        "☑政府网站 ☐政府公报 ☑公告栏",
        "þ政府网站 ¨政府公报 þ公告栏",
        "●政府网站 ○政府公报 ●公告栏",
        "●政府网站 〇政府公报 ●公告栏",
        "□√政府网站 □政府公报 □√公告栏",
        "（√）政府网站 （ ）政府公报 （√）公告栏",
        "[√]政府网站 [ ]政府公报 [√]公告栏",
        "政府网站■ 政府公报□ 公告栏■",
        "在标注范围内至少选择其一公开：■政府网站 □政府公报 ■公告栏____",
        "■政府网站、□政府公报、■公告栏",
    ],
)
def test_only_ticked_ones_count(text: str) -> None:
    assert channels(text) == ("政府网站", "公告栏")
    assert has_boxes(text)


@pytest.mark.parametrize(
    "text",
    [
        "政府网站、公告栏",
        "政府网站，公告栏。",
        "政府网站；公告栏",
        "政府网站\n公告栏",
        "1.政府网站 2.公告栏",
        "1.政府网站\n2.公告栏",
        "①政府网站②公告栏",
        "政府网站 公告栏",
        "政府网\n站\n公告栏",
    ],
)
def test_without_boxes_all_count(text: str) -> None:
    assert channels(text) == ("政府网站", "公告栏")
    assert not has_boxes(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("政务服务窗口、政府网站", ("政务服务窗口", "政府网站")),
        ("■发布会/听证会 □其他", ("发布会/听证会",)),
        ("■社区/企事业单位/村公示栏（电子屏）□其他", ("社区/企事业单位/村公示栏（电子屏）",)),
        ("区政府网站（首页—政务公开—规划、计划）", ("区政府网站（首页—政务公开—规划、计划）",)),
        ("http://www.tcwy.gov.cn/", ("http://www.tcwy.gov.cn/",)),
        ("3.0版APP", ("3.0版APP",)),
        ("□政府网站□公告栏", ()),
        ("—", ()),
        ("", ()),
    ],
)
def test_other_cells(text: str, expected: tuple[str, ...]) -> None:
    assert channels(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("√", True), ("是", True), ("", False), ("×", False), ("项目单位", None)]
)
def test_ticks(text: str, expected: bool | None) -> None:
    assert is_tick(text) is expected
