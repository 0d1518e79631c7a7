"""What is wrong with a statement about a disclosure: one case a rule, each at its field."""

from dataclasses import replace
from datetime import date

import pytest

from tracker.choices import MatterKind, Mode, SecrecyResult, Supervision, WithholdGround
from tracker.disclosures.channels import Channel
from tracker.disclosures.entry import Entry, differences, from_json
from tracker.forms import is_web_address

TODAY = date(2018, 12, 20)
OPEN = Entry("关于某项目可行性研究报告的批复", MatterKind.GENERAL, formed_on=date(2018, 9, 20))
PUBLISHED = replace(
    OPEN,
    published_on=date(2018, 10, 24),
    channels=(Channel("政府网站", "http://www.tcwy.gov.cn/1.html"), Channel("公告栏")),
    secrecy_reviewed_by="王审查",
    secrecy_reviewed_on=date(2018, 10, 24),
    secrecy_result=SecrecyResult.CLEAR,
)
WITHHELD = replace(
    OPEN,
    secrecy_reviewed_by="王审查",
    secrecy_reviewed_on=date(2018, 10, 1),
    secrecy_result=SecrecyResult.WITHHOLD,
    mode=Mode.WITHHELD,
    ground=WithholdGround.PRIVACY,
)


def at(*channels: Channel) -> Entry:
    return replace(PUBLISHED, channels=channels)


@pytest.mark.parametrize(
    "entry",
    [
        OPEN,
        PUBLISHED,
        WITHHELD,
        replace(OPEN, kind=MatterKind.LICENCE, decided_on=date(2018, 9, 20)),
        at(Channel("公告栏", "区政务大厅一楼")),
        replace(PUBLISHED, published_on=None, mode=Mode.ON_REQUEST, ground_note="某条例第五条"),
        replace(OPEN, supervision=Supervision.ENCOURAGED, legal_person="某公司"),
        replace(OPEN, secrecy_reviewed_by="王审查"),
        replace(OPEN, law_days=7, law_source="《政府采购法实施条例》第四十三条"),
        replace(WITHHELD, ground=WithholdGround.OTHER, ground_note="《政府信息公开条例》第十六条"),
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
        (
            replace(PUBLISHED, secrecy_reviewed_on=date(2018, 9, 19)),
            "secrecy_reviewed_on",
            "早于信息形成（决定）的日期",
        ),
        (
            replace(
                PUBLISHED,
                kind=MatterKind.LICENCE,
                formed_on=None,
                decided_on=date(2018, 10, 9),
                secrecy_reviewed_on=date(2018, 10, 8),
            ),
            "secrecy_reviewed_on",
            "早于信息形成（决定）的日期",
        ),
        (replace(PUBLISHED, secrecy_reviewed_by=""), "secrecy_reviewed_by", "请填写审查人"),
        (replace(PUBLISHED, secrecy_reviewed_on=None), "secrecy_reviewed_on", "请填写审查日期"),
        (replace(PUBLISHED, secrecy_result=None), "secrecy_result", "请选择审查结论"),
        (replace(OPEN, secrecy_reviewed_on=date(2018, 10, 1)), "secrecy_result", "请选择审查结论"),
        (replace(OPEN, secrecy_result=SecrecyResult.CLEAR), "secrecy_reviewed_by", "请填写审查人"),
        (replace(PUBLISHED, secrecy_result=SecrecyResult.WITHHOLD), "mode", "审查结论为不予公开"),
        (replace(WITHHELD, published_on=date(2018, 10, 24)), "published_on", "不予公开的信息没有公开日期"),
        (replace(OPEN, mode=Mode.ON_REQUEST), "ground_note", "只依申请公开的，请写明理由"),
        (replace(OPEN, mode=Mode.ON_REQUEST), "secrecy_result", "决定依申请公开前应完成保密审查"),
        (replace(OPEN, supervision=Supervision.BY_LAW), "legal_person", "请写明是哪家项目法人单位"),
        (replace(PUBLISHED, mode=Mode.ON_REQUEST), "published_on", "依申请公开的信息没有公开日期"),
        (replace(WITHHELD, ground=None), "ground", "请选择理由"),
        (replace(WITHHELD, ground=WithholdGround.OTHER), "ground_note", "哪部法律法规"),
        (replace(WITHHELD, secrecy_result=SecrecyResult.CLEAR), "secrecy_result", "审查结论也应为不予公开"),
        (at(), "channels", "至少选择一个公开渠道"),
        (at(Channel("政府网站")), "address", "政府网站：在网站上公开的，请填写网页地址"),
        (at(Channel("信用陕西")), "address", "信用陕西：在网站上公开的，请填写网页地址"),
        (at(Channel("政府网站", "javascript:alert(1)")), "address", "http:// 或 https:// 开头"),
        (replace(OPEN, channels=(Channel("政府网站", "www.tcwy.gov.cn"),)), "address", "http:// 或 https:// 开头"),
        (replace(OPEN, law_days=7), "law_source", "天数和依据要一起填写"),
        (replace(OPEN, law_source="某法第十条"), "law_days", "天数和依据要一起填写"),
    ],
)
def test_each_contradiction_is_said_at_its_field(entry: Entry, field: str, words: str) -> None:
    assert words in entry.problems(TODAY)[field]


