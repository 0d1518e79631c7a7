"""A calendar file as other programs read it."""

from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar

from tracker.documents.events import Day, write_feed

MOMENT = datetime(2018, 12, 20, 1, 30, tzinfo=UTC)
LONG = "关于红旗街排水管网改造工程可行性研究报告审批结果的批复，" * 12


def written(*days: Day, name: str = "区发改局", note: str = "共1项。") -> bytes:
    return write_feed(name, note, days, MOMENT)


def read(data: bytes) -> Calendar:
    found = Calendar.from_ical(data)
    assert isinstance(found, Calendar)
    return found


def test_a_day_is_read_back() -> None:
    (event,) = read(written(Day("disclosure-1@x", date(2018, 12, 31), "《批复》应公开", "形成日起20个工作日"))).events
    assert (event["uid"], event["summary"], event["description"]) == (
        "disclosure-1@x", "《批复》应公开", "形成日起20个工作日"
    )  # fmt: skip
    assert (event["dtstart"].dt, event["dtend"].dt) == (date(2018, 12, 31), date(2019, 1, 1))
    assert event["dtstart"].params["VALUE"] == "DATE"
    assert event["dtstamp"].dt == MOMENT
    assert event["transp"] == "TRANSPARENT"


def test_the_calendar_says_what_it_is() -> None:
    found = read(written())
    assert (found["version"], found["x-wr-calname"], found["x-wr-caldesc"]) == ("2.0", "区发改局", "共1项。")
    assert found.events == []
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT6H\r\n" in written()
    assert b"X-PUBLISHED-TTL:PT6H\r\n" in written()


def test_lines_are_folded_between_characters() -> None:
    data = written(Day("a", date(2018, 12, 31), LONG, LONG))
    for line in data.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
    (event,) = read(data).events
    assert (event["summary"], event["description"]) == (LONG, LONG)


@pytest.mark.parametrize(
    "text",
    [
        "甲,乙;丙:丁\\戊",
        "一行\n二行",
        "<script>alert(1)</script>&amp;",
        "END:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:别的",
        '引号"和“引号”',
        "=1+1",
    ],
)
def test_whatever_a_text_holds_stays_text(text: str) -> None:
    found = read(written(Day("a", date(2018, 12, 31), text, text), name=text, note=text))
    (event,) = found.events
    expected = text.replace("\r\n", "\n")
    assert (event["summary"], event["description"], found["description"]) == (expected, expected, expected)


def test_what_cannot_be_seen_is_left_out() -> None:
    (event,) = read(written(Day("a", date(2018, 12, 31), "批\x0b\x00\u202e复"))).events
    assert event["summary"] == "批复"
    assert "description" not in event
