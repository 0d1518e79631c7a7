"""What is stated when a request is recorded; nobody can be told from it."""

import time
from datetime import date

import pytest

from tracker.requests.choices import ApplicantKind, RequestChannel
from tracker.requests.filing import Filing, private_data
from tracker.requests.models import InformationRequest

FILING = Filing(date(2018, 12, 20), RequestChannel.POST, ApplicantKind.BUSINESS, "某地块的征收补偿安置方案")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("申请人身份证号610202198001011234", "身份证号"),
        ("61020219800101123X", "身份证号"),
        ("请联系13891234567。", "手机号码"),
        ("电话0919-2181234", "电话号码"),
        ("寄至 wang@example.com", "电子邮箱"),
        ("王政发〔2018〕12号文件", None),
        ("2018年1月至12月的采购合同，金额20180000元", None),
        ("宗地610202001003GB00012的出让合同", None),
        ("项目代码2018-610202-48-01-012345", None),
        ("", None),
    ],
)
def test_numbers_that_tell_who_somebody_is(text: str, found: str | None) -> None:
    assert private_data(text) == found


def test_the_future_brings_no_requests() -> None:
    assert FILING.problems(date(2018, 12, 20)) == {}
    assert FILING.problems(date(2018, 12, 19)) == {"received_on": "收到日期不能晚于今天（2018-12-19）"}


def test_people_read_it_in_chinese() -> None:
    assert FILING.shown() == {
        "收到日期": "2018-12-20",
        "提交方式": "邮寄",
        "申请人": "商业企业",
        "申请公开的内容": "某地块的征收补偿安置方案",
    }


def test_there_is_no_column_for_who_asked() -> None:
    columns = set(InformationRequest.__table__.columns.keys())
    assert columns >= {"applicant_kind", "channel", "received_on", "subject"}
    assert {name for name in columns if "name" in name or "phone" in name or "address" in name} == set()


def test_a_long_text_is_searched_in_one_pass() -> None:
    began = time.process_time()
    assert private_data("A" * 300_000) is None
    assert private_data("1" * 300_000) is None
    assert private_data("a" * 300_000 + "@" + "-" * 300_000) is None
    assert time.process_time() - began < 2
