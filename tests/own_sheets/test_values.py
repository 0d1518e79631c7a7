"""What people type into the cells, and the keys of the rows: pure."""

from datetime import date

import pytest

from tracker.choices import MatterKind, SecrecyResult
from tracker.own_sheets import keys, values
from tracker.own_sheets.columns import TASK_LENGTH, option

KEY = keys.Key(12, 3, 4, 2018, keys.fingerprint(60, "已公开"), keys.name_mark(7, "某事"))


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("60", 60), ("60%", 60), ("100 ％", 100)])
def test_a_percentage_is_read(text: str, number: int) -> None:
    assert values.percent(text) == number


@pytest.mark.parametrize("text", ["", "0.6", "101", "-1", "六十", "60.5", "1e2", "６０"])
def test_what_is_no_whole_percentage_is_not_guessed(text: str) -> None:
    assert values.percent(text) is None


@pytest.mark.parametrize(
    "text", ["2018-09-20", "2018-9-20", "2018/9/20", "2018.9.20", "2018年9月20日", "20180920", "2018 年 9 月 20 日"]
)
def test_a_day_is_read(text: str) -> None:
    assert values.day(text) == date(2018, 9, 20)


@pytest.mark.parametrize(
    "text", ["43363", "9月20日", "2018-13-01", "2018-02-30", "1990-01-01", "2100-01-01", "明天", ""]
)
def test_what_is_no_day_is_not_guessed(text: str) -> None:
    assert values.day(text) is None


def test_words_of_a_list_are_read_as_they_are_offered() -> None:
    assert [values.kind(text) for text in ("行政许可", "", "许可")] == [MatterKind.LICENCE, MatterKind.GENERAL, None]
    assert values.secrecy_result("不予公开") is SecrecyResult.WITHHOLD
    assert values.secrecy_result("公开") is None


def test_a_task_is_known_by_its_number() -> None:
    assert values.task_id(option(17, "批准结果", "可行性研究\n报告" * 40)) == 17
    assert len(option(17, "", "长" * 400)) == TASK_LENGTH
    assert [values.task_id(text) for text in ("", "可研", "1234567890 太长")] == [None, None, None]


def test_a_key_comes_back() -> None:
    assert keys.read(keys.write(KEY, "secret"), "secret") == KEY


@pytest.mark.parametrize("place", [0, 3, 5, 7, 15, -1])
def test_an_altered_key_does_not(place: int) -> None:
    text = keys.write(KEY, "secret")
    altered = "0" if text[place] != "0" else "1"
    assert keys.read(text[:place] + altered + (text[place + 1 :] if place != -1 else ""), "secret") is None


@pytest.mark.parametrize("text", ["", "12-3-4-2018", "12-3-4-2018-" + "0" * 16 + "-" + "0" * 24, "一-3-4-2018-a-b"])
def test_what_is_no_key_does_not_either(text: str) -> None:
    assert keys.read(text, "secret") is None


def test_a_key_of_another_system_does_not_either() -> None:
    assert keys.read(keys.write(KEY, "another"), "secret") is None


def test_the_fingerprint_overlooks_what_a_cell_cannot_keep() -> None:
    assert keys.fingerprint(60, " 已公开 \r\n\r\n 三批 ") == keys.fingerprint(60, "已公开\n三批")
    assert keys.fingerprint(60, "已公开") != keys.fingerprint(61, "已公开")
