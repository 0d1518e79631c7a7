"""Notices read from their text, against the installed package day by day; every doubt is told."""

import re
import time
from collections.abc import Callable
from datetime import date, timedelta
from itertools import chain

import pytest

from tests.calendar.notices import ITEMS, LABOUR_DAY_2019, NOTICES, SPRING_FESTIVAL_2020
from tracker.calendar.amending import differences, propose
from tracker.calendar.book import package_calendar
from tracker.calendar.entry import Arrangement, write
from tracker.calendar.entry import read as read_entry
from tracker.calendar.notice import LONGEST, Notice, read

NOTHING = Arrangement({}, frozenset())
OF_2026 = NOTICES[2026]
WIDE = str.maketrans("0123456789()：", "０１２３４５６７８９（）:")


def text_of(year: int) -> str:
    return NOTICES.get(year) or f"国务院办公厅关于{year}年部分节假日安排的通知\n{ITEMS[year]}"


def years() -> list[int]:
    return sorted(NOTICES.keys() | ITEMS.keys())


def arranged(year: int) -> Arrangement:
    """The year by its notice, the changes made to it, and what the next year's says of its last days."""
    found = propose(read(text_of(year)), year, NOTHING).arrangement
    later = {2019: [LABOUR_DAY_2019], 2020: [SPRING_FESTIVAL_2020]}.get(year, [])
    later += [text_of(year + 1)] if year + 1 in years() else []
    for text in later:
        found = propose(read(text), year, found).arrangement
    return found


def is_workday(arrangement: Arrangement, day: date) -> bool:
    return day in arrangement.worked or (day.weekday() < 5 and day not in arrangement.holidays)


def messages(notice: Notice) -> list[str]:
    return [doubt.message for doubt in notice.doubts]


def item(text: str, year: int = 2026) -> Notice:
    """The notice of 2026 with one of its items put differently."""
    name = text.partition("：")[0]
    changed, number = re.subn(rf"(?<=、){name}：.*", lambda _: text, OF_2026)
    assert number == 1
    return read(changed.replace("2026", str(year)))


@pytest.mark.parametrize("year", years())
def test_each_day_of_the_year_is_as_in_the_package(year: int) -> None:
    notice, calendar, ours = read(text_of(year)), package_calendar(), arranged(year)
    assert (notice.year, messages(notice)) == (year, [])
    days = [date(year, 1, 1) + timedelta(days=offset) for offset in range(365)]
    assert [day for day in days if is_workday(ours, day) is not calendar.is_workday(day)] == []
    assert read_entry(year, *write(ours)) == ours


@pytest.mark.parametrize(
    ("year", "label"),
    [
        (2018, "国办发明电〔2017〕12号（2017-11-30）"),
        (2019, "国办发明电〔2018〕15号（2018-12-01）"),
        (2020, "国办发明电〔2019〕16号（2019-11-21）"),
        (2024, "国办发明电〔2023〕7号（2023-10-25）"),
        (2025, "国办发明电〔2024〕12号（2024-11-12）"),
        (2026, "国办发明电〔2025〕7号（2025-11-04）"),
    ],
)
def test_number_and_date_are_read(year: int, label: str) -> None:
    assert read(NOTICES[year]).label == label


def test_names_and_sentences_are_kept() -> None:
    found = read(OF_2026).holidays[1]
    assert (found.name, found.off[0], found.off[-1]) == ("春节", date(2026, 2, 15), date(2026, 2, 23))
    assert found.worked == (date(2026, 2, 14), date(2026, 2, 28))
    assert found.sentence.startswith("2月15日（农历腊月二十八、周日）至23日")


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", ""),
        lambda text: re.sub(r"(.{7})", r"\1\n", text),
        lambda text: re.sub(r"(\d+)", r" \1 ", text),
        lambda text: text.translate(WIDE),
        lambda text: text.replace("（", "(").replace("）", ")").replace("，", ",").replace("：", ":"),
        lambda text: text.replace("至", "—"),
        lambda text: text.replace("日（周四）至3日", "—3日"),
        lambda text: text.replace("周", "星期"),
        lambda text: text.replace("\n", "\r\n\u3000\u3000\u200b"),
        lambda text: re.sub("[一二三四五六七]、", "", text),
        lambda text: f"首页 > 政策\n索引号：000014349/2025-00071 成文日期：2025年11月04日\n{text}\n扫一扫分享\n",
    ],
    ids=[
        "one line",
        "broken lines",
        "blanks",
        "wide",
        "narrow",
        "dash",
        "day left out",
        "weekday",
        "web",
        "bare",
        "page",
    ],
)
def test_it_may_be_pasted_from_anywhere(change: Callable[[str], str]) -> None:
    pasted, plain = read(change(OF_2026)), read(OF_2026)
    assert messages(pasted) == []
    assert [(each.name, each.off, each.worked) for each in pasted.holidays] == [
        (each.name, each.off, each.worked) for each in plain.holidays
    ]
    assert pasted.label == plain.label


