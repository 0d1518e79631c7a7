"""The server's log: one JSON object a line on stderr. A line cannot be forged, since no value can end it or begin one.

What is logged: each request by its number, who, what, the answer and the time it took. Never a query string, a form's
contents, a cookie or a feed's address, which is a key.
"""

import json
import logging
import logging.config
import re
import time
import traceback
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, g, request

SECRET_ADDRESS = re.compile(r"(?<=/feeds/)[^/]+(?=\.ics)")
LONGEST = 8000
FIELDS = ("request", "method", "path", "status", "ms", "user", "address")
log = logging.getLogger("tracker.requests")


class JsonLines(logging.Formatter):
    """Every record as one line of ASCII; control characters and line ends are escaped by JSON itself."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {"at": moment, "level": record.levelname, "logger": record.name}
        line["message"] = record.getMessage()[:LONGEST]
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info:
            line["error"] = "".join(traceback.format_exception(*record.exc_info))[-LONGEST:]
        return json.dumps(line, ensure_ascii=True)


def settings(level: int) -> dict[str, Any]:
    """All loggers to stderr in this form, the web server's own included."""
    ours = {"level": "WARNING", "handlers": ["stderr"], "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "tracker.logbook.JsonLines"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"level": "WARNING", "handlers": ["stderr"]},
        "loggers": {"gunicorn.error": ours, "gunicorn.access": ours, "tracker": {"level": level}},
    }


def configure(level: int) -> None:
    """For the server's processes; tests and commands keep the usual form."""
    logging.config.dictConfig(settings(level))


def _begin() -> None:
    g.began = time.perf_counter()


def _note(response: Response) -> Response:
    """A word on each request but the monitor's own; a warning for each answer that bears a number to find it by."""
    if request.path == "/healthz":
        return response
    user = g.get("actor")
    found = {
        "request": g.get("request_id", ""),
        "method": request.method,
        "path": SECRET_ADDRESS.sub("…", request.path)[:200],
        "status": response.status_code,
        "ms": round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000),
        "user": user.id if user is not None else None,
        "address": request.remote_addr or "",
    }
    is_told = g.get("is_numbered") or response.status_code >= 500
    level = logging.WARNING if is_told else logging.INFO
    log.log(level, "%s %s %s", found["method"], found["path"], found["status"], extra=found)
    return response


def install(app: Flask) -> None:
    app.before_request(_begin)
    app.after_request(_note)