def test_a_review_that_stands_is_not_refused_for_a_day_corrected_now() -> None:
    now = replace(PUBLISHED, formed_on=date(2018, 10, 24))
    assert now.problems(TODAY, before=replace(PUBLISHED, secrecy_reviewed_on=date(2018, 10, 8))) == {}
    early = replace(now, secrecy_reviewed_on=date(2018, 10, 8))
    assert early.problems(TODAY, before=replace(PUBLISHED, secrecy_reviewed_on=date(2018, 10, 8))) == {}
    assert "secrecy_reviewed_on" in early.problems(TODAY, before=PUBLISHED)


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
    "name",
    [
        *(
            "王 主任",
            "王主任",
            "王主任.",
            "王\u200b主任",
            "区发改局王主任",
            "（区发改局）王主任",
            "主任",
            "张审、王主任",
        ),
        *("Liaison-FGJ", "ＬＩＡＩＳＯＮ－ＦＧＪ", "liaison fgj"),
    ],
)
def test_the_reviewer_is_not_the_person_who_recorded(name: str) -> None:
    found = replace(PUBLISHED, secrecy_reviewed_by=name).problems(TODAY, ("王主任", "liaison-fgj"))
    assert found == {"secrecy_reviewed_by": "审查人不能是登记人本人，请由另一人审查"}


@pytest.mark.parametrize("name", ["李主任", "王主任科员", "任", "主任王", "张三、李四"])
def test_another_person_may_review(name: str) -> None:
    assert replace(PUBLISHED, secrecy_reviewed_by=name).problems(TODAY, ("王主任", "liaison-fgj")) == {}


def test_withholding_without_any_review_says_that_it_comes_first() -> None:
    entry = replace(WITHHELD, secrecy_reviewed_by="", secrecy_reviewed_on=None, secrecy_result=None)
    found = entry.problems(TODAY)
    assert set(found) == {"secrecy_reviewed_by", "secrecy_reviewed_on", "secrecy_result"}
    assert found["secrecy_result"] == "决定不予公开前应完成保密审查，请选择审查结论"


@pytest.mark.parametrize("days", [-5, 0, 366, 10**20])
def test_a_law_sets_a_limit_of_a_year_at_most(days: int) -> None:
    assert replace(OPEN, law_days=days, law_source="某法第十条").problems(TODAY)["law_days"] == "请填写1至365之间的整数"


def test_what_is_kept_of_a_statement_gives_it_again() -> None:
    entry = replace(WITHHELD, law_days=3, law_source="某条例第五条", channels=PUBLISHED.channels)
    assert from_json(entry.as_json()) == entry
    assert from_json({"title": "旧记录", "kind": "general", "gone": 1}) == Entry("旧记录", MatterKind.GENERAL)


def test_differences_name_each_field_with_both_texts() -> None:
    changed = replace(at(Channel("公告栏")), secrecy_result=SecrecyResult.PARTLY, document_number="王发〔2018〕1号")
    assert set(differences(PUBLISHED, changed)) == {
        ("文号", "—", "王发〔2018〕1号"),
        ("审查结论", SecrecyResult.CLEAR.label, SecrecyResult.PARTLY.label),
        ("公开渠道", "政府网站（http://www.tcwy.gov.cn/1.html）、公告栏", "公告栏"),
    }