@pytest.mark.parametrize(
    ("text", "off", "worked"),
    [
        ("元旦：1月1日至3日放假，共3天。", [(1, 1), (1, 2), (1, 3)], []),
        ("端午节：6月19日放假，与周末连休。", [(6, 19)], []),
        ("元旦：1月1日放假1天，不调休。", [(1, 1)], []),
        ("元旦：1月1日放假，1月4日（星期日）上班", [(1, 1)], [(1, 4)]),
        ("元旦：1月1日放假，1月5日（星期一）补休。", [(1, 1), (1, 5)], []),
        ("元旦：1月1日-3日放假，共三天。", [(1, 1), (1, 2), (1, 3)], []),
        ("元旦：1月1日（周四）放假，1月2日（周五）调休，1月4日（周日）上班。", [(1, 1), (1, 2)], [(1, 4)]),
        ("春节：2月16日（农历除夕）放假。2月21日（周六）、22日（周日）上班。", [(2, 16)], [(2, 21), (2, 22)]),
    ],
)  # fmt: skip
def test_other_wordings(text: str, off: list[tuple[int, int]], worked: list[tuple[int, int]]) -> None:
    notice = item(text)
    found = next(each for each in notice.holidays if each.name == text.partition("：")[0])
    assert [(day.month, day.day) for day in found.off] == off
    assert [(day.month, day.day) for day in found.worked] == worked
    assert messages(notice) == []


@pytest.mark.parametrize(
    ("text", "off", "worked"),
    [
        ("春节：1月21日放假，2月4日（星期日）上班", ["2018-01-21"], ["2018-02-04"]),
        ("清明节：4月5日放假，4月7日（星期六）补休", ["2018-04-05", "2018-04-07"], []),
        ("元旦：12月30日至2018年1月1日放假", ["2017-12-30", "2017-12-31", "2018-01-01"], []),
        ("中秋节9月24日放假，与周末连休", ["2018-09-24"], []),
    ],
)
def test_short_wordings_of_2018(text: str, off: list[str], worked: list[str]) -> None:
    notice = read(f"国务院办公厅关于2018年部分节假日安排的通知 一、{text}")
    (found,) = notice.holidays
    assert ([str(day) for day in found.off], [str(day) for day in found.worked]) == (off, worked)
    assert all(message.startswith("没有读到") for message in messages(notice))


