"""Visits to a small website on this machine: what they find, and what no website can make them do."""

import socket
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from time import monotonic

import pytest

from tests.links.site import Page, Site, only_get, raw, serving, silent, status
from tracker.links import hosts
from tracker.links.choices import LinkState
from tracker.links.outcomes import Visit
from tracker.links.visiting import Visitor

L = LinkState
OK = b"HTTP/1.0 200 OK\r\n"
Go = Callable[..., Visit]


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture
def other() -> Iterator[Site]:
    """A website that may not be visited."""
    with serving() as other:
        yield other


def visitor(allowed: str, *, pause: float = 0.0, patience: float = 5.0) -> Visitor:
    return Visitor(hosts.read(allowed), pause=pause, patience=patience)


def visit(site: Site, page: Page, *, patience: float = 5.0) -> Visit:
    site.pages["/page"] = page
    return visitor(site.host, patience=patience).visit(site.at("/page"))


def test_it_works(site: Site) -> None:
    assert visit(site, status(200)) == Visit(L.ALIVE, 200)
    assert (site.asked, site.hosts) == (["HEAD /page"], [site.host])


@pytest.mark.parametrize(("code", "state"), [(404, L.GONE), (410, L.GONE), (500, L.NO_ANSWER), (403, L.UNCLEAR)])
def test_bad_news_is_believed_when_both_ways_of_asking_tell_it(site: Site, code: int, state: LinkState) -> None:
    assert visit(site, status(code)).state is state
    assert site.asked == ["HEAD /page", "GET /page"]


@pytest.mark.parametrize("head", [403, 404, 405, 500, 501])
def test_a_server_that_does_not_know_head_is_asked_otherwise(site: Site, head: int) -> None:
    assert visit(site, only_get(200, head)) == Visit(L.ALIVE, 200)


def test_a_server_that_hangs_on_head_is_asked_otherwise(site: Site) -> None:
    page: Page = lambda handler: silent(handler) if handler.command == "HEAD" else status(200)(handler)  # noqa: E731
    assert visit(site, page, patience=1.0) == Visit(L.ALIVE, 200)


def test_chinese_letters_in_an_address_are_sent_as_the_network_has_them(site: Site) -> None:
    site.pages["/%E5%85%AC%E5%BC%80/1.html?%E9%A2%98=1"] = status(200)
    assert visitor(site.host).visit(site.at("/公开/1.html?题=1")).state is L.ALIVE


# --- redirects -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed_within_the_allowed_hosts(site: Site, code: int) -> None:
    site.pages["/new"] = status(200)
    assert visit(site, status(code, location="/new")) == Visit(L.REDIRECTED, 200, site.at("/new"))


def test_a_redirect_to_a_page_that_is_gone_is_gone(site: Site) -> None:
    assert visit(site, status(302, location="/new")) == Visit(L.GONE, 404, site.at("/new"))


def test_a_ring_ends(site: Site) -> None:
    found = visit(site, status(302, location="/page"))
    assert (found.state, found.reason) == (L.NO_ANSWER, "转了5次还没有到达网页")
    assert len(site.asked) == 6


def test_no_redirect_leaves_the_allowed_hosts(site: Site, other: Site) -> None:
    other.pages["/"] = status(200)
    found = visit(site, status(302, location=other.at("/")))
    assert found == Visit(L.REDIRECTED, 302, other.at("/"), "不在允许访问的网站之列")
    assert not found.is_reached
    assert other.asked == []


@pytest.mark.parametrize(
    "tricky",
    [
        *(
            "//{other}/",
            "http:\\\\{other}/",
            "http://{site}@{other}/",
            "http://{other}\\@{site}/",
            "http://{other}#@{site}/",
        ),
        *(
            "ftp://{site}/",
            "file:///etc/passwd",
            "gopher://{other}/_x",
            "http://localhost:{port}/",
            "http://[::1]:{port}/",
        ),
        *("http://2130706433:{port}/", "http://0x7f.1:{port}/", "http://127.1:{port}/", "http://0:{port}/", "http://"),
        *(
            "http://[::ffff:127.0.0.1]:{port}/",
            "http://[::1",
            "http://169.254.169.254/latest/meta-data/",
            "//{site}:1/",
        ),
    ],
)
def test_no_trick_of_a_redirect_gets_through(site: Site, other: Site, tricky: str) -> None:
    other.pages["/"] = status(200)
    location = tricky.format(site=site.host, other=other.host, port=other.port)
    found = visit(site, status(302, location=location))
    assert not found.is_reached
    assert other.asked == []
    assert [line for line in site.asked if "/page" not in line and "@" not in line and "%5C" not in line] == []


