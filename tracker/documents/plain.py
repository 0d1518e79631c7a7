"""An official document as plain JSON values, for its page and for keeping. Pure."""

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from tracker.documents.official import OfficialDocument


def as_plain(document: OfficialDocument) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(json.dumps(asdict(document), ensure_ascii=False, default=_text))
    return content


def _text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} has no place in a paper")
