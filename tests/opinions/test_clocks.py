"""Hours by the wall clock: to the minute, over weekends, in words."""

from datetime import datetime, timedelta

import pytest

from tracker.choices import Severity
from tracker.clock import SHANGHAI, local
from tracker.opinions.clocks import answer_due, standing

FOUND = datetime(2018, 9, 29, 22, 30, tzinfo=SHANGHAI)  # the Saturday before the National Day holiday
DUE = datetime(2018, 12, 20, 12, 0, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("severity", "due", "source"),
    [
        (Severity.PARTICULARLY_MAJOR, datetime(2018, 9, 30, 3, 30, tzinfo=SHANGHAI), "80号"),
        (Severity.MAJOR, datetime(2018, 9, 30, 3, 30, tzinfo=SHANGHAI), "80号"),
        (Severity.OTHER, datetime(2018, 10, 1, 22, 30, tzinfo=SHANGHAI), "61号"),
    ],
)
def test_holidays_do_not_stop_the_clock(severity: Severity, due: datetime, source: str) -> None:
    found = answer_due(severity, FOUND)
    assert found.due_at == due
    assert source in found.rule.source


def test_the_limit_is_said_in_shanghai_time() -> None:
    assert answer_due(Severity.MAJOR, FOUND).sentence == (
        "发现于 2018-09-29 22:30，重大舆情应在5小时内发布权威信息（连续计时，含节假日），"
        "应于 2018-09-30 03:30 前首次回应。依据：国办发〔2016〕80号实施细则，实施方案三（五）。"
    )
    assert local(answer_due(Severity.OTHER, FOUND).due_at).hour == 22


@pytest.mark.parametrize(
    ("answered", "moment", "tone", "word"),
    [
        (timedelta(0), timedelta(0), "done", "按期回应"),
        (timedelta(seconds=1), timedelta(hours=9), "late", "逾期1分钟回应"),
        (timedelta(hours=2, minutes=59), timedelta(hours=9), "late", "逾期2小时回应"),
        (timedelta(days=3), timedelta(days=9), "late", "逾期3天回应"),
        (None, timedelta(hours=-6), "open", "还有6小时"),
        (None, timedelta(hours=-5), "soon", "还有5小时"),
        (None, timedelta(minutes=-30), "soon", "还有30分钟"),
        (None, timedelta(0), "soon", "还有1分钟"),
        (None, timedelta(minutes=1), "late", "逾期1分钟未回应"),
        (None, timedelta(hours=71), "late", "逾期71小时未回应"),
    ],
)
def test_standing(answered: timedelta | None, moment: timedelta, tone: str, word: str) -> None:
    light = standing(DUE, DUE + answered if answered is not None else None, DUE + moment)
    assert (light.tone, light.word) == (tone, word)
