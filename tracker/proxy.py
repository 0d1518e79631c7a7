"""Behind a proxy: whose word about the client is taken, and the session cookie that fits http or https."""

from collections.abc import Iterable
from ipaddress import ip_network
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, current_app, has_request_context, request
from flask.sessions import SecureCookieSessionInterface

from tracker.networks import Network, within

LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1"))


class TrustedProxies:
    """Takes the client's address and scheme from ``X-Forwarded-*``, but only where the own proxy says so.

    The proxy adds the address it sees at the end of the list; what stands before was written by the client.
    """

    def __init__(self, application: WSGIApplication, networks: tuple[Network, ...]) -> None:
        self.application, self.networks = application, networks

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if within(environ.get("REMOTE_ADDR", ""), self.networks):
            said = [part.strip() for part in environ.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
            others = [address for address in said if not within(address, self.networks)]
            if others:
                environ["REMOTE_ADDR"] = others[-1][:45]
            scheme = environ.get("HTTP_X_FORWARDED_PROTO", "")
            if scheme in ("http", "https"):
                environ["wsgi.url_scheme"] = scheme
        return self.application(environ, start)


class SessionCookie(SecureCookieSessionInterface):
    """Under https the cookie is Secure and bound to this host alone by its name's prefix."""

    def get_cookie_name(self, app: Flask) -> str:
        name = super().get_cookie_name(app)
        return f"__Host-{name}" if self.get_cookie_secure(app) else name

    def get_cookie_secure(self, app: Flask) -> bool:
        return has_request_context() and request.is_secure


def may_be_overheard() -> bool:
    """Whether what is typed now crosses a network in the clear, in the production server and unless that is allowed."""
    config = current_app.config
    if config["MODE"] != "production" or config["PLAIN_HTTP"] == "allowed" or request.is_secure:
        return False
    return not within(request.remote_addr or "", LOOPBACK)


def install(app: Flask) -> None:
    app.session_interface = SessionCookie()
    app.wsgi_app = TrustedProxies(app.wsgi_app, app.config["PROXIES"])  # type: ignore[method-assign, assignment]
