"""What is wrong with a statement about a disclosure: one case a rule, each at its field."""

from dataclasses import replace
from datetime import date

import pytest

from tracker.choices import MatterKind, SecrecyResult
from tracker.disclosures.entry import Entry, is_website, split_channels
from tracker.forms import is_web_address

TODAY = date(2018, 12, 20)
OPEN = Entry("关于某项目可行性研究报告的批复", MatterKind.GENERAL, formed_on=date(2018, 9, 20))
PUBLISHED = replace(
    OPEN,
    published_on=date(2018, 10, 24),
    channels=("政府网站",),
    address="http://www.tcwy.gov.cn/1.html",
    secrecy_reviewed_by="王审查",
    secrecy_reviewed_on=date(2018, 10, 24),
    secrecy_result=SecrecyResult.CLEAR,
)
WITHHELD = replace(
    OPEN, secrecy_reviewed_by="王审查", secrecy_reviewed_on=date(2018, 10, 1), secrecy_result=SecrecyResult.WITHHOLD
)


@pytest.mark.parametrize(
    "entry",
    [
        OPEN,
        PUBLISHED,
        WITHHELD,
        replace(OPEN, kind=MatterKind.LICENCE, decided_on=date(2018, 9, 20)),
        replace(PUBLISHED, channels=("公告栏",), address=""),
        replace(PUBLISHED, published_on=PUBLISHED.formed_on, secrecy_reviewed_on=PUBLISHED.formed_on),
        replace(PUBLISHED, published_on=TODAY),
        replace(PUBLISHED, secrecy_result=SecrecyResult.PARTLY),
    ],
)
def test_a_sound_statement_has_no_problem(entry: Entry) -> None:
    assert entry.problems(TODAY) == {}


@pytest.mark.parametrize(
    ("entry", "field", "words"),
    [
        (replace(OPEN, formed_on=None), "formed_on", "请填写这一天"),
        (replace(OPEN, kind=MatterKind.LICENCE), "decided_on", "行政许可从作出决定之日起算"),
        (replace(OPEN, kind=MatterKind.PENALTY), "decided_on", "行政处罚从作出决定之日起算"),
        (replace(OPEN, formed_on=date(2018, 12, 21)), "formed_on", "不能晚于今天（2018-12-20）"),
        (replace(PUBLISHED, decided_on=date(2018, 12, 21)), "decided_on", "不能晚于今天"),
        (replace(PUBLISHED, published_on=date(2018, 12, 21)), "published_on", "不能晚于今天"),
        (replace(WITHHELD, secrecy_reviewed_on=date(2018, 12, 21)), "secrecy_reviewed_on", "不能晚于今天"),
        (replace(PUBLISHED, published_on=date(2018, 9, 19)), "published_on", "早于形成（变更）日期（2018-09-20）"),
        (
            replace(PUBLISHED, kind=MatterKind.LICENCE, decided_on=date(2018, 10, 25)),
            "published_on",
            "早于作出决定日期（2018-10-25）",
        ),
        (
            replace(PUBLISHED, secrecy_reviewed_on=date(2018, 10, 25)),
            "secrecy_reviewed_on",
            "应在公开（2018-10-24）之前",
        ),
        (replace(PUBLISHED, secrecy_reviewed_by=""), "secrecy_reviewed_by", "请填写审查人"),
        (replace(PUBLISHED, secrecy_reviewed_on=None), "secrecy_reviewed_on", "请填写审查日期"),
        (replace(PUBLISHED, secrecy_result=None), "secrecy_result", "请选择审查结论"),
        (replace(OPEN, secrecy_reviewed_by="王审查"), "secrecy_result", "请选择审查结论"),
        (replace(PUBLISHED, secrecy_result=SecrecyResult.WITHHOLD), "published_on", "审查结论为不予公开"),
        (replace(PUBLISHED, channels=()), "channels", "至少选择一个公开渠道"),
        (replace(PUBLISHED, address=""), "address", "请填写网页地址"),
        (replace(PUBLISHED, channels=("信用陕西",), address=""), "address", "请填写网页地址"),
        (replace(PUBLISHED, address="javascript:alert(1)"), "address", "http:// 或 https:// 开头"),
        (replace(OPEN, address="www.tcwy.gov.cn"), "address", "http:// 或 https:// 开头"),
    ],
)
def test_each_contradiction_is_said_at_its_field(entry: Entry, field: str, words: str) -> None:
    assert words in entry.problems(TODAY)[field]


def test_publication_without_any_review_says_that_it_comes_first() -> None:
    entry = replace(PUBLISHED, secrecy_reviewed_by="", secrecy_reviewed_on=None, secrecy_result=None)
    found = entry.problems(TODAY)
    assert set(found) == {"secrecy_reviewed_by", "secrecy_reviewed_on", "secrecy_result"}
    assert found["secrecy_result"] == "公开前应完成保密审查，请选择审查结论"


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("http://www.tcwy.gov.cn/1.html", True),
        ("HTTPS://credit.shaanxi.gov.cn", True),
        ("http://", False),
        ("http:///a.b", False),
        ("http://host", False),
        ("ftp://a.b/c", False),
        ("javascript://a.b/%0aalert(1)", False),
        ("http://a.b/ c", False),
        ('http://a.b/"onclick=', False),
        ("", False),
    ],
)
def test_only_web_addresses_may_become_links(text: str, good: bool) -> None:
    assert is_web_address(text) is good


@pytest.mark.parametrize(
    ("channel", "website"), [("政府网站", True), ("信用王益", True), ("区政府门户网", True), ("公告栏", False)]
)
def test_channels_that_need_an_address(channel: str, website: bool) -> None:
    assert is_website(channel) is website


def test_channels_typed_freely_are_taken_apart() -> None:
    assert list(split_channels(" 村务公开栏、广播，；电子屏 ")) == ["村务公开栏", "广播", "电子屏"]