@pytest.mark.parametrize(
    "text", ["2025年12月31日至2026年1月2日", "12月31日至2026年1月2日", "12月31日至1月2日", "12月31日—2026年1月2日"]
)
def test_a_holiday_that_begins_in_the_old_year(text: str) -> None:
    notice = item(f"元旦：{text}放假调休，共3天。12月28日（星期日）上班。")
    assert messages(notice) == []
    assert notice.years == [2025, 2026]
    assert propose(notice, 2026, NOTHING).off.keys() >= {date(2026, 1, 1), date(2026, 1, 2)}
    old = propose(notice, 2025, Arrangement({date(2025, 1, 1): "元旦"}, frozenset()))
    assert old.off == {date(2025, 1, 1): "元旦", date(2025, 12, 31): "元旦"}
    assert old.worked == {date(2025, 12, 28)}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("元旦：1月1日（周四）至3日（周六）放假调休，共4天。1月4日（周日）上班。", "通知写共4天，读到的是3天"),
        ("元旦：1月1日放假2天。", "通知写共2天，读到的是1天"),
        ("元旦：1月1日（周五）放假。", "2026-01-01是星期四，通知写的是星期五"),
        ("元旦：1月1日放假。1月4日（周六）上班。", "2026-01-04是星期日，通知写的是星期六"),
        ("元旦：1月1日放假。1月5日上班。", "2026-01-05是星期一，本来就上班，不是调休"),
        ("元旦：1月1日至2日放假，1月5日公休日调至1月2日。", "2026-01-05是星期一，本来就上班，不是调休"),
        ("元旦：1月1日至3日放假。1月3日上班。", "2026-01-03既写放假又写上班，暂按放假"),
        ("元旦：1月1日至1月33日放假。", "没有2026年1月33日这一天"),
        ("元旦：1日放假。", "“1日”没有写明月份"),
        ("元旦：1月3日至1日放假。", "从2026-01-03到2026-01-01不像一段假期"),
        ("元旦：2028年1月1日放假。", "日期落在2028年，不是2026年的安排"),
        ("元旦：另行通知。", "没有读到元旦放假的日期"),
        ("元旦：1月1日放假。1月4日。", "没有读懂2026-01-04是放假还是上班"),
        ("元旦：1月1日放假。铁路另有规定。1月4日上班。", "这句话没有读懂，请核对是否也要录入"),
        ("劳动节：5月5日放假，与周末连休。", "2026-05-05是星期二，不能与周末连休"),
        ("劳动节：9月25日至26日放假。", "2026-09-25列在两个节日里"),
        ("劳动节：5月1日放假。6月20日（周六）上班。", "2026-06-20在一个节日里放假，在另一个节日里上班"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_with_its_sentence(text: str, message: str) -> None:
    notice = item(text)
    assert message in messages(notice)
    assert all(doubt.sentence in OF_2026 or doubt.sentence in text for doubt in notice.doubts)


def test_a_missing_holiday_is_told() -> None:
    assert messages(read(re.sub("五、端午节：.*", "", OF_2026))) == ["没有读到端午节的安排"]


def test_advice_is_no_holiday() -> None:
    notice = read(NOTICES[2024])
    assert date(2024, 2, 9) not in chain(*(each.off for each in notice.holidays))
    assert [each.message for each in notice.remarks] == ["这是鼓励性的安排，不是放假，没有列入"]
    assert "除夕（2月9日）" in notice.remarks[0].sentence


@pytest.mark.parametrize(
    ("text", "year", "message"),
    [
        ("", None, "没有读到这是哪一年的安排，请把标题一起粘贴，或填写年份"),
        ("今天天气很好。", 2026, "没有读到任何节日的放假安排，请核对粘贴的是不是通知全文"),
        ("一、元旦：1月1日放假。", None, "没有读到这是哪一年的安排，请把标题一起粘贴，或填写年份"),
        (OF_2026, 2027, "通知写的是2026年，不是您填写的2027年"),
    ],
)
def test_what_is_no_notice(text: str, year: int | None, message: str) -> None:
    assert message in messages(read(text, year))


def test_the_year_may_be_said_by_the_person() -> None:
    items = OF_2026.partition("如下。")[2]
    assert read(items).year is None
    assert read(items, 2026).holidays == read(OF_2026).holidays


def test_a_changed_holiday_is_put_upon_the_year() -> None:
    before = propose(read(NOTICES[2019]), 2019, NOTHING).arrangement
    notice = read(LABOUR_DAY_2019)
    assert (notice.is_change, notice.label) == (True, "国办发明电〔2019〕3号（2019-03-22）")
    proposal = propose(notice, 2019, before)
    assert proposal.doubts == []
    assert [str(day) for day, _, _ in differences(before, proposal.arrangement)] == [
        "2019-04-28", "2019-05-02", "2019-05-03", "2019-05-04", "2019-05-05"
    ]  # fmt: skip
    assert differences(before, proposal.arrangement)[1] == (date(2019, 5, 2), "上班", "休（劳动节）")


def test_a_prolonged_holiday_takes_a_made_up_day_back() -> None:
    before = propose(read(NOTICES[2020]), 2020, NOTHING).arrangement
    proposal = propose(read(SPRING_FESTIVAL_2020), 2020, before)
    assert proposal.doubts == []
    assert [each.message for each in proposal.remarks] == ["原定2020-02-01调休上班，按通知改为放假"]
    assert [str(day) for day, _, _ in differences(before, proposal.arrangement)] == [
        "2020-01-31", "2020-02-01", "2020-02-02"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "present", "message"),
    [
        (LABOUR_DAY_2019, {}, "还没有2019年的整年安排"),
        (SPRING_FESTIVAL_2020, {}, "系统中没有2020年春节的安排，无法延长"),
        (SPRING_FESTIVAL_2020, {date(2020, 2, 5): "春节"}, "春节原来放到2020-02-05，不能延长至2020-02-02"),
        (LABOUR_DAY_2019.replace("劳动节", "运动会"), {date(2019, 1, 1): "元旦"}, "没有认出是哪个节日"),
    ],
)
def test_a_change_of_nothing_is_told(text: str, present: dict[date, str], message: str) -> None:
    notice = read(text)
    assert notice.year is not None
    proposal = propose(notice, notice.year, Arrangement(present, frozenset()))
    assert any(message in each.message for each in proposal.doubts)


def test_a_made_up_day_that_the_change_does_not_name_is_asked_about() -> None:
    before = Arrangement({date(2019, 5, 1): "劳动节"}, frozenset({date(2019, 4, 27), date(2019, 10, 12)}))
    proposal = propose(read(LABOUR_DAY_2019), 2019, before)
    assert [each.message for each in proposal.doubts] == [
        "原来的调休上班日2019-04-27没有在通知中提到，仍然保留，请核对是否取消"
    ]
    assert proposal.worked == {date(2019, 4, 27), date(2019, 4, 28), date(2019, 5, 5), date(2019, 10, 12)}


def test_the_next_new_year_stays_when_the_year_is_read_again() -> None:
    whole = arranged(2018)
    again = propose(read(NOTICES[2018]), 2018, whole)
    assert again.arrangement == whole
    assert "2018-12-29、2018-12-30、2018-12-31是下一年元旦的安排" in again.remarks[0].message


@pytest.mark.parametrize(
    "text",
    ["（1月1日至", "1月1日放假", "元旦：1月1日", "放假1月1日至", "延长2026年春节假期至2月3日", "1月1日（", "公休日"],
)
def test_a_text_of_nothing_else_is_read_at_once(text: str) -> None:
    began = time.perf_counter()
    assert messages(read(f"关于2026年{text * 10_000}"[:LONGEST])) != []
    assert time.perf_counter() - began < 5
