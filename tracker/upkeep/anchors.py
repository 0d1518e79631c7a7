"""The journal's end as noted outside the database: with the last backup, in each issued notice, after each check."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection

from tracker.clock import wall_now
from tracker.upkeep import checking
from tracker.upkeep.backing import data_dir, last_backup

NOTES = "audit_heads.jsonl"


def noted(connection: Connection) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every note with the words that say where it was made."""
    last = last_backup()
    if last:
        yield "上次备份时", last.audit
    yield from checking.in_notices(connection)
    for line in _lines():
        yield f"{line.get('at', '')[:10]} 核验时", line


def note(audit: Mapping[str, Any]) -> None:
    """Add where the journal ends to the notes in the data folder; worth copying to another machine."""
    if audit.get("last_id") is not None:
        line = json.dumps({"at": wall_now().isoformat(), **audit})
        with (data_dir() / NOTES).open("a", encoding="utf-8") as notes:
            notes.write(f"{line}\n")


def forget() -> None:
    """After a restore the journal is another one: the notes before it are set aside."""
    notes = data_dir() / NOTES
    if notes.exists():
        notes.replace(notes.with_suffix(".before-restore"))


def _lines() -> Iterator[dict[str, Any]]:
    try:
        lines = (data_dir() / NOTES).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return
    for line in lines:
        try:
            found = json.loads(line)
            yield {"at": str(found["at"]), "last_id": int(found["last_id"]), "head": str(found["head"])}
        except (ValueError, TypeError, KeyError):
            continue  # a line torn by a power cut
