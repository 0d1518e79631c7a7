import pytest

from tracker.projects import money


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("1250.5", 12_505_000),
        ("1,250.5", 12_505_000),
        (" 1 250 ", 12_500_000),
        ("１２５０．５", 12_505_000),
        ("0.0001", 1),
        ("1.2亿元", 120_000_000),
        ("300万元", 3_000_000),
        ("5000元", 5_000),
        ("100000000", 10**12),
        ("1234.5600000000001", 12_345_600),
        ("0.30000000000000004", 3_000),
    ],
)
def test_an_amount_is_kept_to_the_yuan(text: str, yuan: int) -> None:
    assert money.yuan(text) == yuan


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "请填写金额的数字"),
        ("约300", "请填写金额的数字"),
        ("-5", "请填写金额的数字"),
        ("1e9", "请填写金额的数字"),
        ("12,50", "请填写金额的数字"),
        ("²", "请填写金额的数字"),
        ("9" * 40, "请填写金额的数字"),
        ("0", "金额应大于0"),
        ("100000000.0001", "金额应大于0，且不超过1万亿元"),
        ("1.00001", "最多精确到元"),
    ],
)
def test_what_is_no_amount_is_told(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        money.yuan(text)


def test_a_heading_may_count_in_another_unit() -> None:
    assert money.yuan("1.5", 100_000_000) == 150_000_000
    assert money.yuan("3万元", 1) == 30_000


@pytest.mark.parametrize(
    ("yuan", "text"), [(None, ""), (1, "0.0001"), (12_505_000, "1,250.5"), (40_000, "4"), (10**12, "100,000,000")]
)
def test_it_is_shown_in_ten_thousands(yuan: int | None, text: str) -> None:
    assert money.wan(yuan) == text
    if yuan is not None:
        assert money.yuan(text) == yuan
