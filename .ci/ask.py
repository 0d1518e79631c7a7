"""Asks a running tracker from outside: `ask.py ADDRESS ready`, or `ask.py ADDRESS login NAME PASSWORD`."""

import json
import re
import sys
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, ProxyHandler, build_opener

address, question, *rest = sys.argv[1:]
opener = build_opener(ProxyHandler({}), HTTPCookieProcessor(CookieJar()))


def page(path: str, form: dict[str, str] | None = None) -> tuple[str, str]:
    with opener.open(address + path, urlencode(form).encode() if form else None, timeout=10) as answer:
        return answer.url, answer.read().decode()


if question == "ready":
    assert json.loads(page("/healthz")[1]) == {"status": "ok"}
else:
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page("/login")[1])
    assert token, "the login page holds no form"
    url, _ = page("/login", {"username": rest[0], "password": rest[1], "csrf_token": token.group(1)})
    assert not url.endswith("/login"), f"{rest[0]} is still on the login page"
