"""What an answer says of a page, and when failures are proof."""

from datetime import datetime

import pytest

from tracker.clock import SHANGHAI
from tracker.links import outcomes
from tracker.links.choices import LinkState
from tracker.links.outcomes import Streak, Visit, answered, failed, stopped, streak

A, B = "http://a.cn/1", "http://a.cn/2"
L = LinkState


@pytest.mark.parametrize(
    ("at", "status", "state", "words"),
    [
        (A, 200, L.ALIVE, "打开正常"),
        (A, 206, L.ALIVE, "打开正常"),
        (B, 200, L.REDIRECTED, "转到 http://a.cn/2"),
        (A, 404, L.GONE, "网页不存在（404）"),
        (B, 410, L.GONE, "网页不存在（410）"),
        (A, 500, L.NO_ANSWER, "没有打开：网站出错（500）"),
        (A, 403, L.UNCLEAR, "未能核实：网站拒绝访问（403）"),
        (A, 429, L.UNCLEAR, "未能核实：网站要求放慢访问（429）"),
        (A, 301, L.UNCLEAR, "未能核实：网站的回答不说明网页是否存在（301）"),
        (A, 999, L.NO_ANSWER, "没有打开：网站出错（999）"),
    ],
)
def test_the_last_answer_decides(at: str, status: int, state: LinkState, words: str) -> None:
    visit = answered(A, at, status)
    assert (visit.state, visit.words) == (state, words)
    assert visit.is_reached is (status in (200, 206))


def test_no_answer_is_a_failure_until_the_whole_run_had_none() -> None:
    visit = failed(A, A, "等了太久没有回答")
    assert (visit.state, visit.words) == (L.NO_ANSWER, "没有打开：等了太久没有回答")
    assert visit.doubted().state is L.UNCLEAR
    assert not visit.doubted().state.is_failure
    assert "没有任何网站回答" in visit.doubted().words


def test_a_redirect_that_may_not_be_followed_is_told_with_its_end() -> None:
    visit = stopped(A, "http://evil.cn/", 302, "不在允许访问的网站之列")
    assert visit.words == "转到 http://evil.cn/（不在允许访问的网站之列，没有跟随）"
    assert not visit.is_reached
    assert stopped(A, A, None, "域名指向内部网络").state is L.UNCLEAR


def test_only_what_prints_is_kept_and_not_too_much() -> None:
    assert outcomes.shown("http://a.cn/\x1b[2J\u202e\n" + "x" * 900) == ("http://a.cn/[2J" + "x" * 900)[:400]


def at(day: int, hour: int = 9) -> datetime:
    return datetime(2018, 12, day, hour, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("visits", "is_proof"),
    [
        ([], False),
        ([(at(3), L.GONE)], False),
        ([(at(3), L.GONE), (at(3, 23), L.GONE)], False),
        ([(at(3, 23), L.GONE), (at(4, 1), L.GONE)], True),
        ([(at(3), L.GONE), (at(5), L.UNCLEAR), (at(6), L.GONE)], True),
        ([(at(3), L.GONE), (at(4), L.ALIVE), (at(5), L.GONE)], False),
        ([(at(3), L.GONE), (at(4), L.REDIRECTED), (at(5), L.GONE)], False),
        ([(at(3), L.NO_ANSWER), (at(4), L.NO_ANSWER)], False),
        ([(at(3), L.NO_ANSWER), (at(4), L.NO_ANSWER), (at(4, 22), L.NO_ANSWER)], False),
        ([(at(3), L.NO_ANSWER), (at(4), L.NO_ANSWER), (at(5), L.NO_ANSWER)], True),
        ([(at(3), L.NO_ANSWER), (at(4), L.GONE)], False),
        ([(at(3), L.NO_ANSWER), (at(4), L.GONE), (at(5), L.NO_ANSWER)], True),
        ([(at(3), L.UNCLEAR), (at(4), L.UNCLEAR), (at(5), L.UNCLEAR)], False),
    ],
)
def test_failures_on_different_days_are_proof(visits: list[tuple[datetime, LinkState]], is_proof: bool) -> None:
    assert streak(visits).is_proof is is_proof


def test_midnight_is_that_of_the_district() -> None:
    """15:30 and 16:30 in UTC are 23:30 and 00:30 here."""
    assert streak([(at(3, 23), L.GONE), (at(4, 0), L.GONE)]).is_proof


def test_the_sentence_names_the_numbers() -> None:
    gone = streak([(at(3), L.GONE), (at(3, 12), L.GONE), (at(6), L.GONE)])
    assert gone.since == at(3)
    assert gone.sentence(Visit(L.GONE, 404)) == (
        "2018-12-03 至 2018-12-06 在2个不同的日子连续访问3次，每次都网页不存在，最近一次：网站回答404。"
    )
    mixed = streak([(at(3), L.NO_ANSWER), (at(4), L.GONE), (at(6), L.NO_ANSWER)])
    assert "每次都没有打开，最近一次：域名没有解析成功。" in mixed.sentence(failed(A, A, "域名没有解析成功"))
    assert streak([]) == Streak()
