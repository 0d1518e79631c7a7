"""A person's browser without a window: Flask's test client, kept apart from the database session of the test."""

import contextvars
import secrets
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from flask import Flask, has_app_context
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from tracker.db import db

PASSWORD = "demo-Pass-2018"
WRITING = {"POST", "PUT", "PATCH", "DELETE"}
P, R = ParamSpec("P"), TypeVar("R")


def apart(act: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run as another process would: what the test wrote is committed first, and no context or session is shared.

    Without this the request would take over the test's application context and see its identity map and its `g`.
    """
    if has_app_context():
        db.session.commit()
    return contextvars.Context().run(act, *args, **kwargs)


class Client(FlaskClient):
    """Sends the form token with every write, as each of our forms does; `sends_token = False` leaves it out."""

    sends_token = True

    def __init__(self, app: Flask, **options: Any) -> None:
        options.setdefault("response_wrapper", app.response_class)
        super().__init__(app, **options)

    def open(self, *args: Any, buffered: bool = True, **kwargs: Any) -> TestResponse:
        if kwargs.get("method") in WRITING and self.sends_token:
            kwargs["headers"] = {"X-CSRFToken": apart(self.token), **dict(kwargs.get("headers") or {})}
        answer = apart(super().open, *args, buffered=buffered, **kwargs)
        answer.request.environ["wsgi.input"].close()  # a large upload lies in a temporary file
        return answer

    def token(self) -> str:
        """The signed form of the token in this browser's session; one is put there where no page has done so yet."""
        with self.session_transaction() as session:
            raw = session.setdefault("csrf_token", secrets.token_hex(20))
        return URLSafeTimedSerializer(self.application.secret_key or "", salt="wtf-csrf-token").dumps(raw)


def login(client: Client, username: str, password: str = PASSWORD) -> Client:
    """Sign in through the login form."""
    answer = client.post("/login", data={"username": username, "password": password})
    assert answer.status_code == 303, f"{username} could not sign in: {answer.status_code}"
    return client
