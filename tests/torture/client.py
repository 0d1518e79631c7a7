"""A busy person: saves one progress note after the other and remembers which were acknowledged."""

import re
import threading
from dataclasses import dataclass, field
from http.client import HTTPException
from http.cookiejar import CookieJar
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, ProxyHandler, build_opener

from tests.client import PASSWORD

FIELD = re.compile(r'name="(csrf_token|version|once)"[^>]*value="([^"]*)"')


class Stay(HTTPRedirectHandler):
    """An answer that sends elsewhere is looked at, not followed."""

    def redirect_request(self, *_: object) -> None:
        return None


@dataclass
class Person:
    """``sent`` are all notes that went out, ``acknowledged`` those that the server said were saved."""

    url: str
    name: str
    share: int
    sent: list[str] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)

    def work(self, stop: threading.Event, word: str) -> None:
        """Until told to stop, or until the server is gone."""
        opener = build_opener(ProxyHandler({}), HTTPCookieProcessor(CookieJar()), Stay)
        try:
            self._post(opener, "/login", {"username": self.name, "password": PASSWORD})
            number = 0
            while not stop.is_set():
                number += 1
                note = f"{word}-{self.name}-{number}"
                if self._post(opener, f"/assignments/{self.share}/progress", {"percent": "40", "note": note}) == 303:
                    self.acknowledged.append(note)
        except (URLError, OSError, HTTPException):
            return  # killed in the middle: exactly what is looked for

    def _post(self, opener: object, path: str, data: dict[str, str]) -> int:
        with opener.open(self.url + path, timeout=15) as page:  # type: ignore[attr-defined]
            given = dict(FIELD.findall(page.read().decode()))
        if "note" in data:
            self.sent.append(data["note"])
        try:
            with opener.open(self.url + path, urlencode(given | data).encode(), timeout=15) as answer:  # type: ignore[attr-defined]
                return int(answer.status)
        except URLError as error:
            if isinstance(code := getattr(error, "code", None), int):
                return code
            raise
