"""What an answer says of a page, and how often it must fail before that is proof. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from tracker.clock import local
from tracker.links.choices import LinkState

GONE = (404, 410)
DAYS_GONE, DAYS_FAILED = 2, 3
FAILED = (LinkState.GONE, LinkState.NO_ANSWER)
LONGEST_SHOWN = 400
REFUSES = {401: "网页需要登录", 403: "网站拒绝访问", 429: "网站要求放慢访问"}


@dataclass(frozen=True)
class Visit:
    """What one visit came to. ``final_address`` is where it was led, with ``reason`` when that was not followed."""

    state: LinkState
    status: int | None = None
    final_address: str = ""
    reason: str = ""

    @property
    def is_reached(self) -> bool:
        """Whether a page came in the end."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def words(self) -> str:
        """For people: 打开正常, 网页不存在（404）, 转到 …, 没有打开：…"""
        if self.state is LinkState.GONE:
            return f"{self.state.label}（{self.status}）"
        if self.state is LinkState.REDIRECTED:
            return f"转到 {self.final_address}" + (f"（{self.reason}，没有跟随）" if self.reason else "")
        return f"{self.state.label}：{self.reason}" if self.reason else self.state.label

    def doubted(self) -> "Visit":
        """The same where no website answered in the whole run: rather this machine is cut off than the page gone."""
        return replace(self, state=LinkState.UNCLEAR, reason=f"{self.reason}（同次核查没有任何网站回答）")


def answered(address: str, at: str, status: int) -> Visit:
    """The last answer, which came from ``at``."""
    led_to = shown(at) if at != address else ""
    if status in GONE:
        return Visit(LinkState.GONE, status, led_to)
    if 200 <= status < 300:
        return Visit(LinkState.REDIRECTED if led_to else LinkState.ALIVE, status, led_to)
    if status >= 500:
        return Visit(LinkState.NO_ANSWER, status, led_to, f"网站出错（{status}）")
    reason = REFUSES.get(status, "网站的回答不说明网页是否存在")
    return Visit(LinkState.UNCLEAR, status, led_to, f"{reason}（{status}）")


def failed(address: str, at: str, reason: str) -> Visit:
    """No answer came from ``at``."""
    return Visit(LinkState.NO_ANSWER, None, shown(at) if at != address else "", reason)


def stopped(address: str, at: str, status: int | None, reason: str) -> Visit:
    """``at`` must not be visited: where a redirect led there, that is what the visit found."""
    if at == address:
        return Visit(LinkState.UNCLEAR, None, "", reason)
    return Visit(LinkState.REDIRECTED, status, shown(at), reason)


def shown(address: str) -> str:
    """As much of an address as is kept and shown, without what does not print."""
    return "".join(char for char in address if char.isprintable())[:LONGEST_SHOWN]


@dataclass(frozen=True)
class Streak:
    """The visits that failed in a row: since when, how many, on which days, on which of these the page was gone."""

    since: datetime | None = None
    times: int = 0
    days: tuple[date, ...] = ()
    days_gone: tuple[date, ...] = ()

    @property
    def is_proof(self) -> bool:
        """An outage of an hour must not count against a unit, and a website that rests over a weekend neither."""
        return len(self.days_gone) >= DAYS_GONE or len(self.days) >= DAYS_FAILED

    def sentence(self, last: Visit) -> str:
        """Why the office is asked, with the numbers."""
        what = "网页不存在" if len(self.days_gone) == len(self.days) else "没有打开"
        words = last.reason or f"网站回答{last.status}"
        return (
            f"{self.days[0]} 至 {self.days[-1]} 在{len(self.days)}个不同的日子连续访问{self.times}次，"
            f"每次都{what}，最近一次：{words}。"
        )


def streak(visits: Iterable[tuple[datetime, LinkState]]) -> Streak:
    """Of all visits, oldest first: a page that was there begins anew, one that is not clear says nothing."""
    row: list[tuple[datetime, LinkState]] = []
    for at, state in visits:
        if state.is_failure:
            row.append((at, state))
        elif state is not LinkState.UNCLEAR:
            row.clear()
    if not row:
        return Streak()
    days, gone = ({local(at).date() for at, state in row if state in states} for states in (FAILED, (LinkState.GONE,)))
    return Streak(row[0][0], len(row), tuple(sorted(days)), tuple(sorted(gone)))
