"""Timing: the same requests in turn, so that whatever else the machine does falls on all of them alike."""

import http.client
import re
import statistics
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlencode

from tests.client import PASSWORD

Act = Callable[[], float]


class Visitor:
    """One person's browser on a kept connection, without a window."""

    def __init__(self, port: int, username: str | None = None) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.cookie = ""
        if username:
            form = {"username": username, "password": PASSWORD, "csrf_token": self.token("/login")}
            status, _, _ = self.send("POST", "/login", form)
            assert status == 303, f"{username} could not sign in: {status}"

    def send(self, method: str, path: str, form: Mapping[str, str] | None = None) -> tuple[int, bytes, float]:
        """Status, body and seconds from asking to the last byte."""
        headers = {"Cookie": self.cookie} if self.cookie else {}
        body = urlencode(form).encode() if form else None
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        start = time.perf_counter()
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        took = time.perf_counter() - start
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie" and value.startswith("tracker="):
                self.cookie = value.split(";")[0]
        return answer.status, content, took

    def get(self, path: str) -> float:
        try:
            status, _, took = self.send("GET", path)
        except http.client.RemoteDisconnected:  # a round took longer than the server keeps a connection
            self.connection.close()
            status, _, took = self.send("GET", path)
        assert status == 200, f"{path}: {status}"
        return took

    def page(self, path: str) -> str:
        return self.send("GET", path)[1].decode()

    def token(self, path: str) -> str:
        return hidden(self.page(path), "csrf_token")

    def update(self, path: str) -> float:
        """Save a progress form; the page that is fetched for its token and version does not count."""
        page = self.page(path)
        form = {"csrf_token": hidden(page, "csrf_token"), "version": hidden(page, "version")}
        status, _, took = self.send("POST", path, form | {"percent": "55", "note": "已公开首批信息"})
        assert status == 303, f"{path}: {status}"
        return took


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found, f"no field {name} in the page"
    return found.group(1)


def of_server(pid: int, act: Act) -> Act:
    """The act measured by the processor time that the server's workers spend on it, whatever else the machine does.

    Linux alone tells it; elsewhere the act is measured as it measures itself.
    """
    children = Path(f"/proc/{pid}/task/{pid}/children")
    if not children.exists():
        return act
    workers = children.read_text().split()

    def spent() -> float:
        threads = (thread for worker in workers for thread in Path(f"/proc/{worker}/task").iterdir())
        return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9

    def measured() -> float:
        before = spent()
        act()
        return spent() - before

    return measured


def in_turn(acts: Mapping[str, Act], rounds: int) -> dict[str, float]:
    """The median seconds of each act, after two rounds that do not count."""
    times: dict[str, list[float]] = {name: [] for name in acts}
    for number in range(rounds + 2):
        for name, act in acts.items():
            took = act()
            if number >= 2:
                times[name].append(took)
    return {name: statistics.median(values) for name, values in times.items()}
