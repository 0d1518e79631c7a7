"""A year's arrangement as it is typed."""

from datetime import date

import pytest

from tracker.calendar.book import package_calendar
from tracker.calendar.entry import Arrangement, read, write
from tracker.refusals import Refused

OCTOBER = {date(2027, 10, day): "国庆节" for day in range(1, 4)}


@pytest.mark.parametrize(
    ("holidays", "expected"),
    [
        ("2027-10-01至2027-10-03 国庆节", OCTOBER),
        ("2027-10-01 至 2027-10-03 国庆节", OCTOBER),
        ("10月1日至10月3日　国庆节", OCTOBER),
        ("10-1—10-3 国庆节\n\n", OCTOBER),
        ("2027年10月1日到2027年10月3日 国庆节", OCTOBER),
        ("2027-10-01 国庆节\n2027/10/02 国庆节\r\n2027.10.03 国庆节", OCTOBER),
        ("", {}),
    ],
)
def test_holidays_are_read(holidays: str, expected: dict[date, str]) -> None:
    assert read(2027, holidays, "").holidays == expected


def test_worked_days_are_read() -> None:
    assert read(2027, "", "2027-09-26\n10月9日 ").worked == {date(2027, 9, 26), date(2027, 10, 9)}


@pytest.mark.parametrize(
    ("holidays", "worked", "message"),
    [
        ("国庆节", "", "放假第1行“国庆节”看不懂"),
        ("2027-10-01 国庆节\n2027-02-30 春节", "", "放假第2行“2027-02-30 春节”看不懂"),
        ("2027-10-01", "", "缺节日名称"),
        ("2027-10-03至2027-10-01 国庆节", "", "早于开始日期"),
        ("2026-10-01 国庆节", "", "不在2027年内"),
        ("2027-12-31至2028-01-02 元旦", "", "不在2027年内"),
        (
            "2027-10-01至2027-10-03 国庆节\n2027-10-03 中秋节",
            "",
            "放假第2行“2027-10-03 中秋节”中的2027-10-03前面已经填为国庆节",
        ),
        ("²⁰²⁷-10-01 国庆节", "", "看不懂"),
        ("99999999999999999999-10-01 国庆节", "", "看不懂"),
        ("", "2027-10-01", "不是星期六或星期日"),
        ("", "soon", "调休上班第1行“soon”看不懂"),
        ("2027-10-02至2027-10-03 国庆节", "2027-10-02", "既在放假里，又在调休上班里"),
        ("2027-01-01至2027-12-31 长假", "", "超过120天"),
    ],
)
def test_what_cannot_be_is_refused(holidays: str, worked: str, message: str) -> None:
    with pytest.raises(Refused, match=message):
        read(2027, holidays, worked)


@pytest.mark.parametrize("year", sorted(package_calendar().years))
def test_what_is_written_is_read_again(year: int) -> None:
    calendar = package_calendar()
    holidays = {day: name for day, name in calendar.holidays.items() if day.year == year}
    arrangement = Arrangement(holidays, frozenset(day for day in calendar.makeup if day.year == year))
    assert read(year, *write(arrangement)) == arrangement
