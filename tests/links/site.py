"""A small website on this machine, with pages that behave and pages that do not."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

Page = Callable[["Handler"], None]


@dataclass
class Site:
    """``pages`` maps a path to what answers there; ``asked`` are the requests that came, as ``HEAD /path``."""

    port: int = 0
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    hosts: list[str] = field(default_factory=list)
    closing: Event = field(default_factory=Event)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def at(self, path: str) -> str:
        return f"http://{self.host}{path}"


class Handler(BaseHTTPRequestHandler):
    site: Site

    def do_GET(self) -> None:
        self.site.asked.append(f"{self.command} {self.path}")
        self.site.hosts.append(self.headers.get("Host", ""))
        with suppress(OSError):  # the visitor hung up
            self.site.pages.get(self.path, status(404))(self)

    do_HEAD = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on the test's output."""


@contextmanager
def serving() -> Iterator[Site]:
    site = Site()
    handler = type("SiteHandler", (Handler,), {"site": site})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        site.port = server.server_port
        thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield site
        site.closing.set()
        server.shutdown()
        thread.join()


def status(code: int, **headers: str) -> Page:
    """A short answer; ``location="/x"`` leads on."""

    def answer(handler: Handler) -> None:
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name.title(), value)
        handler.end_headers()

    return answer


def only_get(code: int, head: int) -> Page:
    return lambda handler: status(head if handler.command == "HEAD" else code)(handler)


def raw(data: bytes, *, then: bytes = b"", every: float = 0.0) -> Page:
    """Bytes as they are, then others again and again until the visitor hangs up."""

    def answer(handler: Handler) -> None:
        handler.wfile.write(data)
        while then and not handler.site.closing.wait(every):
            handler.wfile.write(then)

    return answer


def silent(handler: Handler) -> None:
    handler.site.closing.wait(10)
