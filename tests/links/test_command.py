"""`flask check-links`: what it visits, in which order, what it says, and when it does nothing at all."""

import json
from collections.abc import Callable, Iterator

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from tests import factories
from tests.links.findings import on, record, states
from tests.links.site import Site, serving, status
from tracker.db import db
from tracker.journal import AuditEntry
from tracker.links import hosts, rounds
from tracker.links.choices import FindingState, LinkState
from tracker.links.models import LinkVisit
from tracker.links.outcomes import Visit

Command = Callable[..., Result]


@pytest.fixture
def site(app: Flask) -> Iterator[Site]:
    """The one website that may be visited, without a pause between."""
    with serving() as site:
        app.config.update(LINK_HOSTS=site.host, LINK_PAUSE=0.0, LINK_PATIENCE=2.0)
        yield site


def visited() -> list[tuple[str, LinkState]]:
    found = db.session.execute(select(LinkVisit.address, LinkVisit.state).order_by(LinkVisit.id))
    return [(address.rpartition("/")[2], state) for address, state in found]


def test_it_works(site: Site, command: Command) -> None:
    site.pages |= {"/here": status(200), "/moved": status(301, location="/here")}
    for path in ("/here", "/moved", "/gone"):
        record(address=site.at(path))
    record(address="http://www.tcwy.gov.cn/1.html")
    record(address="一楼公告栏", channel="公告栏")
    result = command("check-links")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        "访问了3个网址：打开正常1个，网页不存在1个，转到其他网址1个，没有打开0个，未能核实0个。",
        "另有1个网址不在允许访问的网站之列，没有访问。",
    ]
    assert visited() == [("here", LinkState.ALIVE), ("moved", LinkState.REDIRECTED), ("gone", LinkState.GONE)]
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "link.check")).one()
    assert (entry.actor_name, entry.summary) == ("命令行", "核查公开网址，访问3个")


def test_the_second_day_puts_a_dead_page_to_the_office(site: Site, command: Command) -> None:
    record(address=site.at("/gone"))
    on(19, Visit(LinkState.GONE, 404), site.at("/gone"))
    assert "新发现1条打不开的政府网站网址" in command("check-links").stdout
    assert states() == [FindingState.OPEN]
    site.pages["/gone"] = status(200)
    assert "自动了结1条" in command("check-links").stdout


def test_as_json(site: Site, command: Command) -> None:
    record(address=site.at("/gone"))
    numbers = json.loads(command("check-links", "--json").stdout)
    assert numbers == {
        "visited": 1,
        "alive": 0,
        "gone": 1,
        "redirected": 0,
        "no_answer": 0,
        "unclear": 0,
        "found": 0,
        "settled": 0,
        "later": 0,
        "outside": 0,
    }


@pytest.mark.parametrize("listed", ["", " , "])
def test_without_a_list_it_is_off(app: Flask, command: Command, site: Site, listed: str) -> None:
    record(address=site.at("/here"))
    app.config["LINK_HOSTS"] = listed
    result = command("check-links")
    assert result.exit_code == 1
    assert "没有启用网址核查" in result.stderr
    assert "TRACKER_LINK_HOSTS=www.tcwy.gov.cn" in result.stderr
    assert site.asked == []
    assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == 0


def test_it_is_off_by_default(app: Flask) -> None:
    assert app.config["LINK_HOSTS"] == ""


def test_a_list_with_a_fault_is_refused_in_one_line(app: Flask, command: Command) -> None:
    app.config["LINK_HOSTS"] = "www.tcwy.gov.cn,http://a.b"
    result = command("check-links")
    assert result.exit_code == 1
    assert "中的“http://a.b”写法不对" in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("limit", ["0", "5001", "x"])
def test_a_limit_out_of_bounds_is_wrong_usage(command: Command, limit: str) -> None:
    result = command("check-links", "--limit", limit)
    assert result.exit_code == 2
    assert "应为1至5000之间的整数" in result.stderr


def test_as_many_as_asked_for_and_the_longest_unvisited_first(site: Site, command: Command) -> None:
    for path in ("/a", "/b", "/c", "/d"):
        site.pages[path] = status(200)
        record(address=site.at(path))
    factories.disclosure(published_on=None, channels=factories.channels(("政府网站", site.at("/planned"))))
    on(11, Visit(LinkState.ALIVE, 200), site.at("/a"))
    on(10, Visit(LinkState.ALIVE, 200), site.at("/b"))
    result = command("check-links", "--limit", "3")
    assert "还有2个网址留待下次。" in result.stdout
    assert [line.partition("/")[2] for line in site.asked if "HEAD" in line] == ["c", "d", "planned"]
    command("check-links", "--limit", "2")
    assert [line.partition("/")[2] for line in site.asked if "HEAD" in line][3:] == ["b", "a"]


def test_an_address_of_many_records_is_visited_once(site: Site, command: Command) -> None:
    for _ in range(3):
        record(address=site.at("/list"))
    command("check-links")
    assert site.asked == ["HEAD /list", "GET /list"]


def test_a_run_in_which_nothing_answers_says_nothing_of_the_pages(app: Flask, site: Site, command: Command) -> None:
    app.config["LINK_HOSTS"] = "a.invalid,b.invalid"
    record(address="http://a.invalid/1")
    record(address="http://b.invalid/1")
    for day in (10, 11):
        on(day, Visit(LinkState.NO_ANSWER, None, "", "x"), "http://a.invalid/1")
    result = command("check-links")
    assert "没有一个网站回答，可能是本机不能上网" in result.stdout
    assert states() == []
    assert [state for _, state in visited()][2:] == [LinkState.UNCLEAR, LinkState.UNCLEAR]


def test_what_did_not_answer_counts_once_something_does(app: Flask, site: Site, command: Command) -> None:
    app.config["LINK_HOSTS"] += ",a.invalid"
    site.pages["/here"] = status(200)
    record(address="http://a.invalid/1")
    record(address=site.at("/here"))
    for day in (10, 11):
        on(day, Visit(LinkState.NO_ANSWER, None, "", "x"), "http://a.invalid/1")
    on(12, Visit(LinkState.ALIVE, 200), site.at("/here"))
    assert "新发现1条" in command("check-links").stdout
    assert states() == [FindingState.OPEN]


def test_no_transaction_waits_for_the_network(site: Site, command: Command, app: Flask) -> None:
    """While a page is asked for, another may write."""

    def write(handler: object) -> None:
        with app.app_context():
            factories.unit("zzz")
            db.session.commit()
        status(200)(handler)  # type: ignore[arg-type]

    site.pages["/here"] = write
    record(address=site.at("/here"))
    command("check-links")
    assert visited() == [("here", LinkState.ALIVE)]
    assert factories.unit("zzz").id


@pytest.mark.usefixtures("app")
def test_what_may_not_be_visited_is_left_out_of_the_round() -> None:
    for address in ("http://u@www.tcwy.gov.cn/", "http://www.tcwy.gov.cn:22/", "HTTPS://www.tcwy.gov.cn/a"):
        record(address=address)
    found = rounds.next_round(hosts.read("www.tcwy.gov.cn"), 10)
    assert (found.addresses, found.later, found.outside) == (("HTTPS://www.tcwy.gov.cn/a",), 0, 2)