def test_a_redirect_sends_nothing_of_its_own(site: Site) -> None:
    """Line breaks in a Location would be headers of the next request."""
    page = raw(b"HTTP/1.0 302 Found\r\nLocation: /a%0d%0aX-Evil:1\rX-Evil: 2\r\n\r\n")
    assert not visit(site, page).is_reached
    assert all("\r" not in line and "\n" not in line for line in site.asked)


# --- where a name leads ----------------------------------------------------------------------------------------------


def test_a_name_that_leads_to_this_machine_is_not_visited(site: Site) -> None:
    site.pages["/"] = status(200)
    found = visitor(f"localhost:{site.port}").visit(f"http://localhost:{site.port}/")
    assert (found.state, found.reason) == (L.UNCLEAR, "域名指向内部网络")
    assert site.asked == []


def test_unless_the_place_is_written_out_too(site: Site) -> None:
    site.pages["/"] = status(200)
    places = {ip_address(each[4][0]) for each in socket.getaddrinfo("localhost", 80, type=socket.SOCK_STREAM)}
    listed = ",".join(f"[{ip}]:{site.port}" if ip.version == 6 else f"{ip}:{site.port}" for ip in places)
    found = visitor(f"localhost:{site.port},{listed}").visit(f"http://localhost:{site.port}/")
    assert found.state is L.ALIVE
    assert site.hosts == [f"localhost:{site.port}"]


def test_a_name_that_does_not_exist_has_no_answer() -> None:
    found = visitor("page.invalid").visit("http://page.invalid/")
    assert (found.state, found.status, found.reason) == (L.NO_ANSWER, None, "域名没有解析成功")


def test_nobody_listening_is_no_answer(site: Site) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    found = visitor(f"127.0.0.1:{port}").visit(f"http://127.0.0.1:{port}/")
    assert (found.state, found.reason) == (L.NO_ANSWER, "服务器拒绝连接")


def test_a_proxy_in_the_environment_is_not_used(site: Site, other: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, other.at("/"))
    assert visit(site, status(200)).state is L.ALIVE
    assert other.asked == []


def test_plain_talk_where_encryption_was_expected_is_no_answer(site: Site) -> None:
    found = visitor(site.host).visit(f"https://{site.host}/")
    assert (found.state, found.reason) == (L.NO_ANSWER, "没有建立加密连接")


# --- answers without end ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "state"),
    [
        (raw(OK + b"\r\n", then=b"x" * 65536), L.ALIVE),
        (raw(OK + b"Content-Length: 99999999999999\r\n\r\n", then=b"x"), L.ALIVE),
        (raw(OK + b"Transfer-Encoding: chunked\r\n\r\n", then=b"ffffffff\r\nx"), L.ALIVE),
        (raw(OK, then=b"X-Header: 1\r\n"), L.NO_ANSWER),
        (raw(OK + b"X-Header: ", then=b"x" * 4096), L.NO_ANSWER),
        (raw(b"HTTP/1.0 ", then=b"2" * 4096), L.NO_ANSWER),
        (raw(b"", then=b"HTTP/1.1 100 Continue\r\n\r\n"), L.NO_ANSWER),
        (raw(OK, then=b"X", every=0.02), L.NO_ANSWER),
        (raw(b"\x00\xff no protocol of ours\r\n\r\n"), L.NO_ANSWER),
        (raw(b""), L.NO_ANSWER),
        (silent, L.NO_ANSWER),
    ],
    ids=["body", "length", "chunks", "headers", "header", "line", "continues", "drip", "noise", "nothing", "silent"],
)
def test_no_answer_holds_the_visitor(site: Site, page: Page, state: LinkState) -> None:
    begun = monotonic()
    found = visit(site, page, patience=0.8)
    assert found.state is state
    assert monotonic() - begun < 2
    assert found.state is L.ALIVE or found.reason in ("等了太久没有回答", "服务器的回答无法识别", "服务器断开了连接")


def test_each_host_is_left_in_peace_between_two_requests(site: Site) -> None:
    site.pages["/page"] = status(200)
    quiet, begun = visitor(site.host, pause=0.15), monotonic()
    for _ in range(3):
        quiet.visit(site.at("/page"))
    assert monotonic() - begun >= 0.3
