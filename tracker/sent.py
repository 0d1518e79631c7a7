"""What somebody sent and what was not saved, so that it can be offered again and nothing typed is lost.

Each form's word (``once``) says under a signature to whom the form was shown. Nothing is offered to anybody else, and
no page elsewhere can make us offer a text of its own. Passwords and files are never kept.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app, g, request
from werkzeug.exceptions import HTTPException
from wtforms import HiddenField, SelectField

from tracker.forms import Form

FIELD, KEPT = "once", "kept"
NEVER_OFFERED = ("/login", "/logout", "/password", "/factor", "/unsaved")
NOT_TYPED = frozenset({"csrf_token", "password", "version", FIELD, KEPT})
CODE = re.compile(r"[A-Za-z0-9_.:-]{0,40}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")


def word() -> str:
    """A fresh word for a form shown to the signed-in person."""
    person = g.get("user")
    said = f"{secrets.token_urlsafe(12)}.{person.id if person is not None else 0}"
    return f"{said}.{_signature(said)}"


def _signature(said: str) -> str:
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.digest(key, b"shown to " + said.encode(), hashlib.sha256).hex()[:32]


def owner() -> int | None:
    """The number of the person to whom the form that was just sent had been shown."""
    said, _, signature = _form().get(FIELD, "").rpartition(".")
    person = said.rpartition(".")[2]
    if not person.isdigit() or not hmac.compare_digest(_signature(said).encode(), signature.encode()):
        return None
    return int(person) or None


def _form() -> Mapping[str, str]:
    try:
        return request.form
    except HTTPException:  # too large to be read at all
        return {}


@dataclass(frozen=True)
class Sent:
    """A form as it came in. ``files`` are the fields and names of the files, whose contents are gone."""

    address: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[tuple[str, str], ...]

    @property
    def lines(self) -> list[tuple[str, str]]:
        """What was typed and chosen, by the labels of the form, for its author to read."""
        return list(_lines(self))


def now() -> Sent | None:
    """What was just sent; None where that is never offered again."""
    if request.method != "POST" or request.url_rule is None or request.path.startswith(NEVER_OFFERED):
        return None
    if not _form():
        return None
    fields = [pair for pair in request.form.items(multi=True) if pair[0] not in ("csrf_token", "password", KEPT)]
    files = [(name, file.filename or "") for name, file in request.files.items(multi=True) if file.filename]
    return Sent(request.full_path.rstrip("?"), tuple(fields), tuple(files))


def _lines(sent: Sent) -> Iterator[tuple[str, str]]:
    known = _fields_of(sent)
    values: dict[str, list[str]] = {}
    for name, value in sent.fields:
        field = known.get(name)
        label = str(field.args[0] if field.args else field.kwargs.get("label") or "") if field is not None else ""
        shown = _word(field, value) if label else "" if CODE.fullmatch(value) else value
        if shown.strip() and name not in NOT_TYPED:
            values.setdefault(label or "其他内容", []).append(shown)
    yield from ((label, "、".join(found)) for label, found in values.items())


def _word(field: Any, value: str) -> str:
    """A chosen value by its own label; nothing for a number that only the page knew the word for."""
    choices = field.kwargs.get("choices")
    pairs = choices.items() if isinstance(choices, dict) else choices if isinstance(choices, list) else ()
    said = {str(pair[0]): str(pair[1]) for pair in pairs if isinstance(pair, tuple) and len(pair) > 1}
    if issubclass(field.field_class, SelectField | HiddenField):
        return said.get(value, "")
    if MOMENT.fullmatch(value):
        return value.replace("T", " ")
    return said.get(value) or ("是" if value == "y" else value)


def _fields_of(sent: Sent) -> Mapping[str, Any]:
    """The fields of the form of the same room that most of the names fit."""
    names, room = {name for name, _ in sent.fields} - NOT_TYPED, _room(sent.address)
    found: Mapping[str, Any] = {}
    best = (0, False, 0)
    for kind in kinds():
        fields = {name: getattr(kind, name) for name in dir(kind) if hasattr(getattr(kind, name), "field_class")}
        rank = (len(names & set(fields)), kind.__module__.startswith(room), -len(fields))
        if rank > best and rank[0]:
            found, best = fields, rank
    return found


def _room(address: str) -> str:
    try:
        endpoint, _ = current_app.url_map.bind("").match(address.partition("?")[0], method="POST")
    except HTTPException:
        return "?"
    return current_app.view_functions[endpoint].__module__.rpartition(".")[0]


def kinds(kind: type = Form) -> Iterator[type]:
    each: type
    for each in kind.__subclasses__():
        yield each
        yield from kinds(each)
