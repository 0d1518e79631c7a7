"""The hidden key of a row: which share it is, in which version, of which unit, and what the row said and held when it
was given.

A keyed checksum closes it, so that a row that was not written by this system, or was altered, is not taken. The key is
derived from the application's secret and never stored.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass

from imports.text import clean, key

_FORM = re.compile(r"(\d{1,9})-(\d{1,9})-(\d{1,9})-(\d{4})-([0-9a-f]{16})-([0-9a-f]{16})-([0-9a-f]{24})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Key:
    """``held`` and ``named`` are the fingerprints of the progress and the task that the row showed when given out."""

    assignment_id: int
    version: int
    unit_id: int
    year: int
    held: str
    named: str


def write(of: Key, secret: str) -> str:
    plain = f"{of.assignment_id}-{of.version}-{of.unit_id}-{of.year}-{of.held}-{of.named}"
    return f"{plain}-{_checksum(plain, secret)}"


def read(text: str, secret: str) -> Key | None:
    """The key, or None for a text that this system did not write as it stands."""
    found = _FORM.fullmatch(text)
    if found is None:
        return None
    plain, _, checksum = text.rpartition("-")
    if not hmac.compare_digest(checksum, _checksum(plain, secret)):
        return None
    share, version, unit, year = (int(found[place]) for place in (1, 2, 3, 4))
    return Key(share, version, unit, year, found[5], found[6])


def fingerprint(percent: int, note: str) -> str:
    """Tells whether the progress of a row was touched; blanks and breaks that a cell cannot keep do not count."""
    return hashlib.sha256(f"{percent}|{clean(note)[0]}".encode()).hexdigest()[:16]


def name_mark(number: int | str, item: str) -> str:
    """Tells whether a row still shows the task of its key: sorting or pasting may move what is seen without the key."""
    return hashlib.sha256(f"{number}|{key(item)}".encode()).hexdigest()[:16]


def _checksum(plain: str, secret: str) -> str:
    derived = hmac.new(secret.encode(), b"own sheet", hashlib.sha256).digest()
    return hmac.new(derived, plain.encode(), hashlib.sha256).hexdigest()[:24]
